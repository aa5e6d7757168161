"""Blobs: bytes by their SHA-256, stored once, visible in the repositories that they were pushed or mounted to."""

import hashlib
import re
from pathlib import Path

from ...platform.http import Request, Response
from ...platform.store import ORG
from ...platform.world import World
from .errors import refuse

DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
NAME = re.compile(r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*")


def digest_of(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def name_of(request: Request) -> str:
    name = request.path["name"]
    if not NAME.fullmatch(name):
        raise refuse("NAME_INVALID", f"invalid repository name: {name}")
    return name


def check_digest(digest: str) -> str:
    if not DIGEST.fullmatch(digest):
        raise refuse("DIGEST_INVALID", f"not a sha256 digest: {digest}")
    return digest


def file_of(world: World, digest: str) -> Path:
    return world.subfolder("blobs", "sha256") / digest.partition(":")[2]


def contains(world: World, name: str, digest: str) -> bool:
    return world.store.get("ociBlob", f"{name}@{digest}", sandbox=ORG) is not None


def link(world: World, name: str, digest: str) -> None:
    world.store.put("ociBlob", f"{name}@{digest}", {"digest": digest}, sandbox=ORG)


def store(world: World, name: str, source: Path, digest: str) -> None:
    """Take over the finished upload."""
    source.replace(file_of(world, digest))
    link(world, name, digest)


def _find(request: Request) -> tuple[str, Path]:
    name, digest = name_of(request), check_digest(request.path["digest"])
    if not contains(request.world, name, digest):
        raise refuse("BLOB_UNKNOWN", f"blob unknown to registry: {digest}")
    return digest, file_of(request.world, digest)


def _headers(digest: str) -> dict[str, str]:
    return {"Docker-Content-Digest": digest, "Accept-Ranges": "bytes", "Etag": f'"{digest}"'}


def head(request: Request) -> Response:
    digest, file = _find(request)
    sizes = {"Content-Length": str(file.stat().st_size), "Content-Type": "application/octet-stream"}
    return Response(headers=_headers(digest) | sizes)


def get(request: Request) -> Response:
    """The whole blob, or one range of it."""
    digest, file = _find(request)
    headers = _headers(digest)
    wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("range", ""))
    size = file.stat().st_size
    if not wanted:
        return Response(content=file.read_bytes(), media_type="application/octet-stream", headers=headers)
    first, last = int(wanted[1]), min(int(wanted[2] or size - 1), size - 1)
    if first > last:
        raise refuse("BLOB_UPLOAD_INVALID", "the range lies outside of the blob")
    with file.open("rb") as stream:
        stream.seek(first)
        content = stream.read(last - first + 1)
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return Response(status=206, content=content, media_type="application/octet-stream", headers=headers)


def delete(request: Request) -> Response:
    """Only from this repository; other repositories keep the bytes."""
    digest, _ = _find(request)
    request.world.store.delete("ociBlob", f"{request.path['name']}@{digest}", sandbox=ORG)
    return Response(status=202)
