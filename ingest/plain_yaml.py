"""YAML as the library writes it: fields, lists and texts, and nothing that makes a small file large."""

from typing import Any

import yaml

MAX_DEPTH = 20  # lists and fields within one another


def read_yaml(text: str) -> Any:
    """What a text says; raises `yaml.YAMLError` where it is no YAML, or more than this.

    Anchors are refused: ten lines that merge one another ten times hold ten thousand million
    fields. So are tags, and values such as the 99th of May that Python cannot hold.
    """
    try:
        _require_plain(text)
        return yaml.load(text, yaml.CSafeLoader)
    except UnicodeEncodeError as error:
        raise yaml.YAMLError("half a character; write it again") from error
    except ValueError as error:
        raise yaml.YAMLError("a date or a number that there is not; put it between quotes") from error


def _require_plain(text: str) -> None:
    depth = 0
    # The parser in C: the one in Python takes seven times as long.
    for event in yaml.parse(text, yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise _refused("it has an anchor (&), an alias (*) or a tag (!)", event)
        if depth > MAX_DEPTH:
            raise _refused(f"more than {MAX_DEPTH} lists within one another", event)


def _refused(problem: str, event: Any) -> yaml.YAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
