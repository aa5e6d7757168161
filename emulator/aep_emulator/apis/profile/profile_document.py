"""A profile as stored (fragments by dataset, event counts by batch, memberships by segment), and its merged view."""

from typing import Any

from ...platform.store import Doc
from ...platform.world import World
from .identity import Identity
from .json_values import merged

KIND = "profile"


def empty(identity: Identity) -> Doc:
    return {
        "xid": identity.xid,
        "namespace": identity.namespace,
        "id": identity.id,
        "fragments": {},  # dataset → {at, batch, data}
        "events": {},  # batch → number of events
        "segments": {},  # segment → {status, lastQualificationTime}
        "modified": 0,
    }


def has_data(doc: Doc) -> bool:
    return bool(doc["fragments"] or doc["events"])


def attributes(doc: Doc, policy: Doc) -> dict[str, Any]:
    """Fragments merged, newest last; or in the policy's order of datasets, without any others."""
    fragments = doc["fragments"]
    order = policy["attributeMerge"].get("order")
    if policy["attributeMerge"]["type"] == "dataSetPrecedence" and order:
        ranked = [fragments[dataset] for dataset in reversed(order) if dataset in fragments]
    else:
        ranked = sorted(fragments.values(), key=lambda each: each["at"])
    out: dict[str, Any] = {}
    for each in ranked:
        out = merged(out, each["data"])
    return out


def entity(doc: Doc, policy: Doc, known: set[str]) -> dict[str, Any]:
    """The profile as the Platform shows it. `known` are the segments that exist: other memberships are left out."""
    out = attributes(doc, policy)
    identities = out.get("identityMap") or {}
    listed = identities.get(doc["namespace"]) or []
    if not any(each.get("id") == doc["id"] for each in listed):
        listed = [*listed, {"id": doc["id"], "primary": True}]
    out["identityMap"] = {**identities, doc["namespace"]: listed}
    segments = {id: membership for id, membership in doc["segments"].items() if id in known}
    if segments:
        out["segmentMembership"] = {"ups": segments}
    return out


def load(world: World, sandbox: str, xids: set[str]) -> dict[str, Doc]:
    """If there are many XIDs, all profiles are read at once."""
    if len(xids) > 300:
        return {xid: doc for xid, doc in world.store.keyed(KIND, sandbox=sandbox).items() if xid in xids}
    found = {xid: world.store.get(KIND, xid, sandbox=sandbox) for xid in xids}
    return {xid: doc for xid, doc in found.items() if doc}


def save(world: World, sandbox: str, docs: dict[str, Doc]) -> None:
    """Profiles without any data left are deleted."""
    world.store.put_many(KIND, {xid: doc for xid, doc in docs.items() if has_data(doc)}, sandbox=sandbox)
    for xid, doc in docs.items():
        if not has_data(doc):
            world.store.delete(KIND, xid, sandbox=sandbox)
