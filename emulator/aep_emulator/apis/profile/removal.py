"""Removing data from Profile: a batch's, a dataset's, a person's. All other data of a profile stays."""

from ...platform.store import Doc
from ...platform.world import World
from . import batch_copies, profile_document, sample_status
from .identity import Identity
from .intake import ERASED, merge


def remove_batch(world: World, sandbox: str, batch: str) -> int:
    """Returns the number of rows removed."""
    taken = world.store.get(batch_copies.BATCH, batch, sandbox=sandbox)
    return _remove(world, sandbox, [taken]) if taken else 0


def remove_dataset(world: World, sandbox: str, dataset: str) -> int:
    return _remove(
        world, sandbox, [each for each in batch_copies.batches(world, sandbox) if each["dataset"] == dataset]
    )


def _remove(world: World, sandbox: str, gone: list[Doc]) -> int:
    with world.store.transaction():
        docs = world.store.keyed(profile_document.KIND, sandbox=sandbox)
        datasets = {each["dataset"] for each in gone if each["kind"] == "record"}
        people = {xid: Identity(doc["namespace"], doc["id"]) for xid, doc in docs.items()}
        for each in gone:
            world.store.delete(batch_copies.BATCH, each["id"], sandbox=sandbox)
            for doc in docs.values():
                doc["events"].pop(each["id"], None)
        for doc in docs.values():
            for dataset in datasets:
                doc["fragments"].pop(dataset, None)
        for each in batch_copies.batches(world, sandbox):
            if each["dataset"] in datasets:
                _merge_again(world, sandbox, docs, each, people)
        profile_document.save(world, sandbox, docs)
        sample_status.refresh(world, sandbox)
    for each in gone:
        batch_copies.file(world, sandbox, each["id"]).unlink(missing_ok=True)
    return sum(each["rows"] for each in gone)


def _merge_again(world: World, sandbox: str, docs: dict[str, Doc], batch: Doc, people: dict[str, Identity]) -> None:
    """Merge the records of a remaining batch again, from its copy, where its dataset has lost another batch."""
    forgotten = world.store.keyed(ERASED, sandbox=sandbox)
    rows = []
    for row in batch_copies.rows(world, sandbox, batch["id"]):
        xid = row.pop(batch_copies.XID)
        if xid in people and forgotten.get(xid, {"at": -1})["at"] < batch["at"]:
            rows.append((xid, row))
    merge(docs, batch, rows, people)


def erase(world: World, sandbox: str, xid: str) -> bool:
    """Everything that is known of a person; data that arrives later counts again."""
    with world.store.transaction():
        found = world.store.delete(profile_document.KIND, xid, sandbox=sandbox)
        if found:
            world.store.put(ERASED, xid, {"at": world.clock.millis()}, sandbox=sandbox)
            sample_status.refresh(world, sandbox)
        return found
