"""The rows to score, as they are stored; the trained model knows which columns it needs."""

from collections.abc import Mapping

import pandas as pd

from my_recipe.data import ID, named, read


def load(config_properties: Mapping[str, str]) -> pd.DataFrame:
    rows = read(config_properties, "scoringDataSetId")
    column = named(config_properties, config_properties.get("id_column") or "_id")[0]
    if column not in rows.columns:
        raise ValueError(f"The dataset has no column {column}; name another in the parameter id_column.")
    return rows.assign(**{ID: rows[column].astype(str)})
