"""Batch ingestion: which rows are taken, which are refused and with what code, in each input format."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from tests.support.platform.lake import EXPORT, Lake, codes, lines, parquet
from tests.support.platform.server import Platform

FIELDS: dict[str, Any] = {
    "text": {"type": "string"},
    "kind": {"type": "string", "enum": ["a", "b"]},
    "short": {"type": "string", "minLength": 2, "maxLength": 3},
    "like": {"type": "string", "pattern": "^x"},
    "int": {"type": "integer", "minimum": -2147483648, "maximum": 2147483647},
    "long": {"type": "integer", "minimum": -9007199254740992, "maximum": 9007199254740992},
    "byte": {"type": "integer", "minimum": -128, "maximum": 128},
    "share": {"type": "number", "minimum": 0, "maximum": 1},
    "double": {"type": "number"},
    "flag": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "list": {"type": "array", "items": {"type": "integer"}},
    "map": {"type": "object", "additionalProperties": {"type": "number"}},
    "things": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["sku"],
            "properties": {"sku": {"type": "string"}, "n": {"type": "integer"}},
        },
    },
    "object": {"type": "object", "properties": {"inner": {"type": "string"}}},
}


MISFIT = "TypeCompatibilityException: column"
TEXTS = pa.map_(pa.string(), pa.string())
DAY = dt.datetime(2020, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)


class Fields(Lake):
    dataset_id: str

    def take(self, *values: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A batch of JSON rows that hold these fields."""
        batch, doc = self.ingest(self.dataset_id, lines(*({"_luma": value} for value in values)), **more)
        return {"id": batch, **doc}

    def take_columns(self, columns: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A Parquet batch whose columns are these fields."""
        arrays = {name: value if isinstance(value, pa.Array) else pa.array(value) for name, value in columns.items()}
        inner = pa.StructArray.from_arrays(list(arrays.values()), names=list(arrays))
        batch, doc = self.ingest(self.dataset_id, parquet({"_luma": inner}), "parquet", **more)
        return {"id": batch, **doc}

    def last(self, batch: dict[str, Any]) -> list[dict[str, Any]]:
        """The fields of the rows that a batch brought, as stored."""
        assert batch["status"] == "success", batch
        rows = self.rows(self.dataset_id)
        return [row["_luma"] for row in rows[-batch["recordCount"] :]]


@pytest.fixture(scope="module")
def made(platform: Platform) -> Fields:
    lake = Fields(platform, platform.fresh_sandbox())
    lake.group_id = lake.group("Fields", FIELDS)  # type: ignore[attr-defined]
    lake.schema_id = lake.schema("Rows", lake.group_id)  # type: ignore[attr-defined]
    return lake


@pytest.fixture
def lake(made: Fields) -> Fields:
    """An empty dataset for each test."""
    made.dataset_id = made.dataset("Rows", made.schema_id)  # type: ignore[attr-defined]
    return made


def test_values_are_stored_in_the_types_of_the_schema(lake: Fields) -> None:
    """JSON by the conversion table: texts and numbers become each other where they can."""
    sent = {
        "text": 1,
        "int": "7",
        "long": 5.0,
        "double": "1.5e3",
        "flag": True,
        "day": "2020-02-29",
        "moment": "2020-01-01T02:00:00.123456+02:00",
        "list": ["1", 2],
        "map": {"a": 1, "b c": "2"},
        "things": [{"sku": "x", "n": 1}],
        "object": {"inner": "y"},
    }
    assert lake.last(lake.take(sent)) == [
        {
            **sent,
            "text": "1",
            "int": 7,
            "long": 5,
            "double": 1500.0,
            "moment": "2020-01-01T00:00:00.123Z",
            "list": [1, 2],
            "map": {"a": 1.0, "b c": 2.0},
        }
    ]
    batch = lake.take({"moment": 1577836800000, "day": 1577836800000})
    assert lake.last(batch) == [{"moment": "2020-01-01T00:00:00.000Z", "day": "2020-01-01"}]


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        ({"none": 1}, "INGEST-1211-400", "_luma.none: is not in the schema"),
        ({"object": {"none": 1}}, "INGEST-1211-400", "_luma.object.none: is not in the schema"),
        ({"text": None}, "INGEST-1212-400", "_luma.text: is null or empty; it must be left out"),
        ({"text": ""}, "INGEST-1212-400", "_luma.text: is null or empty; it must be left out"),
        ({"text": True}, "INGEST-1212-400", "_luma.text: is no string, for example 'True'"),
        ({"text": {"a": 1}}, "INGEST-1212-400", "_luma.text: is no string"),
        ({"int": "1.5"}, "INGEST-1212-400", "_luma.int: is no int, for example '1.5'"),
        ({"int": 2147483648}, "INGEST-1212-400", "_luma.int: is no int, for example '2147483648'"),
        ({"int": 1.5}, "INGEST-1212-400", "_luma.int: is no int"),
        ({"int": False}, "INGEST-1212-400", "_luma.int: is no int"),
        ({"byte": 200}, "INGEST-1212-400", "_luma.byte: is no byte"),
        ({"long": 9007199254740993}, "INGEST-1212-400", "_luma.long: is no long"),
        ({"double": "many"}, "INGEST-1212-400", "_luma.double: is no number, for example 'many'"),
        ({"flag": "true"}, "INGEST-1212-400", "_luma.flag: is no boolean, for example 'true'"),
        ({"flag": 1}, "INGEST-1212-400", "_luma.flag: is no boolean"),
        ({"day": "2019-02-29"}, "INGEST-1212-400", "_luma.day: is no date"),
        ({"day": "2019-02-28T00:00:00Z"}, "INGEST-1212-400", "_luma.day: is no date"),
        ({"moment": "2020-01-01"}, "INGEST-1212-400", "_luma.moment: is no date-time"),
        ({"moment": "2020-01-01T00:00:00"}, "INGEST-1212-400", "_luma.moment: is no date-time"),
        ({"moment": 12}, "INGEST-1212-400", "_luma.moment: is no date-time"),
        ({"list": 1}, "INGEST-1212-400", "_luma.list: is no array"),
        ({"list": ["x"]}, "INGEST-1212-400", "_luma.list[]: is no int, for example 'x'"),
        ({"map": [1]}, "INGEST-1212-400", "_luma.map: is no map"),
        ({"map": {"a": "x"}}, "INGEST-1212-400", "_luma.map{}: is no number"),
        ({"object": "x"}, "INGEST-1212-400", "_luma.object: is no object"),
        ({"things": [{"n": 1}]}, "INGEST-1555-400", "_luma.things[].sku: is required and missing"),
        ({"things": [{"sku": None}]}, "INGEST-1555-400", "_luma.things[].sku: is required and null or empty"),
        ({"kind": "c"}, "INGEST-1211-400", "_luma.kind: is none of the values that the schema allows"),
        ({"short": "x"}, "INGEST-1211-400", "_luma.short: is shorter than 2"),
        ({"short": "xxxx"}, "INGEST-1211-400", "_luma.short: is longer than 3"),
        ({"like": "ax"}, "INGEST-1211-400", "_luma.like: does not match ^x"),
        ({"share": 1.5}, "INGEST-1211-400", "_luma.share: is more than 1"),
        ({"share": -1}, "INGEST-1211-400", "_luma.share: is less than 0"),
    ],
)
def test_a_json_value_that_cannot_be(lake: Fields, value: dict[str, Any], code: str, said: str) -> None:
    """The batch fails with the code, and a sentence that names field, file and row; nothing is stored."""
    doc = lake.take({"text": "good"}, value)
    assert (doc["status"], codes(doc), doc["errors"][0]["rows"]) == ("failed", [code], ["2"])
    description = doc["errors"][0]["description"]
    assert description.startswith(said)
    assert description.endswith("(file data, row 2)")
    assert lake.rows(lake.dataset_id) == []


@pytest.mark.parametrize(
    ("content", "many", "rows"),
    [
        (b'{"personID": "1"}\r\n\n  {"personID": "2"}', False, ["1", "2"]),
        (b'\xef\xbb\xbf{"personID": "\xc3\xa9"}\n', False, ["é"]),
        (b'[{"personID": "1"},\n {"personID": "2"}]', True, ["1", "2"]),
        (b'{"personID":\n"1"}\n{"personID": "2"}', True, ["1", "2"]),
    ],
)
def test_json_comes_in_lines_or_as_a_whole(lake: Fields, content: bytes, many: bool, rows: list[str]) -> None:
    """One object a line unless `isMultiLineJson` says otherwise."""
    _, doc = lake.ingest(lake.dataset_id, content, form={"isMultiLineJson": many})
    assert doc["status"] == "success"
    assert [row["personID"] for row in lake.rows(lake.dataset_id)] == rows


@pytest.mark.parametrize(
    ("content", "many", "rows"),
    [
        (b'[{"personID": "1"}]\n', False, ["1"]),
        (b'{"personID":\n"1"}\n', False, ["1-2"]),
        (b'{"personID": NaN}\n', False, ["1"]),
        (b'"text"\n', False, ["1"]),
        (b'[{"personID": "1"}, ', True, ["1"]),
        (b"\x00\xff\xfe", False, ["1"]),
        (b'{"personID": "\\ud800"}\n', False, ["1"]),
        (b"[" * 100_000, False, ["1"]),
    ],
)
def test_json_that_cannot_be_parsed(lake: Fields, content: bytes, many: bool, rows: list[str]) -> None:
    """1401, line by line."""
    _, doc = lake.ingest(lake.dataset_id, content, form={"isMultiLineJson": many})
    assert doc["status"] == "failed"
    assert {error["code"] for error in doc["errors"]} == {"INGEST-1401-400"}
    assert doc["errors"][0]["rows"] == rows


def test_required_fields_of_events(platform: Platform, common_sandbox: str) -> None:
    """Every event needs an id and a time."""
    lake = Lake(platform, common_sandbox)
    events = "https://ns.adobe.com/xdm/context/experienceevent"
    dataset = lake.dataset("Events", lake.schema("Events", of=events))
    good = {"_id": "1", "timestamp": "2020-01-01T00:00:00Z"}
    _, doc = lake.ingest(dataset, lines(good, {"_id": "2"}, {"timestamp": good["timestamp"], "_id": None}))
    assert [(error["code"], error["rows"]) for error in doc["errors"]] == [
        ("INGEST-1555-400", ["2"]),
        ("INGEST-1555-400", ["3"]),
    ]
    columns = {"_id": ["1", None], "timestamp": pa.array([0, 1000], pa.timestamp("ms"))}
    _, doc = lake.ingest(dataset, parquet(columns), "parquet")
    assert (codes(doc), doc["errors"][0]["rows"]) == (["INGEST-1555-400"], ["2"])
    _, doc = lake.ingest(dataset, parquet({"_id": ["1", "2"]}), "parquet")
    assert doc["errors"][0]["description"] == "timestamp: is required and missing (file data, row 1)"
    assert doc["errors"][0]["rows"] == ["1-2"]
    identity = {"ECID": [{"id": "7", "primary": True}]}
    _, doc = lake.ingest(
        dataset, lines({**good, "identityMap": identity}, {**good, "timestamp": "2021-01-01T00:00:00Z"})
    )
    assert doc["availableDates"] == {"startDate": 1577836800, "endDate": 1609459200}
    assert lake.rows(dataset)[0]["identityMap"] == identity


# -- Parquet ----------------------------------------------------------------------------------------------------------
def test_columns_become_the_types_of_the_schema(lake: Fields) -> None:
    """By the same table; a null is an absent value, and a column may be missing."""
    columns = {
        "text": pa.array([1, None], pa.int64()),
        "int": pa.array(["7", "-1"]),
        "long": pa.array([5.0, None], pa.float32()),
        "double": pa.array([Decimal("1.5"), Decimal("2.5")]),
        "share": pa.array([0.5, float("nan")]),
        "flag": [True, None],
        "day": pa.array(["2020-02-29", None]),
        "moment": pa.array([dt.datetime(2020, 1, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=2))), None]),
        "list": pa.array([["1", "2"], None]),
        "map": pa.array([[("a", 1)], []], pa.map_(pa.string(), pa.int32())),
        "things": pa.array([[{"sku": "x"}, {"sku": "y", "n": 2}], []]),
        "kind": pa.array(["a", "b"]).dictionary_encode(),
        "object": pa.array([{"inner": "z"}, None]),
    }
    assert lake.last(lake.take_columns(columns)) == [
        {
            "text": "1",
            "int": 7,
            "long": 5,
            "double": 1.5,
            "share": 0.5,
            "flag": True,
            "day": "2020-02-29",
            "moment": "2020-01-01T00:00:00.000Z",
            "list": [1, 2],
            "map": {"a": 1.0},
            "things": [{"sku": "x"}, {"sku": "y", "n": 2}],
            "kind": "a",
            "object": {"inner": "z"},
        },
        {"int": -1, "double": 2.5, "map": {}, "things": [], "kind": "b"},
    ]
    naive = pa.array([DAY])
    assert lake.last(lake.take_columns({"moment": naive})) == [{"moment": "2020-01-01T00:00:00.000Z"}]
    assert lake.last(lake.take_columns({"moment": [1577836800000]})) == [{"moment": "2020-01-01T00:00:00.000Z"}]


@pytest.mark.parametrize(
    ("columns", "code", "said"),
    [
        ({"none": [1]}, "INGEST-1211-400", "column _luma.none is not in the schema"),
        ({"object": [{"none": 1}]}, "INGEST-1211-400", "column _luma.object.none is not in the schema"),
        ({"things": [[{"none": 1}]]}, "INGEST-1211-400", "column _luma.things[].none is not in the schema"),
        ({"flag": ["true"]}, "INGEST-1212-400", f"{MISFIT} _luma.flag is string"),
        ({"text": [True]}, "INGEST-1212-400", f"{MISFIT} _luma.text is bool"),
        ({"text": [b"x"]}, "INGEST-1212-400", f"{MISFIT} _luma.text is binary"),
        ({"object": ["x"]}, "INGEST-1212-400", f"{MISFIT} _luma.object is string"),
        ({"list": ["x"]}, "INGEST-1212-400", f"{MISFIT} _luma.list is string"),
        ({"text": [{"a": 1}]}, "INGEST-1212-400", f"{MISFIT} _luma.text is struct"),
        ({"day": [DAY]}, "INGEST-1212-400", f"{MISFIT} _luma.day is timestamp"),
        (
            {"moment": pa.array([1], pa.int32())},
            "INGEST-1212-400",
            f"{MISFIT} _luma.moment is int32",
        ),
    ],
)
def test_a_wrong_structure_fails_the_batch(lake: Fields, columns: dict[str, Any], code: str, said: str) -> None:
    """Whatever share of errors is allowed: the column is named."""
    doc = lake.take_columns(columns, partialIngestionPercent=100)
    assert (doc["status"], codes(doc)) == ("failed", [code])
    assert doc["errors"][0]["description"].startswith(said)


@pytest.mark.parametrize(
    ("columns", "code", "said", "rows"),
    [
        ({"int": ["1", "x", "2.0"]}, "INGEST-1212-400", "_luma.int: is no int, for example 'x'", ["2-3"]),
        ({"int": [1, 2, 2**31]}, "INGEST-1212-400", "_luma.int: is no int, for example '2147483648'", ["3"]),
        ({"moment": [0, 2**62, None]}, "INGEST-1212-400", "_luma.moment: is no date-time", ["2"]),
        ({"int": [1.0, 0.5, 2.0]}, "INGEST-1212-400", "_luma.int: is no int, for example '0.5'", ["2"]),
        ({"day": ["x", None, "2020-01-01"]}, "INGEST-1212-400", "_luma.day: is no date, for example 'x'", ["1"]),
        ({"moment": ["2020-01-01T00:00:00Z", "2020", None]}, "INGEST-1212-400", "_luma.moment: is no date-time", ["2"]),
        ({"list": [["1"], ["2", "x"], None]}, "INGEST-1212-400", "_luma.list[]: is no int", ["2"]),
        (
            {"map": pa.array([[], [("a", "x")], []], pa.map_(pa.string(), pa.string()))},
            "INGEST-1212-400",
            "_luma.map{}",
            ["2"],
        ),
        ({"kind": ["a", "c", None]}, "INGEST-1211-400", "_luma.kind: is none of the values", ["2"]),
        ({"like": ["x", "y", None]}, "INGEST-1211-400", "_luma.like: does not match ^x, for example 'y'", ["2"]),
        ({"share": [0, 2, None]}, "INGEST-1211-400", "_luma.share: is more than 1", ["2"]),
        (
            {"things": [[], [{"sku": None}], None]},
            "INGEST-1555-400",
            "_luma.things[].sku: is required and missing",
            ["2"],
        ),
    ],
)
def test_a_cell_that_cannot_be(lake: Fields, columns: dict[str, Any], code: str, said: str, rows: list[str]) -> None:
    """Its rows are found without failing on the first."""
    doc = lake.take_columns(columns)
    assert (doc["status"], codes(doc), doc["errors"][0]["rows"]) == ("failed", [code], rows)
    assert doc["errors"][0]["description"].startswith(said)
    good = lake.take_columns(columns, partialIngestionPercent=70)
    bad = doc["failedRecordCount"]
    assert (good["status"], good["recordCount"]) == ("success", 3 - bad)


@pytest.mark.parametrize("content", [b"PAR1", b"no parquet at all", b"PAR1" + bytes(100) + b"PAR1"])
def test_a_broken_parquet_file(lake: Fields, content: bytes) -> None:
    """1401, naming the file."""
    _, doc = lake.ingest(lake.dataset_id, content, "parquet")
    assert (doc["status"], codes(doc)) == ("failed", ["INGEST-1401-400"])
    assert doc["errors"][0]["description"].startswith("The file data is no readable Parquet file: ")


# -- CSV --------------------------------------------------------------------------------------------------------------
def test_csv_needs_a_header_that_names_fields(lake: Fields) -> None:
    """Dotted for what lies deeper; an empty cell is an absent value."""
    content = b'personID,_luma.int,_luma.flag,_luma.text\n1,7,TRUE,"a, ""b"""\n2,,,\n'
    _, doc = lake.ingest(lake.dataset_id, content, "csv")
    assert doc["status"] == "success"
    assert lake.rows(lake.dataset_id) == [
        {"personID": "1", "_luma": {"int": 7, "flag": True, "text": 'a, "b"'}},
        {"personID": "2"},
    ]
    _, doc = lake.ingest(lake.dataset_id, b"personID;_luma.int\n1;2\n", "csv", form={"delimiter": ";"})
    assert doc["status"] == "success"


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"1,2\n3,4\n", "118", "The file data has no header row"),
        (b"\n\n", "118", "The file data has no header row"),
        (b"personID,none\n1,2\n", "INGEST-1211-400", "column none is not in the schema"),
        (b"personID,_luma\n1,2\n", "INGEST-1211-400", "column _luma is an object; a CSV file is flat"),
        (b"personID,personID\n1,2\n", "INGEST-1211-400", "two columns have the same name"),
        (b"personID,_luma.int\n1,2,3\n", "INGEST-1401-400", "The file data is no readable CSV file"),
        (b"personID,_luma.int\n1,x\n", "INGEST-1212-400", "_luma.int: is no int, for example 'x' (file data, row 1)"),
        (b"personID,_luma.flag\n1,yes\n", "INGEST-1212-400", f"{MISFIT} _luma.flag is string"),
    ],
)
def test_csv_that_cannot_be(lake: Fields, content: bytes, code: str, said: str) -> None:
    """Error 118 is Adobe's for a missing header."""
    _, doc = lake.ingest(lake.dataset_id, content, "csv")
    assert (doc["status"], codes(doc)) == ("failed", [code])
    assert doc["errors"][0]["description"].startswith(said)


