"""Batch ingestion: a batch from its creation to its end, its files, its actions."""

import re
from typing import Any

import pytest

from tests.support.platform.lake import EXPORT, IMPORT, OCTETS, Lake, codes, lines
from tests.support.platform.server import Platform
from tests.support.polling import until

ROWS = lines({"personID": "1"}, {"personID": "2"})


@pytest.fixture(scope="module")
def made(platform: Platform) -> tuple[Lake, str]:
    """A sandbox with one dataset of profiles."""
    lake = Lake(platform, platform.fresh_sandbox())
    return lake, lake.dataset("People", lake.schema("People"))


@pytest.fixture
def lake(made: tuple[Lake, str]) -> Lake:
    return made[0]


@pytest.fixture
def dataset(lake: Lake) -> str:
    """An empty one of the same schema."""
    known = next(iter(lake.good("GET", "/data/foundation/catalog/dataSets?name=People").values()))
    return lake.dataset("Fresh", known["schemaRef"]["id"])


def files(batch: str, dataset: str, name: str) -> str:
    return f"{IMPORT}/batches/{batch}/datasets/{dataset}/files/{name}"


def test_a_batch_is_created_loading(lake: Lake, dataset: str) -> None:
    """201; its external id is its own where none was given."""
    body = {"datasetId": dataset, "inputFormat": {"format": "JSON"}, "tags": {"a": ["b"]}}
    answer = lake.call("POST", f"{IMPORT}/batches", json=body)
    doc = answer.json()
    assert (answer.status_code, doc["status"], doc["version"]) == (201, "loading", "1.0.0")
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", doc["id"])
    assert doc["externalId"] == doc["id"]
    assert doc["relatedObjects"] == [{"type": "dataSet", "id": dataset}]
    assert (doc["inputFormat"], doc["tags"]) == ({"format": "json"}, {"a": ["b"]})
    assert lake.batch(doc["id"])["status"] == "loading"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"datasetId": None}, "datasetId is required"),
        ({"datasetId": "0" * 24}, f"Dataset {'0' * 24} is not found"),
        ({"inputFormat": {"format": "xml"}}, "inputFormat.format must be one of JSON, Parquet, CSV, not xml"),
        ({"inputFormat": "json"}, "inputFormat must be an object"),
        (
            {"inputFormat": {"format": "csv", "isMultiLineJson": True}},
            "inputFormat.isMultiLineJson goes with format JSON",
        ),
        ({"partialIngestionPercent": 101}, "partialIngestionPercent must be a whole number from 0 to 100"),
        ({"partialIngestionPercent": True}, "partialIngestionPercent must be a whole number from 0 to 100"),
        ({"enableErrorDiagnostics": "yes"}, "enableErrorDiagnostics must be true or false"),
        ({"tags": {"a": "b"}}, "tags.a must be an array of strings"),
        ({"externalId": 7}, "externalId must be a text"),
        ({"replay": {"predecessors": ["${none}"]}}, "replay.predecessors names none"),
    ],
)
def test_a_batch_that_cannot_be(made: tuple[Lake, str], changes: dict[str, Any], said: str) -> None:
    """400 in the generic services' body."""
    lake, dataset = made
    body = {"datasetId": dataset, "inputFormat": {"format": "json"}, **changes}
    status, detail = lake.refusal("POST", f"{IMPORT}/batches", json=body)
    assert (status, detail[: len(said)]) == (400, said)


def test_without_a_format_it_is_parquet(lake: Lake, dataset: str) -> None:
    """Adobe's pages leave it out at times."""
    doc = lake.good("POST", f"{IMPORT}/batches", json={"datasetId": dataset})
    assert doc["inputFormat"] == {"format": "parquet"}


def test_an_external_id_is_unique_in_the_organisation(platform: Platform, lake: Lake, dataset: str) -> None:
    """Another sandbox cannot have it either."""
    lake.open_batch(dataset, externalId="only-one")
    other = Lake(platform, platform.fresh_sandbox())
    body = {"datasetId": other.dataset("Other", other.schema("Other")), "externalId": "only-one"}
    said = "A batch with externalId only-one exists already in this organization"
    assert other.refusal("POST", f"{IMPORT}/batches", json=body) == (400, said)


