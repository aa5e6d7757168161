import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from .client_context import ClientContext
from .models import Dataset


class DatasetWriter:
    """Dotted column names become nested objects again."""

    def __init__(self, context: ClientContext, dataset: Dataset) -> None:
        self.file = Path(os.environ["LAKE"], f"{dataset.id}.jsonl")

    def write(self, df: pd.DataFrame, file_format: str) -> None:
        assert file_format == "json"
        self.file.write_text("".join(json.dumps(_nested(row)) + "\n" for row in df.to_dict("records")))


def _nested(row: Mapping[Any, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in row.items():
        *path, leaf = name.split(".")
        inner = made
        for part in path:
            inner = inner.setdefault(part, {})
        inner[leaf] = value
    return made
