"""YAML that holds what the library writes and no trick."""

import time

import pytest
import yaml

from ingest.plain_yaml import read_yaml

# Nine times nine times nine…: as lists, and as fields merged, which PyYAML would write out one by one.
ALIASES = "- &a0 [x]\n" + "".join(f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
MERGES = "- &a0 {k: v}\n" + "".join(f"- &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 30))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ALIASES, "anchor"),
        (MERGES, "anchor"),
        ("a: *b", "alias"),
        ("a: !!python/object/apply:os.system [ls]", "tag"),
        ("a: !!binary x", "tag"),
        ("a: " + "[" * 100_000, "20 lists within"),
        ("a: 2024-99-99", "a date or a number that there is not"),
        ("a: " + "9" * 5000, "a date or a number that there is not"),
        ("a: [b", "expected"),
    ],
    ids=lambda text: text[:16],
)
def test_a_trick_is_refused_at_once(text: str, said: str) -> None:
    started = time.process_time()
    with pytest.raises(yaml.YAMLError, match=said):
        read_yaml(text)
    assert time.process_time() - started < 2


def test_fields_lists_and_texts_are_read() -> None:
    assert read_yaml("a: >\n  b\n  c\nd: [1, {e: 2.5}]\n") == {"a": "b c\n", "d": [1, {"e": 2.5}]}
