"""The archive: what an asset was, and what it held, written to a folder before it is deleted.

`FOLDER/SANDBOX/KIND/NAME-ID/asset.json`, and in `files` beside it what the kind keeps (data as Parquet, a trained
model's artefact). `aep archive` lists it and writes the Python that declares it again.
"""

import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Fields
from ..core.secret import Secrets
from ..errors import AepError
from .diff import NONE

VERSION = 1
ASSET = "asset.json"
FILES = "files"


def write(
    kind: type[Kind], api: Api, id: str, name: str, recorded: Fields, root: Path, secrets: Secrets = NONE
) -> Path | None:
    """Write an asset to the archive and return its folder; None if the asset is gone already.

    All of it is written or nothing. Secrets are left out, except in the asset's own content (files). On an AepError,
    nothing may be deleted.
    """
    live = kind.fetch(api, id, recorded)
    if live is None:
        return None
    place = root / (api.sandbox or "-") / kind.__name__ / f"{name}-{_short(id)}".replace("/", "_")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".writing-") as scratch:
            made = Path(scratch) / "asset"
            (made / FILES).mkdir(parents=True)
            files = kind.archive(api, live, made / FILES)
            told = {**kind.read(api, live), **kind.live_locals(api, live, recorded)}
            secrets |= Secrets.of(secrets.places, told)  # what is recorded may be encrypted, or drifted
            doc = _asset(kind, name, id, secrets.without(recorded))
            doc |= {
                "files": files,
                "live": secrets.without(kind.own_part(live, recorded), ""),
                "secrets": sorted(secrets.places),
            }
            (made / ASSET).write_text(json.dumps(doc, indent=2, ensure_ascii=False, default=str) + "\n")
            shutil.rmtree(place, ignore_errors=True)
            made.rename(place)
    except OSError as error:
        raise AepError(
            f"it could not be archived to {place} ({error.strerror}), so it was not deleted; "
            "make room there, or unset aep:archive"
        ) from None
    return place


def _asset(kind: type[Kind], name: str, id: str, recorded: Fields) -> dict[str, Any]:
    """Its document. `fields`: as declared, with references as ids; `outputs`: everything else that was recorded."""
    declared = {item.name for item in kind.declared_fields()}
    return {
        "version": VERSION,
        "kind": kind.__name__,
        "name": name,
        "id": id,
        "archived": datetime.now(UTC).isoformat(timespec="seconds"),
        "fields": {key: value for key, value in recorded.items() if key in declared},
        "outputs": {key: value for key, value in recorded.items() if key in kind.FIELDS and key not in declared},
    }


def _short(id: str) -> str:
    """An id, shortened for the end of a folder's name: the last part of a URI."""
    return id.rstrip("/").rpartition("/")[2] if "://" in id else id
