"""The metadata that the server sets on a tenant's resource."""

import hashlib
import json
import secrets

from ...platform.http import Request
from ...platform.store import Doc
from . import resolve
from .xdm_type import annotated

URI_KIND = {"schemas": "schemas", "fieldgroups": "mixins", "classes": "classes", "datatypes": "datatypes"}
SERVER_SET = {
    "$id", "meta:altId", "meta:resourceType", "version", "imsOrg", "meta:containerId", "meta:tenantNamespace",
    "meta:sandboxId", "meta:sandboxType", "meta:class", "meta:extends", "refs", "meta:abstract", "meta:extensible",
    "meta:xdmType", "meta:registryMetadata", "meta:descriptors",
}  # fmt: skip
GLOBAL_LIBRARY = "1.0.0"  # version of Adobe's resources here


def new_id(request: Request, kind: str) -> str:
    return f"https://ns.adobe.com/{request.world.organisation.tenant}/{URI_KIND[kind]}/{secrets.token_hex(24)}"


def with_metadata(request: Request, kind: str, body: Doc, id: str, old: Doc | None) -> Doc:
    """The document to store: `body` with computed types and the server's metadata."""
    world = request.world
    sandbox = world.sandbox(request.sandbox) or {}
    major, _, minor = (old["version"] if old else "1.-1").partition(".")
    whole = kind == "schemas"
    made: Doc = {
        "$id": id,
        "meta:altId": f"_{world.organisation.tenant}.{URI_KIND[kind]}.{id.rpartition('/')[2]}",
        "meta:resourceType": URI_KIND[kind],
        "version": f"{major}.{int(minor) + 1}",
        **_typed(body),
        "refs": resolve.references(body),
        "imsOrg": world.organisation.org,
        "meta:extensible": not whole,
        "meta:abstract": not whole,
        "meta:extends": _extends(request, body),
        "meta:xdmType": "object",
        "meta:registryMetadata": _metadata(request, body, old),
        "meta:containerId": "tenant",
        "meta:sandboxId": sandbox.get("id", ""),
        "meta:sandboxType": sandbox.get("type", ""),
        "meta:tenantNamespace": f"_{world.organisation.tenant}",
    }
    if whole:
        refs = made["refs"]
        made["meta:class"] = next(uri for uri in refs if resolve.find(world, request.sandbox, uri, ("classes",)))
    return made


def _typed(body: Doc) -> Doc:
    done = dict(body)
    if "allOf" in body:
        done["allOf"] = [annotated(part) for part in body["allOf"]]
    for key in ("definitions", "properties"):
        if key in body:
            done[key] = {name: annotated(part) for name, part in body[key].items()}
    return done


def _extends(request: Request, body: Doc) -> list[str]:
    found: list[str] = []
    for uri in resolve.references(body):
        found += [one for one in (uri, *resolve.extended(request.world, request.sandbox, uri)) if one not in found]
    return found


def _metadata(request: Request, body: Doc, old: Doc | None) -> Doc:
    now, user = request.world.clock.millis(), f"{request.client}@techacct.adobe.com"
    was = (old or {}).get("meta:registryMetadata", {})
    return {
        "repo:createdDate": was.get("repo:createdDate", now),
        "repo:lastModifiedDate": now,
        "xdm:createdClientId": was.get("xdm:createdClientId", request.client),
        "xdm:lastModifiedClientId": request.client,
        "xdm:createdUserId": was.get("xdm:createdUserId", user),
        "xdm:lastModifiedUserId": user,
        "xdm:repositoryCreatedBy": was.get("xdm:repositoryCreatedBy", user),
        "eTag": hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest(),
        "meta:globalLibVersion": GLOBAL_LIBRARY,
    }