def test_a_batch_goes_in(lake: Lake, dataset: str) -> None:
    """COMPLETE only accepts; success comes later, with its numbers, and the dataset tells of it."""
    batch = lake.open_batch(dataset)
    assert lake.send(batch, dataset, b"wrong", "a/b c.json").status_code == 201
    assert lake.send(batch, dataset, ROWS, "a/b c.json").status_code == 200
    answer = lake.call("POST", f"{IMPORT}/batches/{batch}?action=COMPLETE")
    assert (answer.status_code, answer.json()["status"]) == (200, "loaded")
    doc = lake.over(batch)
    assert (doc["status"], doc["errors"], doc["recordCount"], doc["failedRecordCount"]) == ("success", [], 2, 0)
    wanted = {"inputByteSize": len(ROWS), "inputFileCount": 1, "inputRecordCount": 2, "outputRecordCount": 2}
    wanted |= {"failedRecordCount": 0, "recordsRead": 2, "recordsWritten": 2, "recordsFailed": 0, "partitionCount": 1}
    assert {key: doc["metrics"][key] for key in wanted} == wanted
    assert doc["created"] <= doc["started"] <= doc["completed"]
    assert lake.one_dataset(dataset)["lastSuccessfulBatch"] == batch
    assert lake.one_dataset(dataset)["version"] == "1.0.1"
    assert lake.rows(dataset) == [{"personID": "1"}, {"personID": "2"}]
    assert lake.call("POST", f"{IMPORT}/batches/{batch}?action=COMPLETE").status_code == 200


def test_files_come_only_while_it_is_loading(lake: Lake, dataset: str) -> None:
    """And to the dataset it is of, as bytes."""
    batch = lake.open_batch(dataset)
    other = next(iter(lake.good("GET", "/data/foundation/catalog/dataSets?name=People")))
    json_type = {"Content-Type": "application/json"}
    assert lake.refusal("PUT", files(batch, dataset, "x"), data=ROWS, headers=json_type)[0] == 415
    assert lake.refusal("PUT", files(batch, other, "x"), data=ROWS, headers=OCTETS)[0] == 400
    assert lake.refusal("PUT", files(batch, "0" * 24, "x"), data=ROWS, headers=OCTETS)[0] == 404
    assert lake.refusal("PUT", files("none", dataset, "x"), data=ROWS, headers=OCTETS)[0] == 404
    lake.send(batch, dataset, ROWS)
    lake.complete(batch)
    lake.over(batch)
    said = f"Batch {batch} is success: files can be sent only while it is loading"
    assert lake.refusal("PUT", files(batch, dataset, "x"), data=ROWS, headers=OCTETS) == (400, said)


def test_a_batch_without_files_cannot_be_completed(lake: Lake, dataset: str) -> None:
    """400; it goes on loading."""
    batch = lake.open_batch(dataset)
    said = (400, f"Batch {batch} holds no files")
    assert lake.refusal("POST", f"{IMPORT}/batches/{batch}?action=COMPLETE") == said
    assert lake.batch(batch)["status"] == "loading"
    assert lake.refusal("POST", f"{IMPORT}/batches/{batch}?action=GO")[0] == 400
    assert lake.refusal("POST", f"{IMPORT}/batches/none?action=COMPLETE")[0] == 404


@pytest.mark.parametrize(("action", "status"), [("ABORT", "aborted"), ("FAIL", "failed")])
def test_a_loading_batch_can_be_given_up(lake: Lake, dataset: str, action: str, status: str) -> None:
    """It can then no longer be completed; saying it again does no harm."""
    batch = lake.open_batch(dataset)
    lake.send(batch, dataset, ROWS)
    for _ in range(2):
        assert lake.good("POST", f"{IMPORT}/batches/{batch}?action={action}")["status"] == status
    assert lake.refusal("POST", f"{IMPORT}/batches/{batch}?action=COMPLETE")[0] == 400
    assert lake.rows(dataset) == []


