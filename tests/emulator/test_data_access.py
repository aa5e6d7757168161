"""Data access: files of the lake, ranges of their bytes, previews; with real data where it lies beside the checkout."""

import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.support.platform.lake import CATALOG, EVENT, EXPORT, IMPORT, REGISTRY, XED_ID, Lake, lines
from tests.support.platform.server import Platform


@pytest.fixture(scope="module")
def made(platform: Platform) -> tuple[Lake, str, str]:
    """A dataset with 150 rows in two batches; the id of the first."""
    lake = Lake(platform, platform.fresh_sandbox())
    dataset = lake.dataset("People", lake.schema("People"))
    first, _ = lake.ingest(dataset, lines(*({"personID": str(number)} for number in range(60))))
    lake.ingest(dataset, lines(*({"personID": str(number)} for number in range(60, 150))))
    return lake, dataset, first


def test_a_batchs_files_are_listed(made: tuple[Lake, str, str]) -> None:
    """Numbers as text; the link leads to what is below."""
    lake, dataset, batch = made
    found = lake.good("GET", f"{EXPORT}/batches/{batch}/files")
    (row,) = found["data"]
    assert (row["dataSetFileId"], row["records"], row["isValid"]) == (f"{batch}-1", "60", True)
    assert row["dataSetViewId"] == lake.one_dataset(dataset)["viewId"]
    assert row["created"].isdigit()
    assert found["_page"] == {"limit": 100, "count": 1}
    below = lake.good("GET", row["_links"]["self"]["href"])
    (part,) = below["data"]
    assert part["name"] == "part-00001.parquet"
    content = lake.call("GET", part["_links"]["self"]["href"]).content
    assert len(content) == int(part["length"]) == int(row["size"])
    assert pq.read_table(io.BytesIO(content))["personID"].to_pylist()[:2] == ["0", "1"]


def test_files_are_paged(made: tuple[Lake, str, str]) -> None:
    """The count is that of all."""
    lake, dataset, _ = made
    batch = lake.open_batch(dataset)
    for name in "abc":
        lake.send(batch, dataset, lines({"personID": name}), name)
    lake.complete(batch)
    lake.over(batch)
    page = lake.good("GET", f"{EXPORT}/batches/{batch}/files?limit=2")
    assert (len(page["data"]), page["_page"]) == (2, {"limit": 2, "count": 3})
    rest = lake.good("GET", page["_links"]["next"]["href"])
    assert [row["dataSetFileId"] for row in rest["data"]] == [f"{batch}-3"]
    assert "next" not in rest["_links"]
    assert lake.refusal("GET", f"{EXPORT}/batches/{batch}/files?limit=0")[0] == 400
    lake.good("POST", f"{IMPORT}/batches/{batch}?action=REVERT")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-3", 0, 3), ("bytes=4-", 4, None), ("bytes=-4", -4, None), ("bytes=0-999999999", 0, None)],
)
def test_parts_of_a_file(made: tuple[Lake, str, str], asked: str, first: int, last: int | None) -> None:
    """206 with the range that was sent."""
    lake, _, batch = made
    path = f"{EXPORT}/files/{batch}-1?path=part-00001.parquet"
    whole = lake.call("GET", path)
    size = len(whole.content)
    assert (whole.status_code, whole.headers["Accept-Ranges"]) == (200, "bytes")
    part = lake.call("GET", path, headers={"Range": asked})
    start, end = first % size, size - 1 if last is None else last
    assert (part.status_code, part.headers["Content-Range"]) == (206, f"bytes {start}-{end}/{size}")
    assert part.content == whole.content[start : end + 1]


def test_head_tells_size_and_type(made: tuple[Lake, str, str]) -> None:
    """Without a body; a range beyond the end is refused."""
    lake, _, batch = made
    path = f"{EXPORT}/files/{batch}-1?path=part-00001.parquet"
    size = len(lake.call("GET", path).content)
    head = lake.call("HEAD", path)
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(size), b"")
    assert (head.headers["Accept-Ranges"], head.headers["Content-Type"]) == ("bytes", "application/octet-stream")
    assert lake.call("GET", path, headers={"Range": f"bytes={size}-"}).status_code == 416


@pytest.mark.parametrize(
    "path",
    [
        "batches/none/files",
        "batches/none/failed",
        "batches/none/meta",
        "datasets/none/preview",
        "files/none-1",
        "files/{batch}",
        "files/{batch}-2",
        "files/{batch}-1?path=none",
        "files/{batch}-1?path=../part-00001.parquet",
    ],
)
def test_what_is_not_there(made: tuple[Lake, str, str], path: str) -> None:
    """404 in the generic services' body."""
    lake, _, batch = made
    answer = lake.call("GET", f"{EXPORT}/{path.format(batch=batch)}")
    assert (answer.status_code, answer.json()["title"]) == (404, "NotFoundError")


