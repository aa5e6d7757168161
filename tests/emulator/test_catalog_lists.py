"""Catalog: lists of datasets, batches and files: paging, projection, order, filters."""

import pytest

from tests.support.platform.lake import CATALOG, Lake, lines
from tests.support.platform.server import Platform


class Sets(Lake):
    def names(self, query: str) -> list[str]:
        return [row["name"] for row in self.good("GET", f"{CATALOG}/dataSets?{query}").values()]


@pytest.fixture(scope="module")
def sets(platform: Platform) -> Sets:
    """Three datasets; the second holds two batches, one of them failed."""
    lake = Sets(platform, platform.fresh_sandbox())
    schema = lake.schema("Listed")
    lake.dataset("Alpha", schema, tags={"team": ["web", "app"], "a:b": ["c"]}, description="first")
    second = lake.dataset("Beta * star", schema, tags={"team": ["shop"]}, enableErrorDiagnostics=True)
    lake.dataset("Gamma", schema)
    lake.ingest(second, lines({"personID": "1"}), externalId="good")
    lake.ingest(second, lines({"none": "1"}), externalId="bad", tags={"run": ["7"]})
    return lake


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Alpha", "Beta * star", "Gamma"]),
        ("limit=2", ["Alpha", "Beta * star"]),
        ("limit=2&start=2", ["Gamma"]),
        ("start=9", []),
        ("orderBy=desc:name", ["Gamma", "Beta * star", "Alpha"]),
        ("orderBy=asc:description,desc:name", ["Alpha", "Gamma", "Beta * star"]),
        ("name=Alpha", ["Alpha"]),
        ("name=Alpha,Gamma", ["Alpha", "Gamma"]),
        ("name=!Alpha", ["Beta * star", "Gamma"]),
        ("name=*a", ["Alpha", "Gamma"]),
        ("name=Beta ** s*", ["Beta * star"]),
        ("name=alpha", []),
        ("enableErrorDiagnostics=true", ["Beta * star"]),
        ("property=name==Gamma", ["Gamma"]),
        ("property=name!=Gamma", ["Alpha", "Beta * star"]),
        ("property=name~^(A|G)", ["Alpha", "Gamma"]),
        ("property=name>Beta", ["Beta * star", "Gamma"]),
        ("property=description", ["Alpha"]),
        ("property=!description", ["Beta * star", "Gamma"]),
        ("property=tags.team==app", ["Alpha"]),
        ("property=created>0&property=name<B", ["Alpha"]),
        ("tags=team:web", ["Alpha"]),
        ("tags=team:*", ["Alpha", "Beta * star"]),
        ("tags=team:web,a:b:c", ["Alpha"]),
        ("tags=team:none", []),
        ("createdAfter=1", ["Alpha", "Beta * star", "Gamma"]),
        ("createdBefore=1", []),
        ("lastBatchStatus=failed", ["Beta * star"]),
    ],
)
def test_datasets_are_found_by(sets: Sets, query: str, names: list[str]) -> None:
    """Every list parameter there is."""
    assert sets.names(query) == names


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "start=-1", "orderBy=up:name", "property=name~(", "createdAfter=today"]
)
def test_parameters_that_cannot_be(sets: Sets, query: str) -> None:
    """400."""
    assert sets.refusal("GET", f"{CATALOG}/dataSets?{query}")[0] == 400


def test_properties_choose_what_is_shown(sets: Sets) -> None:
    """An object that has none of them is empty."""
    found = list(sets.good("GET", f"{CATALOG}/dataSets?properties=description").values())
    assert found == [{"description": "first"}, {}, {}]


def test_batches_are_found_by_their_own_filters(sets: Sets) -> None:
    """Dataset, status, external id, tags."""
    dataset = next(iter(sets.good("GET", f"{CATALOG}/dataSets?tags=team:shop")))

    def found(query: str) -> list[str]:
        return [row["externalId"] for row in sets.good("GET", f"{CATALOG}/batches?{query}").values()]

    assert found(f"dataSet={dataset}") == ["good", "bad"]
    assert found(f"dataSet={dataset}&orderBy=desc:created") == ["bad", "good"]
    assert found("status=success") == ["good"]
    assert found("status=success,failed") == ["good", "bad"]
    assert found("externalId=bad") == ["bad"]
    assert found("tags=run:7") == found("tags=run:*") == found("tags=run:7,run:*") == ["bad"]
    assert found("tags=run:7,walk:*") == []
    assert found("property=failedRecordCount>0") == ["bad"]
    assert found("dataSet=none") == []
    assert sets.refusal("GET", f"{CATALOG}/batches/none")[0] == 404


def test_the_last_batches_of_datasets(sets: Sets) -> None:
    """The dataset itself tells the same, under other names."""
    dataset, doc = next(iter(sets.good("GET", f"{CATALOG}/dataSets?tags=team:shop").items()))
    good, bad = list(sets.good("GET", f"{CATALOG}/batches"))
    assert (doc["lastBatchId"], doc["lastBatchStatus"]) == (bad, "failed")
    assert (doc["lastSuccessfulBatch"], doc["lastFailedBatch"]) == (good, bad)
    found = sets.good("GET", f"{CATALOG}/lastBatches?dataSetId={dataset}")
    assert {key: found[dataset][key] for key in found[dataset] if key.startswith("last")} == {
        "lastBatchId": bad,
        "lastBatchStatus": "failed",
        "lastSuccessfulBatchId": good,
        "lastFailedBatchId": bad,
    }
    assert list(sets.good("GET", f"{CATALOG}/lastBatches")) == [dataset]


def test_files_of_datasets_and_batches(sets: Sets) -> None:
    """`{batch}-{n}`; a batch that failed has none."""
    dataset, doc = next(iter(sets.good("GET", f"{CATALOG}/dataSets?tags=team:shop").items()))
    good, bad = list(sets.good("GET", f"{CATALOG}/batches"))
    found = sets.good("GET", f"{CATALOG}/dataSetFiles?dataSetId={dataset}")
    assert list(found) == [f"{good}-1"]
    assert (found[f"{good}-1"]["batchId"], found[f"{good}-1"]["dataSetViewId"]) == (good, doc["viewId"])
    assert sets.good("GET", f"{CATALOG}/dataSetFiles?batchId={bad}") == {}
    assert list(sets.good("GET", f"{CATALOG}/dataSets/{dataset}/views/{doc['viewId']}/files")) == [f"{good}-1"]
