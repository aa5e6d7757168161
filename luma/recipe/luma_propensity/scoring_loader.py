"""Scoring data: every visitor of `scoringDataSetId` with the features as of one moment."""

from collections.abc import Mapping

import pandas as pd

from luma_propensity import platform
from luma_propensity.table import scoring_table


def load(config_properties: Mapping[str, str]) -> pd.DataFrame:
    return scoring_table(platform.read(config_properties, "scoringDataSetId"), config_properties)
