"""Fit when to refuse: the weights of `assistant/decide.py`, from labelled questions.

    python -m evals.calibrate

Asks the questions of the sets below, keeps the features of each answer that would come from one
case, or list several, before any decision, and fits for each of the two a logistic regression (Cox, 1958) of
"answerable" on them, each feature made of mean 0 and deviation 1. The threshold is that
which refuses so many in a hundred answerable questions in ten-fold cross-validation: a wrong
refusal hides what the library holds. Test questions take no part.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_score, recall_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant import decide
from assistant.assistant import Library
from assistant.question import understand
from assistant.settings import AssistantSettings
from evals.questions import GoldQuestion, library_themes, read_questions
from evals.systems import open_parts

SETS = tuple(Path("evals/questions") / f"{name}.jsonl" for name in ("dev", "calibration", "everyday", "nearmisses"))
FOLDS = StratifiedKFold(10, shuffle=True, random_state=0)
WRONGLY_REFUSED = {"fact": 0.045, "list": 0.03}  # share of the answerable questions
REGULARISATION = 0.5
RARE = {"nearmisses.jsonl": 0.25}  # what a question weighs: half of these are refused, of those that are asked a few
FILE = Path(decide.__file__).with_name(decide.FILE)
Labelled = list[tuple[Mapping[str, float], bool, float]]  # features, answerable, weight


def main() -> None:
    """Write the calibration file."""
    settings = AssistantSettings(floor=float("-inf"))
    known = library_themes(settings.corpus)
    questions = {path: read_questions(path, known).questions for path in SETS}
    with open_parts(settings) as parts:
        library = Library(parts.settings, parts.embedder, parts.model, parts.store, parts.manifest)
        labelled = _labelled(library, questions)
    obtained = {
        "by": "python -m evals.calibrate",
        "questions": [path.name for path in SETS],
        "asked": sum(map(len, questions.values())),
    }
    fitted = {of: _fitted(labelled[of], share) for of, share in WRONGLY_REFUSED.items()}
    FILE.write_text(json.dumps({"obtained": obtained, **fitted}, indent=1) + "\n", encoding="utf-8")


def _labelled(library: Library, sets: Mapping[Path, Sequence[GoldQuestion]]) -> dict[str, Labelled]:
    """The features of what each question would be answered with, and whether the library answers it."""
    rows: dict[str, Labelled] = defaultdict(list)
    for path, question in ((path, question) for path, questions in sets.items() for question in questions):
        found = library.finder.find(understand(question.question, library.catalogue.gazetteer), question.request)
        if found.features:
            of = "list" if found.rows else "fact"
            rows[of].append((found.features, question.answerable, RARE.get(path.name, 1.0)))
    return rows


def _fitted(rows: Labelled, wrongly_refused: float) -> dict[str, Any]:
    """The weights, the threshold, and how well they tell questions that they were not fitted to."""
    names = list(rows[0][0])
    x = np.array([[features[name] for name in names] for features, _, _ in rows])
    y = np.array([answerable for _, answerable, _ in rows])
    weighed = {"logisticregression__sample_weight": np.array([weight for _, _, weight in rows])}
    model = make_pipeline(StandardScaler(), LogisticRegression(C=REGULARISATION))
    chance = cross_val_predict(model, x, y, cv=FOLDS, method="predict_proba", params=weighed)[:, 1]
    threshold = float(np.quantile(chance[y], wrongly_refused))
    scaler, fitted = model.fit(x, y, **weighed).steps[0][1], model.steps[1][1]
    weights = fitted.coef_[0] / scaler.scale_
    intercept = float(fitted.intercept_[0] - (weights * scaler.mean_).sum())
    refused = chance < threshold
    return {
        "with evidence": len(rows),
        "answerable": int(y.sum()),
        "cross-validated": {
            "AUC": round(float(roc_auc_score(y, chance)), 3),
            "refusal precision": round(float(precision_score(~y, refused)), 3),
            "refusal recall": round(float(recall_score(~y, refused)), 3),
        },
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "intercept": round(intercept, 4),
        "threshold": round(float(np.log(threshold / (1 - threshold))), 4),
    }


if __name__ == "__main__":
    main()
