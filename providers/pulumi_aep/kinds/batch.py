"""Batch: data files put into a dataset. Their content decides whether they are sent again."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..apis import catalog, export
from ..apis.catalog import CatalogKind
from ..core.adoptable import NameOf
from ..core.api import Api
from ..core.field import UNKNOWN, Change, Prop, Ref, derived, output, prop, ref, unknown
from ..core.live import Fields, Live
from ..core.ownership import RESERVED, InTagLists, OwnerMark
from ..core.problem import InvalidDeclaration, Problem
from ..core.values import Percent, Tags
from ..errors import Failed
from ..payload import data_file
from ..payload.project_path import project_path
from .dataset import Dataset

IMPORT = "/data/foundation/import/batches"
REVERTED = {"deleted", "inactive"}
FAILED = {"failed", "failure", "aborted", "abandoned", "inactive", "deleted"}
WHOLE = 256_000_000  # bytes that one PUT may carry; larger files go in parts
PART = 64_000_000
CONTENT = f"{RESERVED}/content"


class Batch(CatalogKind):
    """Data put into a dataset (API: batch). Changed content is sent as a new batch; then the old one is reverted.

    Nothing trains or scores in between.
    """

    dataset: Ref[Dataset] = ref(Change.RECREATE, "Where it goes.", moves="is sent again, into the new dataset")
    source: Prop[str] = prop(
        Change.METADATA,
        "File or folder: Parquet, JSON (lines or array), CSV. Relative to the project folder.",
        local=True,
    )
    max_errors_percent: Prop[Percent] = prop(
        Change.METADATA,
        "Share of refused rows, 0 to 100, up to which the batch is accepted without them.",
        default=0,
        local=True,
    )
    error_diagnostics: Prop[bool] = prop(
        Change.METADATA, "Keep details of rows that were refused.", default=True, local=True
    )
    tags: Prop[Tags] = prop(Change.METADATA, "Labels.", default={}, local=True)
    content: Prop[str] = derived(Change.RECREATE, "Hash of the files.")
    rows: Prop[int] = output("Rows that the Platform took.")
    status: Prop[str] = output("`success` once the data is there.")

    collection = "batches"
    name_field = "source"
    part_of = "dataset"
    mark_stays = True
    exclusive = False
    adoptable = False  # the files that it came from are not on the Platform
    restored_by = "source"
    holds_rows = True
    when_moved = "sends {names} again"

    @classmethod
    def derive(cls, fields: Fields) -> Fields:
        if unknown(fields["source"]):
            return {"content": UNKNOWN}
        place = project_path(fields["source"])
        try:
            found = data_file.find_data_files(place)
            return {"content": data_file.files_digest(found.files, place)}
        except data_file.InvalidData as error:
            raise InvalidDeclaration(Problem("source", str(error))) from None
        except OSError as error:
            raise InvalidDeclaration(Problem("source", f"{place} cannot be read: {error.strerror}")) from None

    @classmethod
    def list_all(cls, api: Api) -> list[Live]:
        """Batches with an owner mark: a sandbox may hold any number of others."""
        found = catalog.listing(api, "batches", tags=f"{RESERVED}:*")
        return [live for live in found if live.doc.get("status") not in REVERTED and cls.owner(live)]

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        """Batches with a mark that are unfinished or successful, whatever they contain; not failed or reverted ones."""
        return [live for live in cls.listed(api) if live.doc.get("status") not in FAILED]

    @classmethod
    def is_failed_attempt(cls, live: Live) -> bool:
        return live.doc.get("status") in FAILED

    @classmethod
    def create(cls, api: Api, fields: Fields, mark: OwnerMark) -> Live:
        found = data_file.find_data_files(project_path(fields["source"]))
        own = {key: [value] for key, value in fields["tags"].items()}
        body: dict[str, Any] = {
            "datasetId": fields["dataset"],
            "inputFormat": {"format": found.format},
            "enableErrorDiagnostics": fields["error_diagnostics"],
            "tags": {**own, RESERVED: [mark.owner], CONTENT: [fields["content"]]},
        }
        if found.format == "json":
            body["inputFormat"]["isMultiLineJson"] = found.multi_line
        if fields["max_errors_percent"]:
            body["partialIngestionPercent"] = int(fields["max_errors_percent"])
        doc = api.send("POST", IMPORT, body=body).json()
        return Live(doc["id"], doc)

    @classmethod
    def finish(cls, api: Api, live: Live, fields: Fields, mark: OwnerMark) -> Live:
        if live.doc.get("status") == "loading":
            cls._upload(api, live.id, fields)
        pause = 0.05
        while live.doc.get("status") not in catalog.ARRIVED:
            if live.doc.get("status") in FAILED:
                raise Failed(_why(live.doc))
            api.progress(f"batch {live.id}: {live.doc.get('status')}")
            api.wait(pause)
            pause = min(pause * 1.5, 10.0)
            live = cls.fetch(api, live.id, fields) or Live(live.id, {"status": "deleted"})
        return live

    @classmethod
    def _upload(cls, api: Api, id: str, fields: Fields) -> None:
        found = data_file.find_data_files(project_path(fields["source"]))
        for number, file in enumerate(found.files, start=1):
            name = f"{number:04d}-{quote(file.name, safe='')}"
            api.progress(f"sending {file.name} ({file.stat().st_size / 1e6:.1f} MB, {number} of {len(found.files)})")
            _send(api, f"{IMPORT}/{id}/datasets/{fields['dataset']}/files/{name}", file)
        api.send("POST", f"{IMPORT}/{id}", params={"action": "COMPLETE"})

    @classmethod
    def fetch(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        live = super().fetch(api, id, recorded)
        return live if live and live.doc.get("status") not in REVERTED else None

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], mark: OwnerMark) -> Live:
        return live  # where the files lie, and under which terms they were taken, is known only to us

    @classmethod
    def delete(cls, api: Api, id: str, recorded: Fields) -> None:
        live = cls.fetch(api, id, recorded)
        if live and live.doc.get("status") in catalog.ARRIVED:
            api.send("POST", f"{IMPORT}/{id}", params={"action": "REVERT"})
        elif live and live.doc.get("status") not in FAILED:
            api.send("POST", f"{IMPORT}/{id}", params={"action": "ABORT"})

    @classmethod
    def rows_in(cls, api: Api, dataset: str) -> list[Live]:
        found = catalog.listing(api, "batches", dataSet=dataset)
        return [live for live in found if live.doc.get("status") in catalog.ARRIVED]

    @classmethod
    def row_count(cls, live: Live) -> int:
        return catalog.rows(live.doc)

    @classmethod
    def forecast(cls, recorded: Fields) -> str:
        rows = recorded.get("rows")
        return f"its {rows:,.0f} rows of before go before anything reads the new ones" if rows else ""

    @classmethod
    def archive(cls, api: Api, live: Live, folder: Path) -> list[str]:
        return export.download(api, live.id, folder) if live.doc.get("status") in catalog.ARRIVED else []

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        related = [item["id"] for item in live.doc.get("relatedObjects", []) if item.get("type") == "dataSet"]
        return {"dataset": related[0]} if related else {}

    @classmethod
    def label(cls, fields: Fields, title_of: NameOf) -> str:
        return title_of("dataset")

    @classmethod
    def live_locals(cls, api: Api, live: Live, fields: Fields) -> Fields:
        """The digest and the labels that the batch was sent with; the program may declare others by now."""
        labels = {"tags": InTagLists().read(live.doc)} if fields.get("tags") else {}
        return {"content": next(iter(live.doc.get("tags", {}).get(CONTENT, [])), None), **labels}

    @classmethod
    def outputs(cls, api: Api, live: Live) -> Fields:
        metrics = live.doc.get("metrics") or {}
        rows = metrics.get("outputRecordCount", metrics.get("recordsWritten", live.doc.get("recordCount", 0)))
        return {"rows": int(rows or 0), "status": live.doc.get("status", "")}


def _send(api: Api, path: str, file: Path) -> None:
    size, octets = file.stat().st_size, "application/octet-stream"
    if size <= WHOLE:
        api.send("PUT", path, content=file.read_bytes(), media_type=octets)
        return
    api.send("POST", path, params={"action": "INITIALIZE"})
    with file.open("rb") as handle:
        for start in range(0, size, PART):
            part = handle.read(PART)
            place = {"Content-Range": f"bytes {start}-{start + len(part) - 1}/{size}"}
            api.send("PATCH", path, content=part, media_type=octets, headers=place)
    api.send("POST", path, params={"action": "COMPLETE"})


def _why(doc: dict[str, Any]) -> str:
    errors = doc.get("errors") or [{"description": (doc.get("metrics") or {}).get("failureReason", "no reason given")}]
    first = errors[0]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    code = f"{first['code']} " if first.get("code") else ""
    words = first.get("description", "")
    return f"the Platform refused the data: {code}{words}{more}; mend source and run pulumi up again"
