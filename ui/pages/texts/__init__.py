"""Every text of the pages, French and English side by side, a module a page."""

from collections.abc import Callable

from assistant.schemas import Language
from ui.pages.texts.about import ABOUT
from ui.pages.texts.ask import ASK
from ui.pages.texts.case import CASE
from ui.pages.texts.common import COMMON
from ui.pages.texts.compare import COMPARE
from ui.pages.texts.contribute import CONTRIBUTE
from ui.pages.texts.evaluation import EVALUATION
from ui.pages.texts.explore import EXPLORE

TEXTS: dict[str, tuple[str, str]] = {
    **COMMON, **ASK, **EXPLORE, **CASE, **COMPARE, **CONTRIBUTE, **EVALUATION, **ABOUT,
}  # fmt: skip


def text_in(language: Language) -> Callable[..., str]:
    """Gives the text of a key in this language, its `{names}` filled in; an unknown key is an error."""

    def text(key: str, **values: object) -> str:
        return TEXTS[key][0 if language == "fr" else 1].format(**values)

    return text
