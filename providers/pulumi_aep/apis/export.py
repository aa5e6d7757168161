"""Data access: the files that batches hold, which are Parquet whatever was sent.

Source: `data-access.yaml`, page `data-access/api`.
"""

from pathlib import Path
from urllib.parse import quote

from ..core.api import Api
from ..core.live import Doc
from .paging import pages

ROOT = "/data/foundation/export"
PAGE = 100
PART = 64_000_000  # bytes asked for at once


def download(api: Api, batch: str, folder: Path) -> list[str]:
    """All files of a batch into the folder; their names there."""
    names: list[str] = []
    for place in batch_files(api, batch):
        path = f"{ROOT}/files/{place['dataSetFileId']}"
        for file in parts(api, place["dataSetFileId"]):
            names.append(f"{batch}-{len(names) + 1}{Path(file['name']).suffix or '.parquet'}")
            _fetch(api, path, file, folder / names[-1])
    return names


def batch_files(api: Api, batch: str) -> list[Doc]:
    """The files of a batch, each with the `dataSetFileId` under which its parts are read."""
    return _listed(api, f"batches/{quote(batch)}/files")


def parts(api: Api, file: str) -> list[Doc]:
    """What a file's id holds: `name` and `length` of each part."""
    return _listed(api, f"files/{file}")


def content(api: Api, file: str, part: str) -> bytes:
    return api.get(f"{ROOT}/files/{file}", params={"path": part}).content


def preview(api: Api, dataset: str) -> list[Doc]:
    """The first rows of a dataset, at most 100."""
    rows: list[Doc] = api.get(f"{ROOT}/datasets/{dataset}/preview").json().get("data", [])
    return rows


def _listed(api: Api, path: str) -> list[Doc]:
    def page(start: int) -> list[Doc]:
        found: list[Doc] = api.get(f"{ROOT}/{path}", params={"start": start, "limit": PAGE}).json().get("data", [])
        return found

    return pages(page, PAGE)


def _fetch(api: Api, path: str, file: Doc, into: Path) -> None:
    size = int(file["length"])
    with into.open("wb") as handle:
        for start in range(0, size, PART):
            span = f"bytes={start}-{min(start + PART, size) - 1}"
            api.progress(f"fetching {into.name} ({start / 1e6:.0f} of {size / 1e6:.1f} MB)")
            part = api.send("GET", path, params={"path": file["name"]}, headers={"Range": span})
            handle.write(part.content)
