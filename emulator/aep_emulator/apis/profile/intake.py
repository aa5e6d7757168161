"""Taking batches into Profile: records become profile fragments, ExperienceEvents are counted and copied.

Only if the dataset is enabled at that moment and its schema is in the union. A record is as new as its batch's
arrival.
"""

from collections import Counter

from ...platform import lake
from ...platform.store import Doc
from ...platform.world import World
from .. import catalog
from ..schema_registry import identity as membership
from ..schema_registry import resolve
from ..ups import EVENT_CLASS, PROFILE_CLASS
from . import batch_copies, profile_document, sample_status
from .identity import Identity, of_rows
from .json_values import merged, plain

ERASED = "profileForgotten"  # XID → {at}: data older than that must not return
_KINDS = {PROFILE_CLASS: "record", EVENT_CLASS: "event"}


def take_in(world: World, sandbox: str, dataset: Doc, batch: Doc) -> None:
    """Called when a batch succeeds, after a kill perhaps twice, which does no harm."""
    schema = (dataset.get("schemaRef") or {}).get("id", "")
    if not catalog.profile_enabled(dataset) or not membership.in_union(world, sandbox, schema):
        return
    kind = _KINDS.get(resolve.class_of(world, sandbox, schema))
    if kind is None or world.store.get(batch_copies.BATCH, batch["id"], sandbox=sandbox):
        return
    table = lake.read(world, sandbox, dataset["id"], batch["id"])
    if table is None:  # the dataset was deleted meanwhile
        return
    identities = of_rows(world, sandbox, schema, table)
    at = world.clock.millis()
    taken = {"id": batch["id"], "dataset": dataset["id"], "at": at, "kind": kind, "rows": table.num_rows}
    batch_copies.write(world, sandbox, taken, table, [each.xid if each else None for each in identities])
    with world.store.transaction():
        if (world.store.get("batch", batch["id"], sandbox=sandbox) or {}).get("status") not in lake.IN:
            return  # reverted meanwhile
        world.store.put(batch_copies.BATCH, batch["id"], taken, sandbox=sandbox)
        if kind == "event":
            _count(world, sandbox, taken, identities)
        else:
            rows = table.to_pylist(maps_as_pydicts="lossy")
            known = {each.xid: each for each in identities if each}
            docs = profile_document.load(world, sandbox, set(known))
            merge(docs, taken, [(each.xid, row) for each, row in zip(identities, rows, strict=True) if each], known)
            profile_document.save(world, sandbox, docs)
        sample_status.refresh(world, sandbox)


def _count(world: World, sandbox: str, batch: Doc, identities: list[Identity | None]) -> None:
    counts = Counter(each for each in identities if each)
    docs = profile_document.load(world, sandbox, {each.xid for each in counts})
    for identity, number in counts.items():
        doc = docs.setdefault(identity.xid, profile_document.empty(identity))
        doc["events"][batch["id"]] = number
        doc["modified"] = batch["at"]
    profile_document.save(world, sandbox, docs)


def merge(docs: dict[str, Doc], batch: Doc, rows: list[tuple[str, Doc]], identities: dict[str, Identity]) -> None:
    """Merge records into their profiles' fragments for that dataset: fields present replace older values."""
    for xid, row in rows:
        if xid not in docs:
            docs[xid] = profile_document.empty(identities[xid])
        old = docs[xid]["fragments"].get(batch["dataset"], {}).get("data", {})
        data = merged(old, plain(row) or {})
        docs[xid]["fragments"][batch["dataset"]] = {"at": batch["at"], "batch": batch["id"], "data": data}
        docs[xid]["modified"] = batch["at"]
