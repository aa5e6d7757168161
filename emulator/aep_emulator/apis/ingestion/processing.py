"""Processing a completed batch: its files are read, checked against the schema and stored as Parquet."""

import logging
import shutil
import threading
from typing import Any

from ...platform import lake
from ...platform.atomic_file import draft_of
from ...platform.choices.storage import ERRORS_KEPT
from ...platform.store import Doc
from ...platform.world import World
from ..schema_registry import columns, resolve
from . import batch as batches
from . import diagnostics, input_file, staged_file
from .findings import UnusableFile

log = logging.getLogger("aep_emulator")

PENDING = ("loaded", "staging", "staged", "retrying")
UNANNOUNCED = "unfedBatch"  # documents of successful batches that listeners haven't been told of
_TURN = threading.Lock()  # one batch at a time, so that rows are in the order of completion


def process(world: World, sandbox: str, id: str) -> None:
    """Until `success` or `failed`. After a kill it is done again from the start, which does no harm."""
    world.stopping.wait(world.delays.ingestion)
    with _TURN:
        batch = _update_pending(world, sandbox, id, status="staging", started=world.clock.millis())
        if batch is None:
            return
        remove_rows(world, sandbox, batch)
        diagnostics.clear(world, sandbox, id)
        outcome = _outcome(world, sandbox, batch)
        done = _finish(world, sandbox, id, outcome)
        if not done:
            remove_rows(world, sandbox, batch)
    staged_file.remove(world, sandbox, id)
    if done:
        announce(world, sandbox, id)


def _outcome(world: World, sandbox: str, batch: Doc) -> Doc:
    try:
        return _Ingestion(world, sandbox, batch).outcome()
    except Exception:
        if world.stopping.is_set():
            raise
        log.exception("ingestion of batch %s", batch["id"])
        sentence = "The batch could not be processed; the emulator's log tells more"
        return {"status": "failed", "errors": [{"code": "500", "description": sentence, "rows": []}]}


def announce(world: World, sandbox: str, id: str) -> None:
    """Tell the listeners of a successful batch: after a kill perhaps twice, but never not at all.

    They get the dataset as it was at that moment, which decides whether Profile takes the batch.
    """
    note = world.store.get(UNANNOUNCED, id, sandbox=sandbox)
    doc = world.store.get("batch", id, sandbox=sandbox)
    there = world.store.get("dataset", lake.dataset_of(doc or {}), sandbox=sandbox)
    if note and doc and there and doc["status"] in lake.IN:
        world.announce_batch(sandbox, note.get("dataset", there), doc)
    world.store.delete(UNANNOUNCED, id, sandbox=sandbox)


def remove_rows(world: World, sandbox: str, batch: Doc) -> None:
    shutil.rmtree(lake.folder(world, sandbox, lake.dataset_of(batch), batch["id"]), ignore_errors=True)
    world.announce_revert(sandbox, batch["id"])


def _update_pending(world: World, sandbox: str, id: str, **changes: Any) -> Doc | None:
    """None if the batch is gone or no longer waits for processing."""
    with world.store.transaction():
        doc = world.store.get("batch", id, sandbox=sandbox)
        if doc is None or doc["status"] not in PENDING:
            return None
        return batches.save(world, sandbox, doc, **changes)


def _finish(world: World, sandbox: str, id: str, outcome: Doc) -> bool:
    """Update batch and dataset together; tells whether the batch succeeded."""
    with world.store.transaction():
        doc = _update_pending(world, sandbox, id, **outcome, completed=world.clock.millis())
        if doc is None:
            return False
        good = bool(doc["status"] == "success")
        dataset = world.store.get("dataset", lake.dataset_of(doc), sandbox=sandbox)
        if dataset is None:
            batches.save(world, sandbox, doc, status="failed")
            return False
        revision = int(dataset["version"].rpartition(".")[2]) + 1
        dataset.update(
            {
                "lastBatchId": id,
                "lastBatchStatus": doc["status"],
                "lastSuccessfulBatch" if good else "lastFailedBatch": id,
                "version": f"1.0.{revision}",
                "updated": doc["completed"],
            }
        )
        world.store.put("dataset", dataset["id"], dataset, sandbox=sandbox)
        if good:
            _replace_predecessors(world, sandbox, doc)
            world.store.put(UNANNOUNCED, id, {"batch": id, "dataset": dataset}, sandbox=sandbox)
        return good


