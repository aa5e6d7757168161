"""A profile as stored: fragments by dataset, counts of events by batch, memberships by segment; and the merged view."""

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
        "events": {},  # batch → how many
        "segments": {},  # segment → {status, lastQualificationTime}
        "modified": 0,
    }


def alive(doc: Doc) -> bool:
    return bool(doc["fragments"] or doc["events"])


def attributes(doc: Doc, policy: Doc) -> dict[str, Any]:
    """The fragments merged: newest last, or by the order of datasets that the policy gives (only those count)."""
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
    """What the Platform shows of it. `known`: the segments there are; memberships of others have gone with them."""
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
    """Those profiles; all are read at once when many are asked for."""
    if len(xids) > 300:
        return {xid: doc for xid, doc in world.store.keyed(KIND, sandbox=sandbox).items() if xid in xids}
    found = {xid: world.store.get(KIND, xid, sandbox=sandbox) for xid in xids}
    return {xid: doc for xid, doc in found.items() if doc}


def save(world: World, sandbox: str, docs: dict[str, Doc]) -> None:
    """Those without data left are no profiles any more."""
    world.store.put_many(KIND, {xid: doc for xid, doc in docs.items() if alive(doc)}, sandbox=sandbox)
    for xid, doc in docs.items():
        if not alive(doc):
            world.store.delete(KIND, xid, sandbox=sandbox)
