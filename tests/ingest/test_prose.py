"""Laws of the sentence reader, whatever the text."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import InvalidCase
from ingest.prose import read_sentences

WORDS = st.text(alphabet="abcdefghij klmnopéà'%€0123456789", min_size=1, max_size=40).filter(str.strip)
SENTENCES = st.lists(st.tuples(WORDS, st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True)), min_size=1)


@given(SENTENCES)
def test_reading_loses_no_text_and_no_mark(sentences: list[tuple[str, list[int]]]) -> None:
    written = " ".join(f"{text}.{''.join(f'[^{n}]' for n in numbers)}" for text, numbers in sentences)
    read = list(read_sentences(Path("x.md"), "Contexte", written, 9))
    assert [s.text for s in read] == [" ".join(f"{text}.".split()) for text, _ in sentences]
    assert [list(s.sources) for s in read] == [numbers for _, numbers in sentences]


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        for sentence in read_sentences(Path("x.md"), "Contexte", text, 3):
            assert sentence.text
            assert set(sentence.sources) <= {1, 2, 3}
    except InvalidCase:
        pass
