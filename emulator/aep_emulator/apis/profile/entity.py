"""Entities (`/access/entities`): profiles, and their events, by identity.

Source: `profile.yaml`, page `profile/api/entities`. Without stitching (no identity graph) a profile has one identity.
"""

from typing import Any

from ...platform.http import Answer, Call
from ...platform.store import Doc
from ..ups import EVENT, PROFILE, object_of, problem, refuse
from . import document, lookup, removal, timeline
from .values import chosen, iso_millis

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
        "entity": chosen(document.entity(doc, policy, known), fields),
        "lastModifiedAt": iso_millis(doc["modified"]),
    }


def _nobody(xid: str, policy: Doc) -> Doc:
    """A list of identities is answered for those that nobody has, too."""
    return {
        "entityId": xid,
        "mergePolicy": {"id": policy["id"]},
        "sources": [""],
        "identityGraph": [xid],
        "entity": {},
        "lastModifiedAt": _NEVER,
    }


def one(call: Call) -> Answer:
    query = call.query
    if _schema(query.get("schema.name")) == EVENT:
        return timeline.of_one(call)
    policy, fields = lookup.policy(call, query.get("mergePolicyId")), lookup.fields(query.get("fields"))
    doc = lookup.find(call, _xid(call))
    if doc is None:
        raise refuse(404, "The entity is not found")
    return Answer(json={doc["xid"]: _shown(doc, policy, fields, lookup.segments(call))})


def _xid(call: Call) -> str:
    try:
        return lookup.xid_of(call, call.query.get("entityId"), call.query.get("entityIdNS"))
    except lookup.NoIdentity as error:
        missing = not call.query.get("entityId")
        raise refuse(400 if missing else 404, str(error)) from None


def many(call: Call) -> Answer:
    body = object_of(call)
    schema = body.get("schema")
    name = _schema(schema.get("name") if isinstance(schema, dict) else None)
    identities = body.get("identities")
    if not isinstance(identities, list) or not identities or not all(isinstance(each, dict) for each in identities):
        raise refuse(400, "identities must be an array of identities")
    if len(identities) > lookup.MOST:
        raise refuse(422, "Too many related identities", f"at most {lookup.MOST} identities in one call")
    if name == EVENT:
        return timeline.of_many(call, body, identities)
    policy, fields = lookup.policy(call, body.get("mergePolicyId")), lookup.fields(body.get("fields"))
    known = lookup.segments(call)
    found: dict[str, Doc] = {}
    errors: list[Doc] = []
    for each in identities:
        try:
            xid = lookup.xid_of(call, each.get("entityId"), lookup.code(each, "entityIdNS"))
        except lookup.NoIdentity as error:
            errors.append({"xid": str(each.get("entityId", "")), "error": problem(422, str(error))})
            continue
        doc = lookup.find(call, xid)
        shown = _shown(doc, policy, fields, known) if doc else _nobody(xid, policy)
        found[xid] = {"requestedIdentity": each, **shown}
    return several(found, errors)


def several(found: dict[str, Doc], errors: list[Doc]) -> Answer:
    """With errors: 207 and an array, of what was found as well."""
    if not errors:
        return Answer(json=found)
    return Answer(status=207, json=[*({"xid": xid, **doc} for xid, doc in found.items()), *errors])


def delete(call: Call) -> Answer:
    if _schema(call.query.get("schema.name")) == EVENT:
        raise refuse(400, "Events are deleted with their profile, or by a system job")
    if not removal.forget(call.world, call.sandbox, _xid(call)):
        raise refuse(404, "The entity is not found")
    return Answer(status=202)
