"""Entities (`/access/entities`): profiles and their events, by identity.

Source: `profile.yaml`, page `profile/api/entities`. A profile has one identity, since there is no identity graph.
"""

from typing import Any

from ...platform.http import Request, Response
from ...platform.iso_time import short_iso_of
from ...platform.store import Doc
from ..ups import EVENT, PROFILE, error_body, json_object, refuse
from . import lookup, profile_document, removal, timeline
from .json_values import selected

_NEVER = "1970-01-01T00:00:00Z"


def _schema(name: Any) -> str:
    if not name:
        raise refuse(400, "schema.name is required")
    if name not in (PROFILE, EVENT):
        raise refuse(400, f"schema.name {name} is not one that Profile has entities of")
    return str(name)


def _shown(doc: Doc, policy: Doc, fields: list[str], known: set[str]) -> Doc:
    return {
        "entityId": doc["xid"],
        "mergePolicy": {"id": policy["id"]},
        "sources": list(doc["fragments"]),
        "tags": [each["batch"] for each in doc["fragments"].values()],
        "identityGraph": [doc["xid"]],
        "entity": selected(profile_document.entity(doc, policy, known), fields),
        "lastModifiedAt": short_iso_of(doc["modified"]),
    }


def _empty_entity(xid: str, policy: Doc) -> Doc:
    """The entity of an unknown identity, when several are asked for."""
    return {
        "entityId": xid,
        "mergePolicy": {"id": policy["id"]},
        "sources": [""],
        "identityGraph": [xid],
        "entity": {},
        "lastModifiedAt": _NEVER,
    }


def get(request: Request) -> Response:
    query = request.query
    if _schema(query.get("schema.name")) == EVENT:
        return timeline.get(request)
    policy, fields = lookup.policy(request, query.get("mergePolicyId")), lookup.fields(query.get("fields"))
    doc = lookup.find(request, _xid(request))
    if doc is None:
        raise refuse(404, "The entity is not found")
    return Response(json={doc["xid"]: _shown(doc, policy, fields, lookup.segments(request))})


def _xid(request: Request) -> str:
    try:
        return lookup.xid_of(request, request.query.get("entityId"), request.query.get("entityIdNS"))
    except lookup.NoIdentity as error:
        missing = not request.query.get("entityId")
        raise refuse(400 if missing else 404, str(error)) from None


def bulk_get(request: Request) -> Response:
    body = json_object(request)
    schema = body.get("schema")
    name = _schema(schema.get("name") if isinstance(schema, dict) else None)
    identities = body.get("identities")
    if not isinstance(identities, list) or not identities or not all(isinstance(each, dict) for each in identities):
        raise refuse(400, "identities must be an array of identities")
    if len(identities) > lookup.MOST:
        raise refuse(422, "Too many related identities", f"at most {lookup.MOST} identities in one call")
    if name == EVENT:
        return timeline.bulk_get(request, body, identities)
    policy, fields = lookup.policy(request, body.get("mergePolicyId")), lookup.fields(body.get("fields"))
    known = lookup.segments(request)
    found: dict[str, Doc] = {}
    errors: list[Doc] = []
    for each in identities:
        try:
            xid = lookup.xid_of(request, each.get("entityId"), lookup.code(each, "entityIdNS"))
        except lookup.NoIdentity as error:
            errors.append({"xid": str(each.get("entityId", "")), "error": error_body(422, str(error))})
            continue
        doc = lookup.find(request, xid)
        shown = _shown(doc, policy, fields, known) if doc else _empty_entity(xid, policy)
        found[xid] = {"requestedIdentity": each, **shown}
    return multi_status(found, errors)


def multi_status(found: dict[str, Doc], errors: list[Doc]) -> Response:
    """An object by XID; with errors an array of entities and errors, and status 207."""
    if not errors:
        return Response(json=found)
    return Response(status=207, json=[*({"xid": xid, **doc} for xid, doc in found.items()), *errors])


def delete(request: Request) -> Response:
    if _schema(request.query.get("schema.name")) == EVENT:
        raise refuse(400, "Events are deleted with their profile, or by a system job")
    if not removal.erase(request.world, request.sandbox, _xid(request)):
        raise refuse(404, "The entity is not found")
    return Response(status=202)
