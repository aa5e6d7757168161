"""Data access: the files that batches hold, which are Parquet whatever was sent.

Source: `data-access.yaml`, page `data-access/api`.
"""

from pathlib import Path
from urllib.parse import quote

from ..kind import Api, Doc

ROOT = "/data/foundation/export"
PAGE = 100
PART = 64_000_000  # bytes asked for at once


def download(api: Api, batch: str, folder: Path) -> list[str]:
    """All files of a batch into the folder; their names there."""
    names: list[str] = []
    for place in _pages(api, f"batches/{quote(batch)}/files"):
        path = f"{ROOT}/files/{place['dataSetFileId']}"
        for file in _pages(api, f"files/{place['dataSetFileId']}"):
            names.append(f"{batch}-{len(names) + 1}{Path(file['name']).suffix or '.parquet'}")
            _fetch(api, path, file, folder / names[-1])
    return names


def _pages(api: Api, path: str) -> list[Doc]:
    found: list[Doc] = []
    while True:
        params = {"start": len(found), "limit": PAGE}
        page: list[Doc] = api.get(f"{ROOT}/{path}", params=params).json().get("data", [])
        found += page
        if len(page) < PAGE:
            return found


def _fetch(api: Api, path: str, file: Doc, into: Path) -> None:
    size = int(file["length"])
    with into.open("wb") as handle:
        for start in range(0, size, PART):
            span = f"bytes={start}-{min(start + PART, size) - 1}"
            api.progress(f"fetching {into.name} ({start / 1e6:.0f} of {size / 1e6:.1f} MB)")
            part = api.send("GET", path, params={"path": file["name"]}, headers={"Range": span})
            handle.write(part.content)
