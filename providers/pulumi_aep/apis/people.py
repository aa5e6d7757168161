"""People, as far as they can be listed: primary identities in Profile-enabled datasets, and their profiles."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from ..core.api import Api
from ..core.live import Doc
from ..errors import AepError
from . import catalog, export, schema_registry, ups
from .lookup import find_by_name_or_id

TOGETHER = 50  # identities the Platform takes in one look-up
Identity = dict[str, str]  # {"id", "namespace"}


def identities(api: Api, dataset: str | None) -> Iterator[Identity]:
    """Each once, of that dataset or of all Profile-enabled ones with records."""
    seen: set[str] = set()
    for doc, descriptor in _sources(api, dataset):
        path = descriptor["xdm:sourceProperty"].strip("/").split("/")
        for id in _values(api, doc["id"], path):
            if id not in seen:
                seen.add(id)
                yield {"id": id, "namespace": str(descriptor["xdm:namespace"])}


def _sources(api: Api, dataset: str | None) -> list[tuple[Doc, Doc]]:
    """(dataset, its schema's primary identity). Event datasets repeat people, so they are read only on request."""
    listed = [{**live.doc, "id": live.id} for live in catalog.listing(api, "dataSets")]
    chosen = (
        [find_by_name_or_id(listed, dataset, what="dataset")]
        if dataset
        else [doc for doc in listed if catalog.in_profile(doc)]
    )
    primary = {
        item["xdm:sourceSchema"]: item for item in schema_registry.all_identities(api) if item.get("xdm:isPrimary")
    }
    found = [(doc, primary[schema]) for doc in chosen if (schema := doc.get("schemaRef", {}).get("id")) in primary]
    if dataset and not found:
        raise AepError(f'the schema of the dataset "{dataset}" has no primary identity; give another dataset')
    return found if dataset else [(doc, of) for doc, of in found if _of_records(api, of["xdm:sourceSchema"])]


def _of_records(api: Api, schema: str) -> bool:
    doc = schema_registry.one(api, "schemas", schema)
    return bool(doc.get("meta:class") != schema_registry.class_id("experienceevent"))


def _values(api: Api, dataset: str, path: list[str]) -> Iterator[str]:
    """The value at that path in every row, newest batch first."""
    for batch in _batches(api, dataset):
        for file in export.batch_files(api, batch):
            for part in export.parts(api, file["dataSetFileId"]):
                yield from _column(export.content(api, file["dataSetFileId"], part["name"]), path)


def _batches(api: Api, dataset: str) -> list[str]:
    found = catalog.listing(api, "batches", dataSet=dataset, orderBy="desc:created")
    return [live.id for live in found if live.doc.get("status") in ("success", "active")]


def _column(content: bytes, path: list[str]) -> Iterator[str]:
    from io import BytesIO

    from pyarrow import parquet

    file = parquet.ParquetFile(BytesIO(content))
    if path[0] not in file.schema_arrow.names:
        return
    for rows in file.iter_batches(columns=[".".join(path)]):
        found = (_at(value, path[1:]) for value in rows.column(path[0]).to_pylist())
        yield from (str(value) for value in found if value is not None)


def _at(value: Any, path: list[str]) -> Any:
    if not path or not isinstance(value, dict):
        return None if path else value
    return _at(value.get(path[0]), path[1:])


def profiles(api: Api, found: Iterable[Identity]) -> Iterator[tuple[Identity, Doc]]:
    """Each identity with its profile, as far as there is one."""
    rest = iter(found)
    while some := list(islice(rest, TOGETHER)):
        asked = [{"entityId": one["id"], "entityIdNS": {"code": one["namespace"]}} for one in some]
        body = {"schema": {"name": ups.PROFILE}, "identities": asked}
        answer = api.send("POST", f"{ups.ROOT}/access/entities", body=body).json()
        yield from _matched(some, answer.values() if isinstance(answer, dict) else answer)


def _matched(some: list[Identity], docs: Iterable[Any]) -> Iterator[tuple[Identity, Doc]]:
    """Profiles are keyed by XID; their identities tell whose they are. Unknown identities give empty entities."""
    known = {one["id"]: one for one in some}
    for doc in docs:
        if not isinstance(doc, dict) or not doc.get("entity"):
            continue
        asked = doc.get("requestedIdentity", {}).get("entityId")
        ids = [asked, *_ids(doc["entity"])]
        mine = next((known[id] for id in ids if id in known), None)
        if mine:
            yield mine, doc["entity"]


def _ids(entity: Doc) -> list[str]:
    mapped = [item["id"] for items in (entity.get("identityMap") or {}).values() for item in items]
    return mapped + [item["id"] for item in entity.get("identities") or []]
