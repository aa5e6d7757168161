"""Writing a DataFrame into a data set as a new batch; dotted columns become nested objects again."""

import json
import math
import os
from datetime import date, datetime
from typing import Any

from .client_context import ClientContext, PlatformError
from .models import Dataset

WRITTEN: list[dict[str, Any]] = []  # what this process wrote, for the run's record
_GOOD = ("success", "active")


def _plain(value: Any) -> Any:
    """A value as JSON knows it; None for what has no value and is left out."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, datetime):
        text = value.isoformat()
        return (
            None
            if text == "NaT"
            else text.replace("+00:00", "") + ("Z" if "+00:00" in text or not value.tzinfo else "")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: found for key, one in value.items() if (found := _plain(one)) is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "tolist"):  # numpy's
        return _plain(value.tolist())
    return value


def _put(row: dict[str, Any], parts: list[str], value: Any) -> None:
    for part in parts[:-1]:
        row = row.setdefault(part, {})
    row[parts[-1]] = value


def nested(frame: Any) -> list[dict[str, Any]]:
    """The rows as nested objects, without what has no value."""
    rows: list[dict[str, Any]] = [{} for _ in range(len(frame))]
    for at, name in enumerate(frame.columns):
        parts = str(name).split(".")
        series = frame.iloc[:, at]
        empty = series.isna().tolist()
        for row, value, absent in zip(rows, series.tolist(), empty, strict=True):
            found = None if absent is True else _plain(value)
            if found is not None:
                _put(row, parts, found)
    return rows


class DatasetWriter:
    def __init__(self, client_context: ClientContext, dataset: Dataset) -> None:
        self._client = client_context
        self._dataset_id = dataset.id

    def _earlier(self, external_id: str) -> dict[str, Any] | None:
        """The batch that an interrupted attempt of this very run has written already."""
        found = self._client.json("GET", "/catalog/batches", externalId=external_id, dataSet=self._dataset_id)
        for batch_id, batch in found.items():
            if batch.get("externalId") != external_id:
                continue
            ended = batch if batch["status"] == "loading" else self._client.batch_ended(batch_id)
            if ended["status"] in _GOOD:
                return {"id": batch_id, **ended}
        return None

    def _free_id(self, wanted: str) -> str:
        """An externalId not taken by an attempt that was cut off."""
        found = wanted
        for number in range(2, 100):
            if not self._client.json("GET", "/catalog/batches", externalId=found):
                break
            found = f"{wanted}-{number}"
        return found

    def _create(self, external_id: str | None) -> str:
        body: dict[str, Any] = {"datasetId": self._dataset_id, "inputFormat": {"format": "json"}}
        run = os.environ.get("PLATFORM_SDK_RUN")
        if external_id and run:
            body["externalId"] = self._free_id(external_id)
            body["tags"] = {"sensei/experimentRunId": [run]}
        return str(self._client.json("POST", "/import/batches", body=body)["id"])

    def _send(self, batch_id: str, frame: Any) -> dict[str, Any]:
        lines = "\n".join(json.dumps(row) for row in nested(frame))
        file = f"/import/batches/{batch_id}/datasets/{self._dataset_id}/files/part-0.json"
        self._client.call("PUT", file, content=lines.encode())
        self._client.call("POST", f"/import/batches/{batch_id}", action="COMPLETE")
        ended = self._client.batch_ended(batch_id)
        if ended["status"] not in _GOOD:
            said = "; ".join(f"{one.get('code')} {one.get('description')}" for one in ended.get("errors") or [])
            raise PlatformError(
                f"Batch {batch_id} of data set {self._dataset_id} is {ended['status']}: {said or 'no reason'}"
            )
        return {"id": batch_id, **ended}

    def write(self, df: Any, file_format: str = "json", **ignored: Any) -> dict[str, Any]:
        """Blocks until the batch is in the data set; raises what the Platform says against it."""
        if file_format.lower() != "json":
            raise PlatformError(f"file_format must be json, not {file_format}")
        if len(df) == 0:
            raise PlatformError(f"There is nothing to write to data set {self._dataset_id}: the data has no rows")
        run = os.environ.get("PLATFORM_SDK_RUN")
        external_id = f"{run}-{len(WRITTEN) + 1}" if run else None
        batch = (self._earlier(external_id) if external_id else None) or self._send(self._create(external_id), df)
        WRITTEN.append({"batchId": batch["id"], "dataSetId": self._dataset_id, "recordCount": len(df)})
        return batch
