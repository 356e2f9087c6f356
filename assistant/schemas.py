"""The plain data that the assistant takes and gives: one Answer for every door."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ingest.passages import NumberedSource, Origin

Language = Literal["fr", "en"]
Check = Literal["supported", "quoted"]


class Data(BaseModel):
    """Base of the schemas: unknown fields are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Turn(Data):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


class Filters(Data):
    """Values a case must have, by field; several values of one field are alternatives.

    A value that no case has leaves nothing to answer from.
    """

    case: list[str] = Field(default_factory=list)
    origin: list[Origin] = Field(default_factory=list)
    territoire: list[str] = Field(default_factory=list)
    echelon: list[str] = Field(default_factory=list)
    departement: list[str] = Field(default_factory=list)
    region: list[str] = Field(default_factory=list)
    theme: list[str] = Field(default_factory=list)
    statut: list[str] = Field(default_factory=list)
    techniques: list[str] = Field(default_factory=list)
    sujets: list[str] = Field(default_factory=list)
    partenaires: list[str] = Field(default_factory=list)


class AskRequest(Data):
    """A question with its conversation so far."""

    question: str = Field(examples=["Who reduced energy use in wastewater plants?"])
    history: list[Turn] = Field(default_factory=list)
    filters: Filters = Field(default_factory=Filters)


class AnswerSentence(Data):
    """A sentence of the answer and the numbers of the sources it rests on.

    `check` says how it holds: `quoted`, these are the source's own words; `supported`,
    they are put in the question's language (by the library's English edition, else by
    the model), and every number and name of one stands in the other.
    """

    text: str
    citations: list[int]
    check: Check


class Source(Data):
    """A passage numbered for one answer.

    `quote` holds the sentences of the passage that the answer uses, word for word;
    `public_sources` the public pages those sentences rest on, and `url` the first of them.
    `origin` tells a case of the library from a row of the official table and from a
    document that someone put in, which has no public page; `page` is that of a PDF or a slide.
    """

    number: int
    case: str
    passage: str
    origin: Origin
    page: int | None
    title: str
    territoire: str
    section: str
    quote: str
    url: str
    public_sources: list[NumberedSource]


class Consulted(Data):
    """A passage that search returned, whether the answer uses it or not."""

    case: str
    passage: str


class Timings(Data):
    """Milliseconds from the question: search done, first sentence ready, all ready.

    `first_sentence_ms` is None when there was nothing to say.
    """

    search_ms: float
    first_sentence_ms: float | None
    total_ms: float


class Receipt(Data):
    """What made the answer: index fingerprint, models, digest of the prompt, settings."""

    index: str
    embedding_model: str
    llm: str
    prompt: str
    settings: dict[str, str | int | float]


class Answer(Data):
    """The one answer object of the command line, the API and the tests.

    `sources` are cited, in the order of their numbers; `consulted` is everything that
    search returned, in rank order. An abstention has no sentence and no source, and its
    `text` says so in the question's language.
    """

    question: str
    language: Language
    kind: Literal["fact"]
    status: Literal["answered", "abstained"]
    text: str
    sentences: list[AnswerSentence]
    sources: list[Source]
    consulted: list[Consulted]
    filters: Filters
    timings: Timings
    receipt: Receipt


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


Event = SourcesFound | SentenceChecked | Done
