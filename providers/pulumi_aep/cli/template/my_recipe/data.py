"""Datasets of the Platform as tables, and the columns that the parameters name."""

from collections.abc import Mapping, Sequence

import pandas as pd
from platform_sdk.client_context import ClientContext
from platform_sdk.dataset_reader import DatasetReader
from platform_sdk.dataset_writer import DatasetWriter
from platform_sdk.models import Dataset

LABEL = "LABEL"
ID = "ID"
PREDICTION = "PREDICTION"


def read(config: Mapping[str, str], key: str) -> pd.DataFrame:
    """All rows of the dataset that this parameter names; nested fields are columns with dotted names."""
    return DatasetReader(_context(config), wanted(config, key)).read()


def write(config: Mapping[str, str], key: str, rows: pd.DataFrame) -> None:
    """One new batch in the dataset that this parameter names."""
    context = _context(config)
    DatasetWriter(context, Dataset(context).get_by_id(wanted(config, key))).write(rows, file_format="json")


def wanted(config: Mapping[str, str], key: str) -> str:
    if not config.get(key):
        raise ValueError(f"The parameter {key} is missing.")
    return config[key]


def named(config: Mapping[str, str], text: str) -> list[str]:
    """Columns, separated by commas; `_tenant` stands for the organisation's own namespace."""
    columns = [column.strip() for column in text.split(",") if column.strip()]
    own = config["tenantId"]
    return [own + column.removeprefix("_tenant") if column.startswith("_tenant.") else column for column in columns]


def table(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """These columns: numbers as they are, yes and no as 1 and 0, everything else as text."""
    missing = [column for column in columns if column not in rows.columns]
    if missing:
        raise ValueError(f"The dataset has no column {', '.join(missing)}; it has: {', '.join(rows.columns)}.")
    return pd.DataFrame({column: _values(rows[column]) for column in columns}, index=rows.index)


def _values(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column):
        return column.astype(float)
    if column.dropna().map(lambda value: isinstance(value, bool)).all() and column.notna().any():
        return column.map({True: 1.0, False: 0.0}).astype(float)
    return column.where(column.notna(), "").astype(str).astype(object)


def _context(config: Mapping[str, str]) -> ClientContext:
    return ClientContext(
        api_key=config["ML_FRAMEWORK_IMS_USER_CLIENT_ID"],
        org_id=config["ML_FRAMEWORK_IMS_TENANT_ID"],
        user_token=config["ML_FRAMEWORK_IMS_TOKEN"],
        sandbox_id=config.get("sandboxId"),
        sandbox_name=config.get("sandboxName"),
    )
