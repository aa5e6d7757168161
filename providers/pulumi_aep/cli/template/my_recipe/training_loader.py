"""Training data: the features and the label, one row per record that has a label."""

from collections.abc import Mapping

import pandas as pd

from my_recipe.data import LABEL, named, read, table, wanted


def load(config_properties: Mapping[str, str]) -> pd.DataFrame:
    features = named(config_properties, wanted(config_properties, "ACP_DSW_INPUT_FEATURES"))
    label = named(config_properties, wanted(config_properties, "ACP_DSW_TARGET_FEATURES"))[0]
    rows = table(read(config_properties, "trainingDataSetId"), [*features, label])
    rows = rows.rename(columns={label: LABEL}).dropna(subset=[LABEL])
    if rows[LABEL].dtype == object:
        raise ValueError(f"The column {label} is text; a number, or yes and no, is needed to learn from.")
    return rows
