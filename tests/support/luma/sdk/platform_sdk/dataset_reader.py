import json
import os
from pathlib import Path

import pandas as pd
from pyarrow import parquet, types

from .client_context import ClientContext


class DatasetReader:
    """Nested fields come back as columns with dotted names, in stored order."""

    def __init__(self, context: ClientContext, dataset_id: str) -> None:
        self.file = Path(os.environ["LAKE"], dataset_id)

    def read(self) -> pd.DataFrame:
        lines = self.file.with_suffix(".jsonl")
        if lines.exists():
            return pd.json_normalize([json.loads(line) for line in lines.read_text().splitlines()])
        table = parquet.read_table(self.file.with_suffix(".parquet"))
        while any(types.is_struct(field.type) for field in table.schema):
            table = table.flatten()
        found: pd.DataFrame = table.to_pandas()
        return found
