"""What can go wrong on the read side.

    AssistantError
    ├── InvalidRequest     what was asked cannot be done as it is; change it
    │   └── InvalidQuestion    the question cannot be asked as it is
    ├── NoSuchCase         a case is named that the library does not hold
    ├── NoSuchKey          a key is named that is not on the ring
    ├── KeysUnreadable     the file of the keys is damaged: nobody is let in until it is mended
    ├── BackupFailed       a backup cannot be made or restored; what was there is as it was
    ├── Stopping           the service stops before there is an answer; come again
    ├── TooBusy            too many ask at once; a retry helps after `seconds`
    └── ModelUnavailable   the language model does not answer; a retry may help

Every message is one sentence that says what is wrong, where, and what to do.
"""


class AssistantError(Exception):
    """The root: its text is fit to be shown to the person who asked."""


class InvalidRequest(AssistantError):
    """A request that contradicts itself or asks for what cannot be."""


class NoSuchCase(AssistantError):
    """A case that is not in the library."""


class InvalidQuestion(InvalidRequest):
    """A question that is empty, too long, or not plain text."""


class ModelUnavailable(AssistantError):
    """The language model cannot be reached, or did not answer in time."""


class TooBusy(AssistantError):
    """No room to answer now; `seconds` is when to come again."""

    def __init__(self, message: str, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(message)


class Stopping(AssistantError):
    """The service was told to stop, and had no time left to answer."""


class NoSuchKey(AssistantError):
    """A key that was never made."""


class KeysUnreadable(AssistantError):
    """A file of keys that is not what was written."""


class BackupFailed(AssistantError):
    """A backup that cannot be written, or that is not one."""
