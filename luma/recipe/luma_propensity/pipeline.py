"""Training and scoring: gradient boosting over the features.

Adobe's own algorithm for this recipe is not public. Gradient boosting takes the parameters of Adobe's retail recipe
(learning_rate, n_estimators, max_depth) and, on the public Luma events with visitors and time kept apart, did better
than a random forest and a logistic regression.
"""

from collections.abc import Mapping

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

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
    boosting = GradientBoostingClassifier(
        learning_rate=chosen.learning_rate,
        n_estimators=chosen.n_estimators,
        max_depth=chosen.max_depth,
        random_state=1234,
    )
    return Pipeline([("columns", columns), ("boosting", boosting)]).fit(data, data["LABEL"])


def score(config_properties: Mapping[str, str], data: pd.DataFrame, model: Pipeline) -> pd.DataFrame:
    """VISITOR, SCORE (the chance of an order within the horizon), MODEL, TIME (the moment the score speaks of)."""
    return pd.DataFrame(
        {
            "VISITOR": data["VISITOR"],
            "SCORE": model.predict_proba(data)[:, 1],
            "MODEL": config_properties.get("modelId") or "unknown",
            "TIME": data["TIME"],
        }
    )
