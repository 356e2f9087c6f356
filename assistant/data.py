"""The base of the plain data that the assistant takes and gives."""

from pydantic import BaseModel, ConfigDict


class Data(BaseModel):
    """Unknown fields are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