def test_a_preview_shows_a_hundred_rows(made: tuple[Lake, str, str]) -> None:
    """In the order in which batches came in."""
    lake, dataset, _ = made
    assert [row["personID"] for row in lake.rows(dataset)] == [str(number) for number in range(100)]


def test_a_schema_that_grew_is_read_as_one(platform: Platform, common_sandbox: str) -> None:
    """Rows from before a field was added lack it."""
    lake = Lake(platform, common_sandbox)
    group = lake.group("Growing", {"a": {"type": "string"}})
    dataset = lake.dataset("Growing", lake.schema("Grown", group))
    lake.ingest(dataset, lines({"_luma": {"a": "1"}}))
    more = [{"op": "add", "path": "/definitions/own/properties/_luma/properties/b", "value": {"type": "integer"}}]
    lake.good("PATCH", f"{REGISTRY}/tenant/fieldgroups/_luma.mixins.{group.rpartition('/')[2]}", json=more)
    lake.ingest(dataset, lines({"_luma": {"b": 2}}))
    assert lake.rows(dataset) == [{"_luma": {"a": "1"}}, {"_luma": {"b": 2}}]


# -- the real web data of the Luma shop -------------------------------------------------------------------------------
def web_schema(lake: Lake) -> str:
    found = lake.good("GET", f"{REGISTRY}/global/fieldgroups", headers={"Accept": XED_ID})["results"]
    return lake.schema("Luma web data", *(row["$id"] for row in found), of=EVENT)


def test_real_web_data_goes_in(platform: Platform, sandbox: str, luma_file: Path) -> None:
    """23,055 nested events of Adobe's demonstration shop fit Adobe's standard field groups, all of them."""
    lake = Lake(platform, sandbox)
    dataset = lake.dataset("Luma web data", web_schema(lake))
    lake.ingest(dataset, lines({"_id": "0", "timestamp": "2018-01-01T00:00:00Z"}))  # loads what loads but once
    batch, doc = lake.ingest(dataset, luma_file.read_bytes(), "parquet")
    assert (doc["status"], doc["errors"], doc["recordCount"]) == ("success", [], 23_055)
    assert doc["availableDates"] == {"startDate": 1541441582, "endDate": 1545089686}
    assert doc["completed"] - doc["started"] < 10_000
    row = lake.rows(dataset)[1]
    assert row["_id"] == "2DF0441705030000-496331836000F68B"
    assert row["timestamp"] == "2018-11-05T18:13:02.000Z"
    assert row["endUserIDs"]["_experience"]["mcid"]["namespace"] == {"code": "ECID"}
    assert row["_experience"]["analytics"]["session"]["timestamp"] == 1541440651000
    assert "crashes" not in row["application"]
    files = lake.good("GET", f"{CATALOG}/dataSetFiles?batchId={batch}")
    content = lake.call("GET", f"{EXPORT}/files/{next(iter(files))}?path=part-00001.parquet").content
    stored, sent = pq.read_table(io.BytesIO(content)), pq.read_table(luma_file)
    assert stored["_id"].to_pylist() == sent["_id"].to_pylist()
    price = ("commerce", "order", "purchaseID")
    assert _leaf(stored, price) == _leaf(sent, price)
    assert sum(value is not None for value in _leaf(stored, price)) == 318


def _leaf(table: Any, path: tuple[str, ...]) -> list[Any]:
    import pyarrow.compute as pc

    found: list[Any] = pc.struct_field(table[path[0]].combine_chunks(), path[1:]).to_pylist()
    return found


def test_the_same_events_as_json(platform: Platform, sandbox: str, luma_file: Path) -> None:
    """Previewed rows are JSON that goes in again and comes out the same."""
    lake = Lake(platform, sandbox)
    schema = web_schema(lake)
    first, second = lake.dataset("As Parquet", schema), lake.dataset("As JSON", schema)
    lake.ingest(first, luma_file.read_bytes(), "parquet")
    rows = lake.rows(first)
    assert len(rows) == 100
    _, doc = lake.ingest(second, "\n".join(map(json.dumps, rows)).encode())
    assert (doc["status"], doc["errors"]) == ("success", [])
    assert lake.rows(second) == rows
