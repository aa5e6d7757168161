"""What happens to a batch after COMPLETE: its files are read, checked against the schema, and stored as Parquet."""

import io
import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import lake
from ..catalog.batch import dataset_of
from ..registry import resolve
from ..store import Doc
from ..world import World

log = logging.getLogger("aep_emulator")

WAITING = ("loaded", "staging", "staged", "retrying")
ERRORS_KEPT = 100


def staged(world: World, batch: str, dataset: str) -> Path:
    return world.folder / "staging" / batch / dataset


def process(world: World, sandbox: str, id: str) -> None:
    """To `success` or `failed`; a killed server does it again from the start, which does no harm."""
    world.stopping.wait(world.delays.ingestion)
    batch = world.store.get("batch", id, sandbox=sandbox)
    if not batch or batch["status"] not in WAITING:
        return
    started = world.clock.millis()
    _mark(world, sandbox, id, status="staging", started=started)
    try:
        taken = _Taken(world, sandbox, batch)
        taken.read()
        outcome = taken.outcome()
    except Exception as error:  # noqa: BLE001 a batch must end, whatever its files are
        outcome = {"status": "failed", "errors": [{"code": "INGEST-1500", "description": f"{error}"}], "metrics": {}}
        log.exception("ingestion of %s", id)
    done = _mark(world, sandbox, id, **outcome, completed=world.clock.millis())
    _tell_dataset(world, sandbox, done)
    shutil.rmtree(world.folder / "staging" / id, ignore_errors=True)
    if done["status"] == "success":
        world.batch_done(sandbox, world.store.get("dataset", dataset_of(done), sandbox=sandbox) or {}, done)


def _mark(world: World, sandbox: str, id: str, **changes: Any) -> Doc:
    def edit(doc: Doc) -> None:
        revision = int(doc["version"].rpartition(".")[2]) + 1
        doc.update(changes, version=f"1.0.{revision}", updated=world.clock.millis())

    return world.store.change("batch", id, edit, sandbox=sandbox)


def _tell_dataset(world: World, sandbox: str, batch: Doc) -> None:
    good = batch["status"] == "success"

    def edit(doc: Doc) -> None:
        revision = int(doc["version"].rpartition(".")[2]) + 1
        doc.update(lastBatchId=batch["id"], lastBatchStatus=batch["status"], version=f"1.0.{revision}")
        doc["lastSuccessfulBatch" if good else "lastFailedBatch"] = batch["id"]

    try:
        world.store.change("dataset", dataset_of(batch), edit, sandbox=sandbox)
    except KeyError:  # deleted meanwhile
        return


