"""What an answer tells as it is made, one event after another."""

from typing import Literal

from assistant.data import Data
from assistant.schemas import Answer, AnswerSentence, Language, Source, Understood


class QuestionUnderstood(Data):
    """Stream event, always the first: how the question was read."""

    event: Literal["understood"] = "understood"
    language: Language
    understood: Understood


class SourcesFound(Data):
    """Stream event: the sources that the answer will cite, before it is written."""

    event: Literal["sources"] = "sources"
    language: Language
    sources: list[Source]


class SentenceChecked(Data):
    """Stream event: one sentence, complete and checked."""

    event: Literal["sentence"] = "sentence"
    sentence: AnswerSentence


class Done(Data):
    """Stream event, always the last: the whole answer."""

    event: Literal["answer"] = "answer"
    answer: Answer


Event = QuestionUnderstood | SourcesFound | SentenceChecked | Done
