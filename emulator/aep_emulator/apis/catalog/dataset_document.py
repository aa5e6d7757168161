"""A dataset's JSON: which fields clients may set, what is checked in them, and what the server adds."""

import re
import secrets
from typing import Any

from ...platform.http import Request
from ...platform.store import Doc
from ..data_foundation import refuse
from ..schema_registry import resolve
from .tags import TABLE, check_switches, check_tags, table_name

WRITABLE = (
    "name", "description", "schemaRef", "tags", "fileDescription", "enableErrorDiagnostics", "observableSchema",
    "dataSourceId", "extensions", "classification",
)  # fmt: skip
IMMUTABLE = ("schemaRef", "fileDescription", "dataSourceId")
_CONTENT_TYPE = re.compile(r"application/vnd\.adobe\.xed(-full)?(-notext)?(-desc)?\+json;\s*version=1(\.\d+)?\Z")
_TEXTS = ("name", "description")
_OBJECTS = ("observableSchema", "extensions", "classification", "fileDescription")
_PERIOD = re.compile(r"P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?\Z")


def writable(body: Any) -> Doc:
    """The fields that a client may set. Others are ignored, since they are the server's; null counts as absent."""
    if not isinstance(body, dict):
        raise refuse(400, "The body must be a JSON object")
    return {key: body[key] for key in WRITABLE if body.get(key) is not None}


def check(request: Request, doc: Doc, old: Doc | None) -> None:
    for key in _TEXTS:
        if key in doc and not isinstance(doc[key], str):
            raise refuse(400, f"{key} must be a text")
    for key in _OBJECTS:
        if key in doc and not isinstance(doc[key], dict):
            raise refuse(400, f"{key} must be an object")
    if not doc.get("name", "").strip():
        raise refuse(400, "name is required")
    if not isinstance(doc.get("enableErrorDiagnostics", False), bool):
        raise refuse(400, "enableErrorDiagnostics must be true or false")
    _schema(request, doc)
    check_tags(doc.get("tags"))
    _extensions(doc)
    for key in IMMUTABLE if old else ():
        if doc.get(key) != (old or {}).get(key):
            raise refuse(400, f"{key} of a dataset cannot be changed")
    check_switches(request.world, request.sandbox, doc, old)


def _schema(request: Request, doc: Doc) -> None:
    ref = doc.get("schemaRef")
    if not isinstance(ref, dict) or not isinstance(ref.get("id"), str) or not ref["id"]:
        raise refuse(400, "schemaRef.id is required")
    sent = ref.get("contentType")
    if not isinstance(sent, str) or not _CONTENT_TYPE.match(sent):
        raise refuse(400, f"schemaRef.contentType must be like application/vnd.adobe.xed+json;version=1, not {sent}")
    if resolve.find(request.world, request.sandbox, ref["id"], ("schemas",)) is None:
        raise refuse(400, f"schemaRef.id: schema {ref['id']} is not found")


def _extensions(doc: Doc) -> None:
    here: Any = doc.get("extensions")
    for key in ("adobe_lakeHouse", "rowExpiration", "ttlValue"):
        here = here.get(key) if isinstance(here, dict) else None
    if here is not None and (not isinstance(here, str) or not _PERIOD.match(here)):
        raise refuse(400, f"extensions.adobe_lakeHouse.rowExpiration.ttlValue must be a period such as P3Y, not {here}")
    managed = (doc.get("classification") or {}).get("managedBy", "CUSTOMER")
    if managed not in ("CUSTOMER", "SYSTEM"):
        raise refuse(400, f"classification.managedBy must be CUSTOMER or SYSTEM, not {managed}")


def new_dataset(request: Request, doc: Doc) -> Doc:
    """With everything that the server adds."""
    id, view, now = secrets.token_hex(12), secrets.token_hex(12), request.world.clock.millis()
    user = f"{request.client}@techacct.adobe.com"
    taken = {
        name
        for row in request.world.store.all("dataset", sandbox=request.sandbox)
        for name in (row.get("tags") or {}).get(TABLE, [])
    }
    return {
        "fileDescription": {"format": "parquet"},
        **doc,
        "tags": {TABLE: [table_name(doc["name"], taken)], **(doc.get("tags") or {})},
        "id": id,
        "imsOrg": request.world.organisation.org,
        "version": "1.0.0",
        "created": now,
        "updated": now,
        "createdClient": request.client,
        "createdUser": user,
        "updatedUser": user,
        "viewId": view,
        "files": f"@/dataSets/{id}/views/{view}/files",
        "basePath": f"lake/{request.sandbox}/{id}",
        "state": "DRAFT",
        "namespace": "ACP",
    }


def next_version(request: Request, doc: Doc, old: Doc) -> Doc:
    """The client's fields are those of `doc`, all others stay as they were."""
    kept = {key: value for key, value in old.items() if key not in WRITABLE}
    kept["version"] = f"1.0.{int(old['version'].rpartition('.')[2]) + 1}"
    kept["updated"] = request.world.clock.millis()
    kept["updatedUser"] = f"{request.client}@techacct.adobe.com"
    return {**doc, **kept}