# -- partial ingestion ------------------------------------------------------------------------------------------------
def test_a_share_of_bad_rows_may_be_allowed(lake: Fields) -> None:
    """Up to the percentage the good ones go in; above it nothing does."""
    rows: list[dict[str, Any]] = [{"text": "a"}, {"text": None}, {"text": "b"}, {"int": "x"}]
    doc = lake.take(*rows, partialIngestionPercent=50)
    assert (doc["status"], doc["recordCount"], doc["failedRecordCount"]) == ("success", 2, 2)
    assert [(error["code"], error["rows"]) for error in doc["errors"]] == [
        ("INGEST-1212-400", ["2"]),
        ("INGEST-1212-400", ["4"]),
    ]
    assert lake.last(doc) == [{"text": "a"}, {"text": "b"}]
    doc = lake.take(*rows, partialIngestionPercent=49)
    assert (doc["status"], doc["recordCount"], len(lake.rows(lake.dataset_id))) == ("failed", 0, 2)


def test_refused_rows_are_kept_with_the_reasons(lake: Fields) -> None:
    """The rows under `failed`; with diagnostics the reasons and the files under `meta`."""
    doc = lake.take({"int": "x", "none": 1}, {"int": 1}, partialIngestionPercent=50, enableErrorDiagnostics=True)
    assert doc["tags"] == {"acp_enableErrorDiagnostics": ["true"], "acp_partialIngestionPercent": ["50"]}
    base = f"{EXPORT}/batches/{doc['id']}"
    (entry,) = lake.good("GET", f"{base}/failed")["data"]
    (row,) = lake.call("GET", entry["_links"]["self"]["href"]).text.splitlines()
    assert row == (
        '{"_luma": {"int": "x", "none": 1}, "_errors": ['
        '{"code": "INGEST-1212-400", "column": "_luma.int", "message": "is no int"}, '
        '{"code": "INGEST-1211-400", "column": "_luma.none", "message": "is not in the schema"}], '
        '"_filename": "data"}'
    )
    names = [entry["name"] for entry in lake.good("GET", f"{base}/meta")["data"]]
    assert names == ["input_files", "row_error_samples.json", "row_errors"]
    (entry,) = lake.good("GET", f"{base}/meta?path=row_errors")["data"]
    assert lake.call("GET", f"{base}/meta?path={entry['name']}").text.startswith('{"row": 1, "_errors": [')
    files = lake.good("GET", f"{base}/meta?path=input_files/part-00001.json")
    assert files == {"path": "data", "records": 2}
    for path in ("meta?path=none", "meta?path=../../../../identity.json", "failed?path=/etc/passwd"):
        assert lake.refusal("GET", f"{base}/{path}")[0] == 404
    quiet = lake.take({"int": "x"})
    assert lake.good("GET", f"{EXPORT}/batches/{quiet['id']}/meta")["data"] == []


def test_parquet_rows_are_kept_too(lake: Fields) -> None:
    """As they were sent."""
    doc = lake.take_columns({"int": ["x", "1"]})
    text = lake.call("GET", f"{EXPORT}/batches/{doc['id']}/failed?path=part-00001.json").text
    assert text.startswith('{"_luma": {"int": "x"}, "_errors": [{"code": "INGEST-1212-400", "column": "_luma.int"')
    assert len(text.splitlines()) == 1
