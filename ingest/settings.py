"""The settings of the write side, read from `PRECEDENTS_*` variables or a `.env` file."""

import os
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "PRECEDENTS_"


class IndexSettings(BaseSettings):
    """Where the library is and how it is indexed; an unknown `PRECEDENTS_*` variable is an error."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="forbid", frozen=True)

    corpus: Path = Field(Path("corpus"), description="folder of the library: its `cases/` and their `english/` edition")
    index: Path = Field(Path(".precedents/index"), description="folder of the embedded index")
    uploads: Path = Field(Path(".precedents/uploads"), description="folder of the documents that were put in")
    models: Path = Field(
        Path("~/.cache/precedents/models"), description="folder where prepared models are kept, shared by checkouts"
    )
    embedding_model: str = Field(
        "multilingual-e5-small",
        description="embedding model: the built-in name, a sentence-transformers folder, or a hub name",
    )

    qdrant_url: str = Field(
        "", pattern=r"^(https?://\S+)?$", description="Qdrant server that keeps the index instead of the folder"
    )
    qdrant_key: SecretStr = Field(SecretStr(""), description="key for that server, if it wants one")
    qdrant_shards: int = Field(1, ge=1, description="shards that the index has on that server")
    qdrant_replicas: int = Field(1, ge=1, description="nodes of that server that keep each shard")

    @model_validator(mode="after")
    def _no_unknown_variable(self) -> Self:
        known = {PREFIX + name.upper() for name in type(self).model_fields}
        unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise ValueError(f"unknown setting {unknown[0]}; the settings are {', '.join(sorted(known))}")
        return self

    @property
    def models_folder(self) -> Path:
        """The folder of prepared models, with `~` expanded."""
        return self.models.expanduser()
