"""Training and scoring: gradient boosting, for yes or no as well as for numbers."""

from collections.abc import Mapping

import pandas as pd
from sklearn.base import is_classifier
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

from my_recipe.data import ID, LABEL, PREDICTION, table


def train(config_properties: Mapping[str, str], data: pd.DataFrame) -> Pipeline:
    features, label = data.drop(columns=LABEL), data[LABEL]
    if label.nunique() < 2:
        raise ValueError(f"The label is the same in all {len(label)} rows: there is nothing to learn.")
    boosting = HistGradientBoostingClassifier if label.nunique() == 2 else HistGradientBoostingRegressor
    texts = list(features.select_dtypes(object).columns)
    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    model = boosting(
        learning_rate=float(config_properties.get("learning_rate", 0.1)),
        max_iter=int(config_properties.get("max_iter", 100)),
        random_state=1234,
    )
    columns = ColumnTransformer([("texts", encoder, texts)], remainder="passthrough")
    return Pipeline([("columns", columns), ("boosting", model)]).fit(features, label)


def predict(model: Pipeline, features: pd.DataFrame) -> pd.Series:
    """The chance of a yes, or the number."""
    found = model.predict_proba(features)[:, 1] if is_classifier(model) else model.predict(features)
    return pd.Series(found, index=features.index)


def score(config_properties: Mapping[str, str], data: pd.DataFrame, model: Pipeline) -> pd.DataFrame:
    features = table(data, list(model.feature_names_in_))
    return pd.DataFrame({ID: data[ID], PREDICTION: predict(model, features)})
