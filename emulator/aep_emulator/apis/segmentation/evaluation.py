"""Evaluating a job's segments: who enters, stays, leaves; and writing that into the profiles."""

from collections import Counter
from typing import Any

from ...platform.iso_time import short_iso_of
from ...platform.store import Doc
from ...platform.world import World
from ..profile import merge_policy, profile_document
from ..ups import refuse
from . import expression
from .population import Population

IN = ("realized", "existing")
Changes = dict[str, dict[str, Doc]]  # XID → segment → {status, lastQualificationTime}


def run(world: World, sandbox: str, job: Doc) -> tuple[Changes, Doc]:
    """The changes to write, and the job's metrics."""
    began = world.clock.millis()
    population = Population(world, sandbox)
    changes: Changes = {}
    statuses: dict[str, Counter[str]] = {}
    namespaces: dict[str, Counter[str]] = {}
    policies: dict[str, int] = {}
    for segment in _segments(world, sandbox, job):
        policy = merge_policy.by_id(world, sandbox, segment["mergePolicyId"])
        if policy is None:
            raise refuse(400, f"Merge policy {segment['mergePolicyId']} of segment {segment['id']} is not found")
        members = population.members(expression.parse(segment["expression"]), policy, world.clock.now())
        statuses[segment["id"]] = _compare(segment["id"], members, population.docs, short_iso_of(began), changes)
        namespaces[segment["id"]] = Counter(doc["namespace"].lower() for doc in members)
        policies[policy["id"]] = len(population.docs)
    metrics = {
        "totalTime": _time(job["creationTime"], world.clock.millis()),
        "profileSegmentationTime": _time(began, world.clock.millis()),
        "totalProfiles": len(population.docs),
        "segmentedProfileCounter": {id: sum(count[each] for each in IN) for id, count in statuses.items()},
        "segmentedProfileByNamespaceCounter": namespaces,
        "segmentedProfileByStatusCounter": statuses,
        "totalProfilesByMergePolicy": policies,
    }
    return changes, metrics


def write(world: World, sandbox: str, changes: Changes) -> None:
    """Into the profiles as they are now. Memberships of deleted segments are removed."""
    known = set(world.store.keyed("segment", sandbox=sandbox))
    docs = profile_document.load(world, sandbox, set(changes))
    for xid, doc in docs.items():
        doc["segments"] = {id: each for id, each in (doc["segments"] | changes[xid]).items() if id in known}
    world.store.put_many(profile_document.KIND, docs, sandbox=sandbox)


def _segments(world: World, sandbox: str, job: Doc) -> list[Doc]:
    """The job's segments as they are now, not as they were when the job was created."""
    if job["segments"][0]["segmentId"] == "*":
        return world.store.all("segment", sandbox=sandbox)
    found = []
    for each in job["segments"]:
        segment = world.store.get("segment", each["segmentId"], sandbox=sandbox)
        if segment is None:
            raise refuse(404, f"Segment definition {each['segmentId']} is not found")
        found.append(segment)
    return found


def _time(start: int, end: int) -> dict[str, Any]:
    return {"startTimeInMs": start, "endTimeInMs": end, "totalTimeInMs": end - start}


def _compare(segment: str, members: list[Doc], docs: list[Doc], now: str, changes: Changes) -> Counter[str]:
    """Compare members with memberships, add the differences to `changes`, and count by status."""
    counted: Counter[str] = Counter({"realized": 0, "existing": 0, "exited": 0})
    inside = {doc["xid"] for doc in members}
    for doc in docs:
        before = doc["segments"].get(segment, {})
        if doc["xid"] in inside:
            status = "existing" if before.get("status") in IN else "realized"
        elif before.get("status") in IN:
            status = "exited"
        else:
            continue
        counted[status] += 1
        if status != before.get("status"):
            since = before["lastQualificationTime"] if status == "existing" else now
            changes.setdefault(doc["xid"], {})[segment] = {"status": status, "lastQualificationTime": since}
    return counted
