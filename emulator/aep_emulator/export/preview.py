"""The first rows of a dataset."""

from itertools import islice
from typing import Any

from .. import lake
from ..answer import Answer, Call
from ..choices import PREVIEW_ROWS
from ..generic import refuse
from ..row_json import plain


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