class _Taken:
    """One batch being read."""

    def __init__(self, world: World, sandbox: str, batch: Doc) -> None:
        self.world, self.sandbox, self.batch = world, sandbox, batch
        self.dataset = dataset_of(batch)
        schema = ((world.store.get("dataset", self.dataset, sandbox=sandbox) or {}).get("schemaRef") or {}).get(
            "id", ""
        )
        shape = resolve.full(world, sandbox, schema)
        self.properties, self.required = shape["properties"], shape["required"]
        self.target = lake.schema_of(world, sandbox, schema)
        self.errors: list[Doc] = []
        self.bad: list[Doc] = []
        self.rows = 0
        self.bytes = 0
        self.files = sorted(file for file in staged(world, batch["id"], self.dataset).glob("*") if file.is_file())
        self.tables: list[Any] = []

    def read(self) -> None:
        if not self.files:
            self._error("106", "The batch holds no files")
        for file in self.files:
            self.bytes += file.stat().st_size
            if file.stat().st_size == 0:
                self._error("106", f"The file {file.name} is empty")
                continue
            format = str(self.batch["inputFormat"].get("format", "parquet")).lower()
            {"parquet": self._parquet, "json": self._json, "csv": self._csv}[format](file)

    def _error(self, code: str, words: str, row: int | None = None) -> None:
        same = next((item for item in self.errors if (item["code"], item["description"]) == (code, words)), None)
        if same:
            same["rows"] += [] if row is None else [row]
        elif len(self.errors) < ERRORS_KEPT:
            self.errors.append({"code": code, "description": words, "rows": [] if row is None else [row]})

    def _columns(self, source: Any, name: str) -> None:
        from .columns import Unfit, table

        self.rows += len(source)
        try:
            self.tables.append(table(source, self.target, self.required))
        except Unfit as error:
            self._error(error.code, f"{name}: {error}")
            self.bad += [{"_filename": name, "_errors": [str(error)]}] * len(source)

    def _parquet(self, file: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            source = pq.read_table(file)
        except (OSError, pa.ArrowException) as error:
            self.rows += 1
            self.bad.append({"_filename": file.name, "_corrupt_record": file.name})
            self._error("INGEST-1401-400", f"{file.name} is no readable Parquet file: {str(error).splitlines()[0]}")
            return
        self._columns(source, file.name)

    def _csv(self, file: Path) -> None:
        import pyarrow as pa
        from pyarrow import csv

        head = file.open("rb").readline().decode("utf-8", "replace").strip()
        flat = set(self.target.names)
        names = [name.strip().strip('"') for name in head.split(",")]
        if not set(names) & flat:
            self.rows += 1
            self.bad.append({"_filename": file.name, "_corrupt_record": head})
            self._error("118", f"{file.name} has no header row that names fields of the schema")
            return
        texts = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True)
        try:
            source = csv.read_csv(file, convert_options=texts)
        except pa.ArrowException as error:
            self._error("INGEST-1401-400", f"{file.name} is no readable CSV: {str(error).splitlines()[0]}")
            return
        self._columns(source, file.name)

    def _json(self, file: Path) -> None:
        import pyarrow as pa

        from .rows import BadRow, reader

        read, good = reader(self.properties, self.required), []
        for number, (text, row) in enumerate(self._records(file)):
            self.rows += 1
            try:
                if isinstance(row, ValueError):
                    raise BadRow("INGEST-1401-400", f"{file.name}: a line that is not JSON: {row}")
                good.append(read(row))
            except BadRow as error:
                self._error(error.code, f"{error}", number)
                self.bad.append({"_filename": file.name, "_errors": [str(error)], "_corrupt_record": text})
        self.tables.append(pa.Table.from_pylist(good, schema=self.target))

    def _records(self, file: Path) -> Iterator[tuple[str, Any]]:
        content = file.read_text(encoding="utf-8", errors="replace")
        if self.batch["inputFormat"].get("isMultiLineJson"):
            try:
                found = json.loads(content)
            except ValueError as error:
                yield content[:200], error
                return
            yield from (("", row) for row in (found if isinstance(found, list) else [found]))
            return
        for line in io.StringIO(content):
            if line.strip():
                try:
                    yield line, json.loads(line)
                except ValueError as error:
                    yield line, error

    def outcome(self) -> Doc:
        import pyarrow as pa
        import pyarrow.parquet as pq

        accepted = sum(len(table) for table in self.tables)
        share = 100 * len(self.bad) / self.rows if self.rows else 100
        allowed = self.batch.get("partialIngestionPercent")
        failed = bool(self.errors) and (allowed is None or share > allowed)
        metrics = {
            "inputByteSize": self.bytes,
            "inputFileCount": len(self.files),
            "inputRecordCount": self.rows,
            "outputRecordCount": 0 if failed else accepted,
            "failedRecordCount": len(self.bad),
            "partitionCount": 0 if failed else 1,
        }
        place = lake.folder(self.world, self.sandbox, self.dataset, self.batch["id"])
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        if self.bad:
            (place / "failed.json").write_text("".join(json.dumps(row) + "\n" for row in self.bad[:10_000]))
        if not failed:
            draft = place / "part-00000.draft"
            pq.write_table(pa.concat_tables(self.tables), draft)
            draft.replace(place / "part-00000.parquet")
        status = "failed" if failed else "success"
        counts = {"recordCount": metrics["outputRecordCount"], "failedRecordCount": len(self.bad), "size": self.bytes}
        return {"status": status, "errors": self.errors, "metrics": metrics, **counts}
