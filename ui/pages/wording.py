"""Numbers, dates and periods as each language writes them."""

from assistant.schemas import Language

MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}


def number(value: int | float, language: Language) -> str:
    """A number with its thousands apart: "1 200,5" in French, "1,200.5" in English; nothing is rounded."""
    text = f"{value:,}"
    return text.replace(",", "\u202f").replace(".", ",") if language == "fr" else text


def day(date: str, language: Language) -> str:
    """A date that is written AAAA, AAAA-MM or AAAA-MM-JJ, in words: "3 mars 2024"; "" stays so."""
    year, *rest = date.split("-")
    if not rest:
        return year
    month = MONTHS[language][int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    first = "1er" if language == "fr" and int(rest[1]) == 1 else str(int(rest[1]))
    return f"{first} {month} {year}"


def period(written: str, language: Language) -> str:
    """A period as a case has it; one without end, "2021-", is "depuis 2021"."""
    if written.endswith("-") and written[:-1].isdecimal():
        return f"{'depuis' if language == 'fr' else 'since'} {written[:-1]}"
    return written