def _replace_predecessors(world: World, sandbox: str, doc: Doc) -> None:
    """A replay replaces its predecessors."""
    replay = doc.get("replay") or {}
    for other in world.store.all("batch", sandbox=sandbox):
        named = other["id"] in replay.get("predecessors", ()) or other["externalId"] in replay.get(
            "predecessorsByExternalId", ()
        )
        if named and other["status"] in lake.IN:
            batches.save(world, sandbox, other, status="inactive")
            remove_rows(world, sandbox, other)


class _Ingestion:
    """The ingestion of one batch's files."""

    def __init__(self, world: World, sandbox: str, batch: Doc) -> None:
        self.world, self.sandbox, self.batch = world, sandbox, batch
        self.dataset = lake.dataset_of(batch)
        found = world.store.get("dataset", self.dataset, sandbox=sandbox) or {}
        self.schema = resolve.full(world, sandbox, (found.get("schemaRef") or {}).get("id", ""))
        self.files = staged_file.all_of(world, sandbox, batch["id"])
        self.errors: list[Doc] = []
        self.unusable = False
        self.read = self.refused = 0
        self.times: list[int] = []

    def outcome(self) -> Doc:
        for number, one in enumerate(self.files, start=1):
            self._ingest(number, one["name"])
        allowed = self.batch["_partial"]
        over = self.refused and (allowed is None or 100 * self.refused / self.read > allowed)
        failed = bool(self.unusable or over)
        if failed:
            remove_rows(self.world, self.sandbox, self.batch)
        written = 0 if failed else self.read - self.refused
        return {
            "status": "failed" if failed else "success",
            "errors": self.errors[:ERRORS_KEPT],
            "metrics": self._metrics(written, failed=failed),
            "recordCount": written,
            "failedRecordCount": self.refused,
            "size": sum(one["size"] for one in self.files),
            **({"availableDates": {"startDate": min(self.times), "endDate": max(self.times)}} if self.times else {}),
        }

    def _metrics(self, written: int, *, failed: bool) -> Doc:
        place = lake.folder(self.world, self.sandbox, self.dataset, self.batch["id"])
        files = list(place.glob("*.parquet"))
        now = self.world.clock.millis()
        return {
            "inputByteSize": sum(one["size"] for one in self.files),
            "inputFileCount": len(self.files),
            "inputRecordCount": self.read,
            "outputByteSize": sum(one.stat().st_size for one in files),
            "outputFileCount": len(files),
            "outputRecordCount": written,
            "failedRecordCount": self.refused,
            "partitionCount": len(files),
            "recordsRead": self.read,
            "recordsWritten": written,
            "recordsFailed": self.refused,
            "startTime": self.batch["started"],
            "endTime": now,
            **({"failureReason": self.errors[0]["description"]} if failed and self.errors else {}),
        }

    def _ingest(self, number: int, name: str) -> None:
        place = staged_file.path_of(self.world, self.sandbox, self.batch["id"], name)
        try:
            checked = input_file.read(
                place, name, self.batch["inputFormat"], self.schema, columns.schema_of(self.schema)
            )
        except UnusableFile as error:
            self.unusable = True
            self.errors.append({"code": error.code, "description": error.description, "rows": []})
            return
        self.read += checked.records
        self.refused += len(checked.findings.bad_rows())
        self.errors += checked.findings.errors(name)
        diagnostics.store(self.world, self.sandbox, self.batch, number, name, checked)
        self._store(number, checked)

    def _store(self, number: int, checked: input_file.Checked) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        place = self.world.subfolder("lake", self.sandbox, self.dataset, self.batch["id"])
        with draft_of(place / f"part-{number:05d}.parquet") as draft:
            pq.write_table(checked.good, draft, compression="snappy")
        if "timestamp" in checked.good.column_names and pa.types.is_timestamp(checked.good["timestamp"].type):
            found = pc.min_max(checked.good["timestamp"]).as_py()
            self.times += [int(moment.timestamp()) for moment in found.values() if moment]
