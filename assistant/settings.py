"""The settings of the read side: those of the index, and how answers are made."""

from pathlib import Path

from pydantic import Field, SecretStr

from ingest.models import QWEN
from ingest.settings import IndexSettings


class AssistantSettings(IndexSettings):
    """How questions are answered, and by which language model."""

    llm: str = Field(
        QWEN, description="embedded language model: the built-in name, a .gguf path, or owner/repository/file.gguf"
    )
    llm_url: str = Field("", description="OpenAI-compatible server to use instead of the embedded model")
    llm_model: str = Field("", description="model to ask for at that server")
    llm_key: SecretStr = Field(SecretStr(""), description="key for that server, if it wants one")
    llm_timeout: float = Field(60, gt=0, description="seconds to wait for one sentence of the language model")
    threads: int = Field(0, ge=0, description="processor threads for the embedded model; 0 takes all cores")
    passages_per_case: int = Field(4, ge=1, description="passages of one case that search returns at most")
    hits: int = Field(20, ge=1, le=100, description="passages that search returns")
    floor: float = Field(
        0.0,
        description="how sure an answer must be: log-odds above the threshold of assistant/calibration.json",
    )
    answer_sentences: int = Field(5, ge=1, le=20, description="sentences of an answer at most")
    host: str = Field("127.0.0.1", description="address the service listens on")
    port: int = Field(8000, ge=1, le=65535, description="port the service listens on")

    answering: int = Field(2, ge=1, le=64, description="answers made at once; other questions wait their turn")
    queue: int = Field(200, ge=0, le=10_000, description="questions that may wait; more are told to come again")
    patience: float = Field(120, gt=0, description="seconds that a question waits for its turn at most")
    per_key: int = Field(4, ge=1, description="questions of one key that are answered or wait at once")

    keys: Path = Field(Path(".precedents/keys.json"), description="file of the access keys, which keeps no key itself")
    key: SecretStr = Field(SecretStr(""), description="key that commands show to a service that is running")
    open: bool = Field(False, description="let other machines use the service without keys")
    rate: int = Field(120, ge=0, description="requests a minute that one key may make; 0 is no limit")

    energy_cap: float = Field(
        0, ge=0, description="watt-hours a month after which the language model rests; 0 is no cap"
    )

    operator: str = Field("", description="who answers for this service, shown on its page about: a name, an address")
    log_questions: bool = Field(False, description="write the questions into the logs")
    feedback: bool = Field(False, description="keep what readers say of answers, in `feedback.jsonl` beside the index")
    feedback_days: int = Field(
        365, ge=1, le=36_500, description="days for which the service keeps feedback, before it deletes it"
    )

    @property
    def feedback_file(self) -> Path:
        """Where feedback is kept."""
        return self.index.parent / "feedback.jsonl"

    @property
    def contributions(self) -> Path:
        """Where cases that people propose are kept, until someone puts them in the library."""
        return self.uploads.parent / "contributions"

    def shaping(self) -> dict[str, str | int | float]:
        """The settings that change what an answer says, for its receipt."""
        return self.model_dump(include={"passages_per_case", "hits", "floor", "answer_sentences"})
