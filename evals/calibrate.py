"""Fit when to refuse: the weights of `assistant/decide.py`, from labelled questions.

    python -m evals.calibrate

Asks the questions of the development and calibration sets, keeps the features of each
answer that would come from one case, before any decision, and fits a logistic regression (Cox, 1958) of
"answerable" on them, each feature made of mean 0 and deviation 1. The threshold is that
which refuses three in a hundred answerable questions in ten-fold cross-validation: a wrong
refusal hides what the library holds. Test questions take no part.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_score, recall_score, roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant import decide
from assistant.assistant import Library
from assistant.question import understand
from assistant.settings import AssistantSettings
from evals.questions import GoldQuestion, library_themes, read_questions
from evals.systems import open_parts

SETS = (Path("evals/questions/dev.jsonl"), Path("evals/questions/calibration.jsonl"))
FOLDS = 10
WRONGLY_REFUSED = 0.03  # share of the answerable questions
REGULARISATION = 0.5
FILE = Path(decide.__file__).with_name(decide.FILE)


def main() -> None:
    """Write the calibration file."""
    settings = AssistantSettings()
    known = library_themes(settings.corpus)
    questions = [q for path in SETS for q in read_questions(path, known).questions]
    with open_parts(settings) as parts:
        library = Library(parts.settings, parts.embedder, parts.model, parts.store, parts.manifest)
        rows = list(_rows(library, questions))
    names = list(rows[0][0])
    x = np.array([[features[name] for name in names] for features, _ in rows])
    y = np.array([answerable for _, answerable in rows])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=REGULARISATION))
    chance = cross_val_predict(model, x, y, cv=FOLDS, method="predict_proba")[:, 1]
    threshold = float(np.quantile(chance[y], WRONGLY_REFUSED))
    scaler, fitted = model.fit(x, y).steps[0][1], model.steps[1][1]
    weights = fitted.coef_[0] / scaler.scale_
    intercept = float(fitted.intercept_[0] - (weights * scaler.mean_).sum())
    refused = chance < threshold
    calibration = {
        "obtained": {
            "by": "python -m evals.calibrate",
            "questions": [path.name for path in SETS],
            "asked": len(questions),
            "with evidence": len(rows),
            "cross-validated": {
                "AUC": round(float(roc_auc_score(y, chance)), 3),
                "refusal precision": round(float(precision_score(~y, refused)), 3),
                "refusal recall": round(float(recall_score(~y, refused)), 3),
            },
        },
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "intercept": round(intercept, 4),
        "threshold": round(float(np.log(threshold / (1 - threshold))), 4),
    }
    FILE.write_text(json.dumps(calibration, indent=1) + "\n", encoding="utf-8")


def _rows(library: Library, questions: list[GoldQuestion]) -> Iterator[tuple[Mapping[str, float], bool]]:
    """The features of the best case for each question, and whether the library answers it."""
    for question in questions:
        understood = understand(question.question, library.catalogue.gazetteer)
        found = library.finder.find(understood, question.request)
        if found.features:
            yield found.features, question.answerable


if __name__ == "__main__":
    main()