def test_what_went_in_can_be_reverted(lake: Lake, dataset: str) -> None:
    """Inactive, then deleted; its rows are gone, those of others stay; a batch that is in cannot be aborted."""
    first, _ = lake.ingest(dataset, ROWS)
    lake.ingest(dataset, lines({"personID": "3"}))
    assert lake.refusal("POST", f"{IMPORT}/batches/{first}?action=ABORT")[0] == 400
    assert lake.good("POST", f"{IMPORT}/batches/{first}?action=REVERT")["status"] == "inactive"
    until(lambda: lake.batch(first)["status"] == "deleted")
    assert lake.rows(dataset) == [{"personID": "3"}]
    assert lake.good("GET", f"{EXPORT}/batches/{first}/files")["data"] == []
    assert lake.good("POST", f"{IMPORT}/batches/{first}?action=REVERT")["status"] == "deleted"
    loading = lake.open_batch(dataset)
    assert lake.refusal("POST", f"{IMPORT}/batches/{loading}?action=REVERT")[0] == 400


def test_a_replay_takes_the_place_of_others(lake: Lake, dataset: str) -> None:
    """By id and by external id, once it is in."""
    first, _ = lake.ingest(dataset, lines({"personID": "1"}))
    lake.ingest(dataset, lines({"personID": "2"}), externalId=f"second-{dataset}")
    replay = {
        "reason": "replace",
        "predecessors": ["${" + first + "}"],
        "predecessorsByExternalId": [f"${{second-{dataset}}}"],
    }
    _, doc = lake.ingest(dataset, lines({"personID": "3"}), replay=replay)
    assert doc["replay"]["predecessors"] == [first]
    assert lake.rows(dataset) == [{"personID": "3"}]
    assert lake.batch(first)["status"] == "inactive"


def test_one_bad_file_fails_the_batch(lake: Lake, dataset: str) -> None:
    """Nothing of the good one is stored."""
    batch = lake.open_batch(dataset)
    lake.send(batch, dataset, ROWS, "good")
    lake.send(batch, dataset, b"", "empty")
    lake.complete(batch)
    doc = lake.over(batch)
    assert (doc["status"], codes(doc)) == ("failed", ["106"])
    assert doc["errors"][0]["description"] == "The file empty has no bytes"
    assert doc["metrics"]["failureReason"] == "The file empty has no bytes"
    assert lake.rows(dataset) == []
    assert lake.one_dataset(dataset)["lastFailedBatch"] == batch


def test_a_url_has_its_limit(lake: Lake, dataset: str) -> None:
    """414 above 2,000 characters."""
    batch = lake.open_batch(dataset)
    assert lake.refusal("PUT", files(batch, dataset, "a" * 2000), data=ROWS, headers=OCTETS)[0] == 414


def test_files_go_in_by_name(lake: Lake, dataset: str) -> None:
    """Each becomes a file of the lake."""
    batch = lake.open_batch(dataset)
    lake.send(batch, dataset, lines({"personID": "2"}), "b")
    lake.send(batch, dataset, lines({"personID": "1"}), "a" * 250)
    lake.complete(batch)
    lake.over(batch)
    assert lake.rows(dataset) == [{"personID": "1"}, {"personID": "2"}]
    assert [row["records"] for row in lake.good("GET", f"{EXPORT}/batches/{batch}/files")["data"]] == ["1", "1"]


