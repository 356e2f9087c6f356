"""What can go wrong on the read side.

    AssistantError
    ├── InvalidQuestion    the question cannot be asked as it is; change it
    └── ModelUnavailable   the language model does not answer; a retry may help

Every message is one sentence that says what is wrong, where, and what to do.
"""


class AssistantError(Exception):
    """The root: its text is fit to be shown to the person who asked."""


class InvalidQuestion(AssistantError):
    """A question that is empty, too long, or not plain text."""


class ModelUnavailable(AssistantError):
    """The language model cannot be reached, or did not answer in time."""
