"""Uploads of blobs: one request, or a session with chunks in order. The session is the file that grows."""

import hashlib
import re
import time
import uuid
from pathlib import Path

from ...platform.http import Answer, Call
from ...platform.world import World
from . import blob
from .problem import refuse

_KEPT_S = 24 * 3600  # how long an upload that nobody goes on with is kept


def forget_old(world: World) -> None:
    for file in world.place("blobs", "uploads").iterdir():
        if time.time() - file.stat().st_mtime > _KEPT_S:
            file.unlink()


def _file(call: Call, session: str) -> Path:
    return call.world.place("blobs", "uploads") / session


def _open(call: Call) -> Path:
    session = call.path["session"]
    file = _file(call, session)
    if not re.fullmatch(r"[0-9a-f-]{36}", session) or not file.exists():
        raise refuse("BLOB_UPLOAD_UNKNOWN", f"upload unknown to registry: {session}")
    return file


def _accepted(call: Call, session: str, size: int, status: int) -> Answer:
    headers = {
        "Location": f"/v2/{call.path['name']}/blobs/uploads/{session}",
        "Range": f"0-{max(size - 1, 0)}",
        "Docker-Upload-UUID": session,
    }
    return Answer(status=status, headers=headers)


def _created(call: Call, digest: str) -> Answer:
    location = f"/v2/{call.path['name']}/blobs/{digest}"
    return Answer(status=201, headers={"Location": location, "Docker-Content-Digest": digest})


def begin(call: Call) -> Answer:
    """Opens a session; `?mount=&from=` links a blob of another repository; `?digest=` takes the whole at once."""
    name = blob.name_of(call)
    mount, source = call.query.get("mount"), call.query.get("from")
    if mount and source and blob.is_in(call.world, source, mount):
        blob.link(call.world, name, mount)
        return _created(call, mount)
    session = str(uuid.uuid4())
    file = _file(call, session)
    file.write_bytes(call.content)
    if "digest" in call.query:
        return _settle(call, file)
    return _accepted(call, session, len(call.content), 202)


def progress(call: Call) -> Answer:
    return _accepted(call, call.path["session"], _open(call).stat().st_size, 204)


def _append(call: Call, file: Path) -> None:
    """Chunks come in order: a `Content-Range` that doesn't start where the file ends is refused."""
    size = file.stat().st_size
    given = call.headers.get("content-range")
    wanted = f"{size}-{size + len(call.content) - 1}"
    if given and call.content and given.removeprefix("bytes ").partition("/")[0] != wanted:
        raise refuse("BLOB_UPLOAD_INVALID", f"chunk {given} does not follow on: {wanted} was expected")
    with file.open("ab") as stream:
        stream.write(call.content)


def append(call: Call) -> Answer:
    blob.name_of(call)
    file = _open(call)
    _append(call, file)
    return _accepted(call, call.path["session"], file.stat().st_size, 202)


def _settle(call: Call, file: Path) -> Answer:
    digest = blob.checked(call.query.get("digest", ""))
    with file.open("rb") as stream:
        found = "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()
    if found != digest:
        file.unlink()
        raise refuse("DIGEST_INVALID", f"the content's digest is {found}, not {digest}")
    blob.keep(call.world, call.path["name"], file, digest)
    return _created(call, digest)


def finish(call: Call) -> Answer:
    blob.name_of(call)
    file = _open(call)
    _append(call, file)
    return _settle(call, file)


def cancel(call: Call) -> Answer:
    _open(call).unlink()
    return Answer(status=204)
