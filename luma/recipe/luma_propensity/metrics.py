"""What the model is worth, in the Platform's names for a classification.

What is counted are moments, not visitors: a visitor who has been silent for days is an easy case, and such moments lift
auroc and accuracy above what holds for visitors who are in the shop right now.
"""

import numpy as np
import pandas as pd
from sklearn.metrics import confusion_matrix, roc_auc_score, roc_curve
from sklearn.pipeline import Pipeline

from luma_propensity.pipeline import chances
from luma_propensity.settings import Settings


def evaluate(data: pd.DataFrame, model: Pipeline, settings: Settings) -> dict[str, float]:
    """The metrics of a model on rows with a LABEL."""
    return metrics(data["LABEL"], chances(model, data), threshold=settings.decision_threshold)


def metrics(labels: pd.Series, scores: np.ndarray, *, threshold: float) -> dict[str, float]:
    """auroc, precision, recall, f-score, accuracy, confusion.tn/fp/fn/tp, and the ROC curve as single numbers.

    `roc.0.1` is the share of buyers found when a tenth of the others is accepted by mistake: an insight holds
    numbers, not curves. A model that calls nobody a buyer has precision 0.
    """
    if labels.nunique() < 2:
        raise ValueError(f"All {len(labels)} validation rows have the same outcome: auroc and recall have no meaning.")
    tn, fp, fn, tp = (int(count) for count in confusion_matrix(labels, scores >= threshold).ravel())
    falsely, truly, _ = roc_curve(labels, scores)
    return {
        "auroc": float(roc_auc_score(labels, scores)),
        "precision": tp / max(tp + fp, 1),
        "recall": tp / (tp + fn),
        "f-score": 2 * tp / (2 * tp + fp + fn),
        "accuracy": (tp + tn) / len(labels),
        "confusion.tn": tn,
        "confusion.fp": fp,
        "confusion.fn": fn,
        "confusion.tp": tp,
        **{f"roc.0.{tenth}": float(np.interp(tenth / 10, falsely, truly)) for tenth in range(1, 10)},
    }