def test_a_large_file_comes_in_parts(lake: Lake, dataset: str) -> None:
    """In any order; HEAD tells what has arrived; a part sent twice does no harm."""
    batch, half = lake.open_batch(dataset), len(ROWS) // 2
    path = files(batch, dataset, "large")
    assert (
        lake.refusal("PATCH", path, data=ROWS, headers={**OCTETS, "Content-Range": f"bytes 0-9/{len(ROWS)}"})[0] == 400
    )
    assert lake.call("POST", f"{path}?action=INITIALIZE").status_code == 201
    assert "Range" not in lake.call("HEAD", path).headers

    def part(first: int, last: int) -> str:
        headers = {**OCTETS, "Content-Range": f"bytes {first}-{last}/{len(ROWS)}"}
        answer = lake.call("PATCH", path, data=ROWS[first : last + 1], headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.headers["Range"]

    assert part(half, len(ROWS) - 1) == f"bytes={half}-{len(ROWS) - 1}"
    missing = "Parts of file large are missing at byte 0"
    assert lake.refusal("POST", f"{path}?action=COMPLETE") == (400, missing)
    assert lake.refusal("POST", f"{IMPORT}/batches/{batch}?action=COMPLETE")[0] == 400
    part(0, half - 1)
    assert part(0, half - 1) == f"bytes=0-{half - 1},{half}-{len(ROWS) - 1}"
    answer = lake.call("POST", f"{path}?action=COMPLETE")
    assert (answer.status_code, answer.json()) == (201, {"name": "large", "sizeInBytes": len(ROWS)})
    assert lake.call("HEAD", path).headers["Range"] == f"bytes=0-{len(ROWS) - 1}"
    lake.complete(batch)
    assert lake.over(batch)["recordCount"] == 2


def test_parts_must_fit(lake: Lake, dataset: str) -> None:
    """The range names the bytes that came; parts neither overlap nor leave anything out; the total stays."""
    batch = lake.open_batch(dataset)
    path = files(batch, dataset, "large")
    assert lake.refusal("POST", f"{path}?action=COMPLETE")[0] == 404
    lake.call("POST", f"{path}?action=INITIALIZE")

    def part(content: bytes, range_: str) -> int:
        return lake.call("PATCH", path, data=content, headers={**OCTETS, "Content-Range": range_}).status_code

    for range_ in ("bytes 0-5/20", "bytes 4-0/20", "bytes 18-21/20", "0-3/20", ""):
        assert part(b"abcd", range_) == 400
    assert part(b"abcd", "bytes 0-3/10") == 200
    assert part(b"abcd", "bytes 4-7/12") == 400
    assert part(b"cdefghij", "bytes 2-9/10") == 200
    assert lake.refusal("POST", f"{path}?action=COMPLETE") == (400, "Parts of file large overlap at byte 2")


def test_a_raw_file_can_be_looked_at(lake: Lake, dataset: str) -> None:
    """Columns by their paths, cells as text, whatever the format."""
    batch = lake.open_batch(dataset)
    lake.send(batch, dataset, lines({"personID": "1", "_repo": {"createDate": "x"}}, {"personID": 2}))
    path = f"{IMPORT}/batches/{batch}/datasets/{dataset}/preview"
    assert lake.good("GET", f"{path}?format=json")["preview"] == {
        "columns": [{"cid": "0", "name": "personID"}, {"cid": "1", "name": "_repo/createDate"}],
        "rows": [{"0": "1", "1": "x"}, {"0": "2"}],
    }
    lake.send(batch, dataset, b"a;b\n1;'x;y'\n3;4\n")
    found = lake.good("GET", f"{path}?format=csv&delimiter=%3B&quote='&nrow=1")
    assert found["preview"]["rows"] == [{"0": "1", "1": "x;y"}]
    assert (found["formatParams"]["delimiter"], found["formatParams"]["header"]) == (";", True)
    assert lake.refusal("GET", f"{path}?format=parquet")[0] == 400
    assert lake.refusal("GET", path)[0] == 400


def test_a_batch_never_completed_is_abandoned(own_platform: Platform) -> None:
    """After a week of the Platform's time."""
    lake = Lake(own_platform, "prod")
    dataset = lake.dataset("People", lake.schema("People"))
    batch = lake.open_batch(dataset)
    own_platform.post("/_emulator/clock", json={"advance": 6 * 86_400})
    own_platform.reconnect()  # for a token that is valid by then
    assert lake.batch(batch)["status"] == "loading"
    own_platform.post("/_emulator/clock", json={"advance": 2 * 86_400})
    own_platform.reconnect()
    assert lake.batch(batch)["status"] == "abandoned"


def test_a_killed_server_loses_nothing(own_platform: Platform) -> None:
    """What it had taken in is there again; what it was working on is finished."""
    lake = Lake(own_platform, "prod")
    dataset = lake.dataset("People", lake.schema("People"))
    lake.ingest(dataset, lines({"personID": "1"}))
    batch = lake.open_batch(dataset)
    lake.send(batch, dataset, lines(*({"personID": str(number)} for number in range(20_000))))
    lake.complete(batch)
    own_platform.server.kill()
    own_platform.server.start()
    own_platform.reconnect()
    assert lake.over(batch)["recordCount"] == 20_000
    assert [row["records"] for row in lake.good("GET", f"{EXPORT}/batches/{batch}/files")["data"]] == ["20000"]
    assert lake.rows(dataset)[0] == {"personID": "1"}
