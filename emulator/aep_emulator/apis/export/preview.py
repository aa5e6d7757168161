"""The first rows of a dataset."""

from itertools import islice
from typing import Any

from ...platform import lake
from ...platform.choices.storage import PREVIEW_ROWS
from ...platform.http import Request, Response
from ...platform.row_json import plain
from ..data_foundation import refuse


def get(request: Request) -> Response:
    """Of all successful batches, oldest first. Null fields are left out."""
    import pyarrow.parquet as pq

    id = request.path["dataset"]
    if request.world.store.get("dataset", id, sandbox=request.sandbox) is None:
        raise refuse(404, f"Dataset {id} is not found")
    places = (
        place
        for doc in lake.batches_of(request.world, request.sandbox, id)
        for place in lake.files(request.world, request.sandbox, id, doc["id"])
    )
    rows: Any = (
        row
        for place in places
        for part in pq.ParquetFile(place).iter_batches(PREVIEW_ROWS)
        for row in part.to_pylist(maps_as_pydicts="lossy")
    )
    return Response(json={"data": [plain(row) for row in islice(rows, PREVIEW_ROWS)]})
