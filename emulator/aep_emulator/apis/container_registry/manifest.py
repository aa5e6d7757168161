"""Manifests and indexes, by tag or digest. Whatever a manifest refers to must be pushed before it."""

import re
from typing import Any

from ...platform.http import BadJson, Request, Response, parse_json
from ...platform.store import ORG, Doc
from ...platform.world import World
from . import blob
from .errors import refuse

INDEXES = {"application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json"}
MANIFESTS = {"application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"}
TAG = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}")
MOST = 4 * 1024 * 1024  # bytes; the specification wants registries to accept at least these


def find(world: World, name: str, reference: str) -> Doc | None:
    """{digest, mediaType, text}, by tag or digest."""
    digest = reference
    if not blob.DIGEST.fullmatch(reference):
        tag = world.store.get("ociTag", f"{name}:{reference}", sandbox=ORG)
        if tag is None:
            return None
        digest = tag["digest"]
    return world.store.get("ociManifest", f"{name}@{digest}", sandbox=ORG)


def get(request: Request) -> Response:
    found = find(request.world, blob.name_of(request), request.path["reference"])
    if found is None:
        raise refuse("MANIFEST_UNKNOWN", f"manifest unknown: {request.path['name']}:{request.path['reference']}")
    content = found["text"].encode()
    headers = {"Docker-Content-Digest": found["digest"], "Etag": f'"{found["digest"]}"'}
    if request.method == "HEAD":
        headers |= {"Content-Length": str(len(content)), "Content-Type": found["mediaType"]}
    return Response(content=content, media_type=found["mediaType"], headers=headers)


def _parsed(request: Request) -> tuple[dict[str, Any], str]:
    """A valid manifest and its media type."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip()
    try:
        document = parse_json(request.content)
    except BadJson as error:
        raise refuse("MANIFEST_INVALID", f"not JSON: {error}") from None
    if not isinstance(document, dict) or document.get("schemaVersion") != 2:
        raise refuse("MANIFEST_INVALID", "schemaVersion must be 2")
    media_type = media_type or document.get("mediaType", "")
    if media_type not in INDEXES | MANIFESTS:
        raise refuse("MANIFEST_INVALID", f"unsupported manifest media type: {media_type or 'none'}")
    if document.get("mediaType", media_type) != media_type:
        raise refuse("MANIFEST_INVALID", f"mediaType {document['mediaType']} differs from Content-Type {media_type}")
    return document, media_type


def _descriptors(document: dict[str, Any], *keys: str) -> list[str]:
    """The digests that a manifest names under those keys."""
    found: list[str] = []
    for key in keys:
        value = document.get(key)
        entries = value if isinstance(value, list) else [value]
        for entry in entries:
            if not isinstance(entry, dict) or not isinstance(entry.get("digest"), str):
                raise refuse("MANIFEST_INVALID", f"{key} must hold descriptors with a digest")
            found.append(entry["digest"])
    return found


def _check_references(world: World, name: str, document: dict[str, Any], media_type: str) -> None:
    if media_type in INDEXES:
        missing = [one for one in _descriptors(document, "manifests") if find(world, name, one) is None]
    else:
        missing = [one for one in _descriptors(document, "config", "layers") if not blob.contains(world, name, one)]
    if missing:
        raise refuse("MANIFEST_BLOB_UNKNOWN", f"the manifest refers to what was not pushed: {', '.join(missing)}")


def replace(request: Request) -> Response:
    name, reference = blob.name_of(request), request.path["reference"]
    if len(request.content) > MOST:
        raise refuse("MANIFEST_INVALID", f"a manifest has at most {MOST} bytes")
    document, media_type = _parsed(request)
    digest = blob.digest_of(request.content)
    tagged = not reference.startswith("sha256:")
    if tagged and not TAG.fullmatch(reference):
        raise refuse("TAG_INVALID", f"invalid tag: {reference}")
    if not tagged and reference != digest:
        raise refuse("DIGEST_INVALID", f"the manifest's digest is {digest}, not {reference}")
    with request.world.store.transaction():
        _check_references(request.world, name, document, media_type)
        stored = {"name": name, "digest": digest, "mediaType": media_type, "text": request.content.decode()}
        request.world.store.put("ociManifest", f"{name}@{digest}", stored, sandbox=ORG)
        if tagged:
            tag = {"name": name, "tag": reference, "digest": digest}
            request.world.store.put("ociTag", f"{name}:{reference}", tag, sandbox=ORG)
    location = f"/v2/{name}/manifests/{digest}"
    return Response(status=201, headers={"Location": location, "Docker-Content-Digest": digest})


def delete(request: Request) -> Response:
    """A tag by its name; by digest, the manifest and all its tags."""
    name, reference = blob.name_of(request), request.path["reference"]
    store = request.world.store
    with store.transaction():
        if not reference.startswith("sha256:"):
            gone = store.delete("ociTag", f"{name}:{reference}", sandbox=ORG)
        else:
            gone = store.delete("ociManifest", f"{name}@{reference}", sandbox=ORG)
            for tag in store.all("ociTag", sandbox=ORG):
                if tag["name"] == name and tag["digest"] == reference:
                    store.delete("ociTag", f"{name}:{tag['tag']}", sandbox=ORG)
    if not gone:
        raise refuse("MANIFEST_UNKNOWN", f"manifest unknown: {name}:{reference}")
    return Response(status=202)
