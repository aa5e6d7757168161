# ruff: noqa: N999, N803 - the names that recipes know
"""The base of recipes' evaluators. A recipe overrides `split`, and `evaluate` where the usual metrics do not do."""

from typing import Any


def _errors(actual: Any, predicted: Any) -> dict[str, float]:
    """Of a regression. MASE compares with the naive forecast: the value before."""
    import numpy as np

    gap = np.abs(actual - predicted)
    naive = np.abs(np.diff(actual)).mean() if len(actual) > 1 else np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "mape": float(np.mean(gap / np.abs(actual))),
            "mae": float(gap.mean()),
            "rmse": float(np.sqrt(np.mean(gap**2))),
            "mase": float(gap.mean() / naive),
        }


def _rates(actual: Any, predicted: Any) -> dict[str, float]:
    """Of a classification into 0 and 1."""
    import numpy as np

    hit = float(np.sum((predicted == 1) & (actual == 1)))
    precision = hit / max(float(np.sum(predicted == 1)), 1.0)
    recall = hit / max(float(np.sum(actual == 1)), 1.0)
    return {
        "accuracy": float(np.mean(predicted == actual)),
        "precision": precision,
        "recall": recall,
        "f-score": 2 * precision * recall / (precision + recall) if hit else 0.0,
    }


class RegressionEvaluator:
    def split(self, configProperties: dict[str, str], dataframe: Any) -> tuple[Any, Any]:
        """The first rows to train on, the rest to validate with, by `evaluation.trainRatio`."""
        cut = int(len(dataframe) * float(configProperties.get("evaluation.trainRatio", "0.8")))
        return dataframe.iloc[:cut], dataframe.iloc[cut:]

    def evaluate(self, data: Any, model: Any, configProperties: dict[str, str]) -> list[dict[str, Any]]:
        """Predicts `evaluation.labelColumn` from all other columns; the metrics are those of `evaluation.metrics`."""
        import numpy as np

        label = configProperties["evaluation.labelColumn"]
        wanted = [one.strip() for one in configProperties.get("evaluation.metrics", "MAPE,MAE,RMSE").split(",")]
        actual = np.asarray(data[label])
        predicted = np.asarray(model.predict(data.drop(columns=label)))
        known = _rates(actual, predicted)
        if np.issubdtype(actual.dtype, np.number):
            known |= _errors(actual.astype(float), predicted.astype(float))
        return [
            {"name": one, "value": known[one.lower()], "valueType": "double"} for one in wanted if one.lower() in known
        ]
