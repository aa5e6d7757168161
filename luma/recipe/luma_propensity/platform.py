"""The way to the Platform's datasets, by the SDK of the recipe runtime."""

from collections.abc import Mapping

import pandas as pd
from platform_sdk.client_context import ClientContext
from platform_sdk.dataset_reader import DatasetReader
from platform_sdk.dataset_writer import DatasetWriter
from platform_sdk.models import Dataset


def read(config_properties: Mapping[str, str], key: str) -> pd.DataFrame:
    """All rows of the dataset that this parameter names; nested fields are columns with dotted names."""
    rows: pd.DataFrame = DatasetReader(_context(config_properties), _dataset_id(config_properties, key)).read()
    return rows


def write(config_properties: Mapping[str, str], key: str, rows: pd.DataFrame) -> None:
    """One new batch in the dataset that this parameter names."""
    context = _context(config_properties)
    dataset = Dataset(context).get_by_id(_dataset_id(config_properties, key))
    DatasetWriter(context, dataset).write(rows, file_format="json")


def _dataset_id(config_properties: Mapping[str, str], key: str) -> str:
    if not config_properties.get(key):
        raise ValueError(f"The parameter {key} is missing: it names the dataset.")
    return config_properties[key]


def _context(config_properties: Mapping[str, str]) -> ClientContext:
    return ClientContext(
        api_key=config_properties.get("ML_FRAMEWORK_IMS_USER_CLIENT_ID", ""),
        org_id=config_properties.get("ML_FRAMEWORK_IMS_TENANT_ID", ""),
        user_token=config_properties.get("ML_FRAMEWORK_IMS_TOKEN", ""),
        sandbox_id=config_properties.get("sandboxId"),
        sandbox_name=config_properties.get("sandboxName"),
    )
