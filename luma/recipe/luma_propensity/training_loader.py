"""Training data: the web events of `trainingDataSetId` as a table of cut-offs with features and label."""

from collections.abc import Mapping

import pandas as pd

from luma_propensity import platform
from luma_propensity.table import training_table


def load(config_properties: Mapping[str, str]) -> pd.DataFrame:
    return training_table(platform.read(config_properties, "trainingDataSetId"), config_properties)
