"""Dates as people write them, in French and in English."""

from datetime import date

from assistant.schemas import Language

MONTHS: dict[Language, list[str]] = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}


def written(day: date | str, language: Language) -> str:
    """A day, or one given as `AAAA-MM-JJ`, `AAAA-MM` or `AAAA`: "3 mars 2024", "March 2024"; "" stays so."""
    year, *rest = str(day).split("-")
    if not rest:
        return year
    month = MONTHS[language][int(rest[0]) - 1] if 1 <= int(rest[0]) <= 12 else rest[0]
    days = [f"{int(number)}{'er' if language == 'fr' and int(number) == 1 else ''}" for number in rest[1:]]
    return " ".join([*days, month, year])
