"""The plain data that the assistant takes and gives: one Answer for every door."""

from typing import Literal

from pydantic import Field

from assistant.data import Data
from assistant.energy import Energy
from assistant.tokens import Tokens
from ingest.passages import NumberedSource, Origin

Language = Literal["fr", "en"]
Check = Literal["supported", "quoted", "recorded", "noted"]
Kind = Literal["fact", "list", "count", "compare", "about-library", "out-of-scope"]


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

    def of_case(self, case: str) -> "Filters":
        """These filters, and that one case."""
        return self.model_copy(update={"case": [case]})


class AskRequest(Data):
    """A question with its conversation so far.

    `without` names what was read from the question and is to be left out: chips of an earlier
    answer (`Understood.chips`), as `field=value`.
    """

    question: str = Field(examples=["Who reduced energy use in wastewater plants?"])
    history: list[Turn] = Field(default_factory=list)
    filters: Filters = Field(default_factory=Filters)
    without: list[str] = Field(default_factory=list, examples=[["sujets=fuites-eau"]])


ChipField = Literal[
    "territoire", "departement", "region", "echelon", "statut", "periode", "population", "sujets", "chiffres"
]  # fmt: skip


class Chip(Data):
    """A condition read from the question: a place, a subject, a status, a size, and what a reader calls it."""

    field: ChipField
    value: str
    label: str

    @property
    def key(self) -> str:
        """What leaves it out, in a request's `without`."""
        return f"{self.field}={self.value}"


class Understood(Data):
    """How a question was read.

    `standalone` is a follow-up as it reads without its conversation, "" for any other
    question; `absent` holds the places it names of which the library holds nothing.
    """

    kind: Kind
    standalone: str
    chips: list[Chip]
    absent: list[str]


class AnswerSentence(Data):
    """A sentence of the answer and the numbers of the sources it rests on.

    `check` says how it holds: `quoted`, these are the source's own words; `supported`,
    they are put in the question's language (by the library's English edition, else by
    the model), and every number and name of one stands in the other; `recorded`, it is
    counted or copied from the typed records, and cites what it counts, if anything;
    `noted`, it says nothing of any case, but that the others may not answer.
    """

    text: str
    citations: list[int]
    check: Check

    @property
    def has_source(self) -> bool:
        """Whether it says what a source does: what is counted from the records, or noted, stands in no quote."""
        return self.check not in ("recorded", "noted")


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


class Row(Data):
    """A case of a complete list, with the sentence of it that is nearest to the question, cited."""

    case: str
    title: str
    territoire: str
    statut: str
    periode: str
    sentence: AnswerSentence


class Cell(Data):
    """What one case says on one point; `text` is "" where the library does not document it."""

    case: str
    text: str
    citations: list[int]


class MatrixRow(Data):
    """One point of a comparison, a cell a case, in the order of the cases."""

    field: str
    label: str
    cells: list[Cell]


class Matrix(Data):
    """Cases compared point by point."""

    cases: list[str]
    titles: list[str]
    rows: list[MatrixRow]


class Nearest(Data):
    """A case offered where the question cannot be answered: it says nothing of what was asked."""

    case: str
    title: str
    territoire: str


class Consulted(Data):
    """A passage that search returned, whether the answer uses it or not."""

    case: str
    passage: str


class Timings(Data):
    """Milliseconds from the question: search done, first sentence ready, all ready.

    `first_sentence_ms` is of the first that answers (no `noted` one), None when there was nothing to say.
    """

    search_ms: float
    first_sentence_ms: float | None
    total_ms: float


class Receipt(Data):
    """What made the answer: index fingerprint, models, digest of the prompt, settings; who signed it (`signing`)."""

    index: str
    embedding_model: str
    llm: str
    prompt: str
    settings: dict[str, str | int | float]
    key: str = ""
    signature: str = ""


class Answer(Data):
    """The one answer object of the command line, the API and the tests.

    `sources` are cited, in the order of their numbers; `consulted` is everything that was
    looked at, in rank order. An abstention has no sentence and no source, and its `text`
    says so in the question's language; `nearest` offers cases then. A list or a count has
    its cases in `rows`: all of them, `total` of the `library` cases that the catalogue
    holds, or those that the search found, where `total` is None; a comparison has its points
    in `matrix`. `history`, `filters` and `without` are those
    of the request, so that it can be asked again.
    """

    question: str
    history: list[Turn] = Field(default_factory=list)
    without: list[str] = Field(default_factory=list)
    language: Language
    kind: Kind
    status: Literal["answered", "abstained"]
    understood: Understood
    text: str
    sentences: list[AnswerSentence]
    rows: list[Row]
    matrix: Matrix | None
    total: int | None
    library: int
    sources: list[Source]
    consulted: list[Consulted]
    nearest: list[Nearest]
    filters: Filters
    timings: Timings
    energy: Energy | None = None  # None where it was not metered
    tokens: Tokens | None = None  # of the language model; None where they are not counted
    receipt: Receipt
