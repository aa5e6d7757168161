"""Predictions as records of the results dataset."""

from collections.abc import Mapping

import pandas as pd

from my_recipe.data import ID, PREDICTION, named, write


def save(config_properties: Mapping[str, str], prediction: pd.DataFrame) -> None:
    """A record's `_id` is the scored row's, so a later prediction takes the place of an earlier one."""
    records = {"_id": prediction[ID]}
    if config_properties.get("output_id"):
        records[named(config_properties, config_properties["output_id"])[0]] = prediction[ID]
    where = named(config_properties, config_properties.get("output_prediction") or "_tenant.prediction")[0]
    write(config_properties, "scoringResultsDataSetId", pd.DataFrame({**records, where: prediction[PREDICTION]}))
