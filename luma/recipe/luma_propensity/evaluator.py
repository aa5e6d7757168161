"""The recipe's evaluator. The Platform's base class is made for regressions, so both of its steps are replaced."""

from collections.abc import Mapping

import pandas as pd
from ml.runtime.python.core.regressionEvaluator import RegressionEvaluator
from sklearn.pipeline import Pipeline

from luma_propensity import metrics, settings
from luma_propensity.split import split


class Evaluator(RegressionEvaluator):
    def __init__(self) -> None:
        """Nothing to set up: what a regression needs is not called for."""

    def split(self, config: Mapping[str, str], dataframe: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        return split(dataframe, settings.read(config))

    def evaluate(self, data: pd.DataFrame, model: Pipeline, config: Mapping[str, str]) -> list[dict[str, str]]:
        found = metrics.evaluate(data, model, settings.read(config))
        return [{"name": name, "value": str(value), "valueType": "double"} for name, value in found.items()]
