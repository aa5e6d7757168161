"""What the model is worth, measured with rows it has not seen."""

from collections.abc import Mapping

import pandas as pd
from ml.runtime.python.core.regressionEvaluator import RegressionEvaluator
from sklearn import metrics
from sklearn.base import is_classifier
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline

from my_recipe.data import LABEL
from my_recipe.pipeline import predict


class Evaluator(RegressionEvaluator):
    def __init__(self) -> None:
        """Nothing to set up."""

    def split(self, config: Mapping[str, str], dataframe: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        ratio = float(config.get("evaluation.trainRatio", 0.8))
        train, validation = train_test_split(dataframe, train_size=ratio, random_state=1234)
        return train, validation

    def evaluate(self, data: pd.DataFrame, model: Pipeline, config: Mapping[str, str]) -> list[dict[str, str]]:
        predicted = predict(model, data.drop(columns=LABEL))
        found = _rates(data[LABEL], predicted) if is_classifier(model) else _errors(data[LABEL], predicted)
        return [{"name": name, "value": str(value), "valueType": "double"} for name, value in found.items()]


def _rates(label: pd.Series, chance: pd.Series) -> dict[str, float]:
    if label.nunique() < 2:
        raise ValueError(f"All {len(label)} validation rows have the same label; give more data.")
    truth, said = label == label.max(), chance >= 0.5
    return {
        "auroc": float(metrics.roc_auc_score(truth, chance)),
        "accuracy": float(metrics.accuracy_score(truth, said)),
        "precision": float(metrics.precision_score(truth, said, zero_division=0)),
        "recall": float(metrics.recall_score(truth, said)),
        "f-score": float(metrics.f1_score(truth, said)),
    }


def _errors(label: pd.Series, predicted: pd.Series) -> dict[str, float]:
    return {
        "RMSE": float(metrics.root_mean_squared_error(label, predicted)),
        "MAE": float(metrics.mean_absolute_error(label, predicted)),
        "MAPE": float(metrics.mean_absolute_percentage_error(label, predicted)),
    }
