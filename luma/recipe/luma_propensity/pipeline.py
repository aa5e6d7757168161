"""Training and scoring: gradient boosting over the features.

Adobe's own algorithm for this recipe is not public. Gradient boosting takes the parameters of Adobe's retail recipe
(learning_rate, n_estimators, max_depth). On the public Luma events, with visitors and time kept apart, it did at least
as well as a random forest, the nearest analogue that Adobe describes, and better the less there was to learn from; a
logistic regression came last. Boosting over histograms is the kind that was best and quickest.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder
from threadpoolctl import threadpool_limits

from luma_propensity import settings
from luma_propensity.features import NUMBERS, TEXTS


def train(config_properties: Mapping[str, str], data: pd.DataFrame) -> Pipeline:
    """A fitted scikit-learn pipeline; it takes a whole table and picks its own columns by name."""
    chosen = settings.read(config_properties)
    if data["LABEL"].nunique() < 2:
        raise ValueError(f"All {len(data)} training rows have the same outcome: there is nothing to tell apart.")
    # A country seen a few times only would be learnt by heart.
    encoder = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=20, sparse_output=False)
    columns = ColumnTransformer([("texts", encoder, TEXTS), ("numbers", "passthrough", NUMBERS)])
    boosting = HistGradientBoostingClassifier(
        learning_rate=chosen.learning_rate,
        max_iter=chosen.n_estimators,
        max_depth=chosen.max_depth,
        # Left to itself it stops early from 10,000 rows on, and n_estimators would no longer mean what it says.
        early_stopping=False,
        random_state=1234,
    )
    with _one_thread():
        return Pipeline([("columns", columns), ("boosting", boosting)]).fit(data, data["LABEL"])


def chances(model: Pipeline, data: pd.DataFrame) -> np.ndarray:
    """How likely an order is within the horizon, for each row."""
    with _one_thread():
        found: np.ndarray = model.predict_proba(data)[:, 1]
        return found


def score(config_properties: Mapping[str, str], data: pd.DataFrame, model: Pipeline) -> pd.DataFrame:
    """VISITOR, SCORE, MODEL, and TIME: the moment the score speaks of."""
    return pd.DataFrame(
        {
            "VISITOR": data["VISITOR"],
            "SCORE": chances(model, data),
            "MODEL": config_properties.get("modelId") or "unknown",
            "TIME": data["TIME"],
        }
    )


def _one_thread() -> threadpool_limits:
    """The data is small: threads cost more than they bring, and many times as much on a machine that is busy."""
    return threadpool_limits(1, user_api="openmp")
