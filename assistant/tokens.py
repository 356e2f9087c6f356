"""How many tokens a language model reads and writes, counted apart for each thread that has it write."""

import threading
from typing import Self

from assistant.data import Data


class Tokens(Data):
    """Tokens of a language model: `read`, those of its prompts, what it had cached included; `written`."""

    read: int = 0
    written: int = 0

    def __add__(self, other: Self) -> "Tokens":
        return Tokens(read=self.read + other.read, written=self.written + other.written)

    def __sub__(self, other: Self) -> "Tokens":
        return Tokens(read=self.read - other.read, written=self.written - other.written)


class Tally(threading.local):
    """What was counted so far for the thread that looks, so that answers made at once are told apart."""

    tokens = Tokens()

    def add(self, read: int, written: int) -> None:
        """Count a prompt and its reply."""
        self.tokens += Tokens(read=read, written=written)
