"""Writes the scores into the dataset `scoringResultsDataSetId`."""

from collections.abc import Mapping

import pandas as pd

from luma_propensity import platform
from luma_propensity.records import records


def save(config_properties: Mapping[str, str], prediction: pd.DataFrame) -> None:
    platform.write(config_properties, "scoringResultsDataSetId", records(config_properties, prediction))
