"""Fit when to list and what: the weights of `assistant/several.py` and `assistant/membership.py`.

    python -m evals.calibrate_lists

Two logistic regressions (Cox, 1958) on the questions of the development, calibration and
everyday sets that stand alone. Whether a question wants several cases: its kind, on its words and cues; the
threshold takes three in a hundred questions of one case for lists, in ten-fold
cross-validation. Which cases belong: those that a list or a count expects, of the first the
search finds. Test questions take no part.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant import membership, several
from assistant.assistant import Library
from assistant.membership import NAMES, best_cut
from assistant.question import understand
from assistant.schemas import Filters
from assistant.selection import mentions_in
from assistant.settings import AssistantSettings
from evals.questions import GoldQuestion, library_themes, read_questions
from evals.systems import open_parts

SETS = tuple(Path("evals/questions") / f"{name}.jsonl" for name in ("dev", "calibration", "everyday"))
FOLDS = 10
LISTS = ("list", "count")
TAKEN_FOR_LISTS = 0.03  # share of the questions of one case
OFTEN = 5  # questions that a word must stand in to count
REGULARISATION = 0.3
SEVERAL, MEMBERSHIP = (
    Path(several.__file__).with_name(several.FILE),
    Path(membership.__file__).with_name(membership.FILE),
)


def main() -> None:
    """Write both files."""
    settings = AssistantSettings()
    known = library_themes(settings.corpus)
    questions = [q for path in SETS for q in read_questions(path, known).questions if not q.history]
    with open_parts(settings) as parts:
        library = Library(parts.settings, parts.embedder, parts.model, parts.store, parts.manifest)
        _write(SEVERAL, _several(library, questions))
        _write(MEMBERSHIP, _membership(library, [q for q in questions if q.kind in LISTS]))


def _several(library: Library, questions: Sequence[GoldQuestion]) -> dict[str, Any]:
    held = [several.features(understand(q.question, library.catalogue.gazetteer)) for q in questions]
    counts = Counter(name for features in held for name in features)
    names = [name for name, count in counts.items() if count >= OFTEN]
    x = np.array([[features.get(name, 0.0) for name in names] for features in held])
    y = np.array([q.kind in LISTS for q in questions])
    model = LogisticRegression(C=REGULARISATION, max_iter=2000)
    odds = cross_val_predict(model, x, y, cv=FOLDS, method="decision_function")
    of_one = np.array([q.kind == "fact" for q in questions])
    threshold = float(np.quantile(odds[of_one], 1 - TAKEN_FOR_LISTS))
    model.fit(x, y)
    return {
        "obtained": {
            "by": "python -m evals.calibrate_lists",
            "questions": [path.name for path in SETS],
            "asked": len(questions),
            "cross-validated": {
                "AUC": round(float(roc_auc_score(y, odds)), 3),
                "lists seen": round(float((odds[y] > threshold).mean()), 3),
                "of one case, taken for lists": round(float((odds[of_one] > threshold).mean()), 3),
            },
        },
        "weights": {name: round(float(w), 4) for name, w in sorted(zip(names, model.coef_[0], strict=True))},
        "intercept": round(float(model.intercept_[0]), 4),
        "threshold": round(threshold, 4),
    }


def _membership(library: Library, questions: Sequence[GoldQuestion]) -> dict[str, Any]:
    judged = list(_judged(library, questions))
    x = np.concatenate([told for told, _, _ in judged])
    y = np.concatenate([belongs for _, belongs, _ in judged])
    groups = np.repeat(np.arange(len(judged)), [len(belongs) for _, belongs, _ in judged])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=REGULARISATION, max_iter=2000))
    chances = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(FOLDS), method="predict_proba")[:, 1]
    f1 = [_expected_f1(chances[groups == n], belongs, wanted) for n, (_, belongs, wanted) in enumerate(judged)]
    scaler, fitted = model.fit(x, y).steps[0][1], model.steps[1][1]
    weights = fitted.coef_[0] / scaler.scale_
    return {
        "obtained": {
            "by": "python -m evals.calibrate_lists",
            "questions": [path.name for path in SETS],
            "lists and counts": len(judged),
            "cross-validated": {"F1": round(float(np.mean(f1)), 3)},
        },
        "weights": {name: round(float(weight), 4) for name, weight in zip(NAMES, weights, strict=True)},
        "intercept": round(float(fitted.intercept_[0] - (weights * scaler.mean_).sum()), 4),
    }


def _judged(library: Library, questions: Sequence[GoldQuestion]) -> Iterator[tuple[Any, Any, int]]:
    """What tells of each candidate, shape (cases, `NAMES`), whether it belongs, and how many do in all."""
    for gold in questions:
        question = understand(gold.question, library.catalogue.gazetteer)
        asked = [mention.concept.id for mention in mentions_in(question, library.subjects)]
        candidates = library.membership.candidates(question, asked, library.catalogue.cases, Filters())
        if candidates:
            yield candidates.told, np.array([case in gold.cases for case in candidates.cases]), len(gold.cases)


def _expected_f1(chances: Any, belongs: Any, wanted: int) -> float:
    """The F1 of the list that these chances make."""
    order = np.argsort(-chances, kind="stable")
    kept, _ = best_cut(chances[order])
    return float(2 * belongs[order[:kept]].sum() / (kept + wanted))


def _write(path: Path, calibration: dict[str, Any]) -> None:
    path.write_text(json.dumps(calibration, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
