"""The first rows of a dataset."""

from itertools import islice
from typing import Any

from ...platform import lake
from ...platform.choices import PREVIEW_ROWS
from ...platform.http import Answer, Call
from ...platform.row_json import plain
from ..platform_errors import refuse


def preview(call: Call) -> Answer:
    """Of all batches that are in, oldest first. A field that is null isn't there."""
    import pyarrow.parquet as pq

    id = call.path["dataset"]
    if call.world.store.get("dataset", id, sandbox=call.sandbox) is None:
        raise refuse(404, f"Dataset {id} is not found")
    places = (
        place
        for doc in lake.batches_of(call.world, call.sandbox, id)
        for place in lake.files(call.world, call.sandbox, id, doc["id"])
    )
    rows: Any = (
        row
        for place in places
        for part in pq.ParquetFile(place).iter_batches(PREVIEW_ROWS)
        for row in part.to_pylist(maps_as_pydicts="lossy")
    )
    return Answer(json={"data": [plain(row) for row in islice(rows, PREVIEW_ROWS)]})
