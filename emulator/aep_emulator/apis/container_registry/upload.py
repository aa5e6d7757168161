"""Uploads of blobs, in one request or in a session of consecutive chunks. A session is a file that grows."""

import hashlib
import re
import time
import uuid
from pathlib import Path

from ...platform.http import Request, Response
from ...platform.world import World
from . import blob
from .errors import refuse

_KEPT_S = 24 * 3600  # how long an unfinished upload is kept


def remove_old(world: World) -> None:
    for file in world.subfolder("blobs", "uploads").iterdir():
        if time.time() - file.stat().st_mtime > _KEPT_S:
            file.unlink()


def _file(request: Request, session: str) -> Path:
    return request.world.subfolder("blobs", "uploads") / session


def _open(request: Request) -> Path:
    session = request.path["session"]
    file = _file(request, session)
    if not re.fullmatch(r"[0-9a-f-]{36}", session) or not file.exists():
        raise refuse("BLOB_UPLOAD_UNKNOWN", f"upload unknown to registry: {session}")
    return file


def _accepted(request: Request, session: str, size: int, status: int) -> Response:
    headers = {
        "Location": f"/v2/{request.path['name']}/blobs/uploads/{session}",
        "Range": f"0-{max(size - 1, 0)}",
        "Docker-Upload-UUID": session,
    }
    return Response(status=status, headers=headers)


def _created(request: Request, digest: str) -> Response:
    location = f"/v2/{request.path['name']}/blobs/{digest}"
    return Response(status=201, headers={"Location": location, "Docker-Content-Digest": digest})


def create(request: Request) -> Response:
    """Opens a session. `?mount=&from=` links another repository's blob instead; `?digest=` uploads all at once."""
    name = blob.name_of(request)
    mount, source = request.query.get("mount"), request.query.get("from")
    if mount and source and blob.contains(request.world, source, mount):
        blob.link(request.world, name, mount)
        return _created(request, mount)
    session = str(uuid.uuid4())
    file = _file(request, session)
    file.write_bytes(request.content)
    if "digest" in request.query:
        return _commit(request, file)
    return _accepted(request, session, len(request.content), 202)


def get(request: Request) -> Response:
    return _accepted(request, request.path["session"], _open(request).stat().st_size, 204)


def _append(request: Request, file: Path) -> None:
    """In order: a chunk whose `Content-Range` doesn't start where the file ends is refused."""
    size = file.stat().st_size
    given = request.headers.get("content-range")
    wanted = f"{size}-{size + len(request.content) - 1}"
    if given and request.content and given.removeprefix("bytes ").partition("/")[0] != wanted:
        raise refuse("BLOB_UPLOAD_INVALID", f"chunk {given} does not follow on: {wanted} was expected")
    with file.open("ab") as stream:
        stream.write(request.content)


def append(request: Request) -> Response:
    blob.name_of(request)
    file = _open(request)
    _append(request, file)
    return _accepted(request, request.path["session"], file.stat().st_size, 202)


def _commit(request: Request, file: Path) -> Response:
    digest = blob.check_digest(request.query.get("digest", ""))
    with file.open("rb") as stream:
        found = "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()
    if found != digest:
        file.unlink()
        raise refuse("DIGEST_INVALID", f"the content's digest is {found}, not {digest}")
    blob.store(request.world, request.path["name"], file, digest)
    return _created(request, digest)


def finish(request: Request) -> Response:
    blob.name_of(request)
    file = _open(request)
    _append(request, file)
    return _commit(request, file)


def delete(request: Request) -> Response:
    _open(request).unlink()
    return Response(status=204)
