"""What was tried to be faster or better, with the figures that told and when they hold. Written by hand."""

KEPT: tuple[tuple[str, str, str], ...] = ()
LOST = (
    (
        "late interaction on the encoder's own tokens",
        "telling questions that the library answers from others",
        "area under the curve .890 against .887: no gain",
    ),
    ("gradient boosting instead of the logistic regression", "the same", "no gain"),
    ("the built-in language model as the judge", "the same", "area under the curve .35: worse than chance"),
    ("OpenVINO", "reading prompts", "its package reports telemetry: not used"),
    (
        "one search at a time instead of one a core",
        "searches by many clients",
        "better where questions were asked before, worse where they were not",
    ),
    ("a shorter switch interval of the interpreter", "the same", "no gain"),
)
