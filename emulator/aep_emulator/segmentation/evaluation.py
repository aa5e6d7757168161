"""A job's work: who is in which segment now, who came, stayed, left; written into the profiles."""

from collections import Counter
from typing import Any

from ..profile import document, merge_policy
from ..profile.values import iso_millis
from ..store import Doc
from ..ups import refuse
from ..world import World
from . import expression
from .population import Population

IN = ("realized", "existing")


def run(world: World, sandbox: str, job: Doc) -> Doc:
    """The job's metrics."""
    began = world.clock.millis()
    population = Population(world, sandbox)
    segments = _segments(world, sandbox, job)
    changed: dict[str, Doc] = {}
    statuses: dict[str, Counter[str]] = {}
    namespaces: dict[str, Counter[str]] = {}
    policies: dict[str, int] = {}
    for segment in segments:
        policy = merge_policy.by_id(world, sandbox, segment["mergePolicyId"])
        if policy is None:
            raise refuse(400, f"Merge policy {segment['mergePolicyId']} of segment {segment['id']} is not found")
        members = population.members(expression.read(segment["expression"]), policy, world.clock.now())
        statuses[segment["id"]] = _enter(segment["id"], members, population.docs, iso_millis(began), changed)
        namespaces[segment["id"]] = Counter(doc["namespace"].lower() for doc in members)
        policies[policy["id"]] = len(population.docs)
    for doc in changed.values():  # memberships of segments that are gone go, too
        doc["segments"] = {id: each for id, each in doc["segments"].items() if id in population.segments}
    world.store.put_many(document.KIND, changed, sandbox=sandbox)
    return {
        "totalTime": _time(job["creationTime"], world.clock.millis()),
        "profileSegmentationTime": _time(began, world.clock.millis()),
        "totalProfiles": len(population.docs),
        "segmentedProfileCounter": {id: sum(count[each] for each in IN) for id, count in statuses.items()},
        "segmentedProfileByNamespaceCounter": namespaces,
        "segmentedProfileByStatusCounter": statuses,
        "totalProfilesByMergePolicy": policies,
    }


def _segments(world: World, sandbox: str, job: Doc) -> list[Doc]:
    """As they are now, not as they were when the job was made."""
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


def _enter(segment: str, members: list[Doc], docs: list[Doc], now: str, changed: dict[str, Doc]) -> Counter[str]:
    """Edits the documents, and notes those that it edited."""
    counted: Counter[str] = Counter({"realized": 0, "existing": 0, "exited": 0})
    inside = {doc["xid"] for doc in members}
    for doc in docs:
        was = doc["segments"].get(segment, {}).get("status")
        if doc["xid"] in inside:
            status = "existing" if was in IN else "realized"
        elif was in IN:
            status = "exited"
        else:
            continue
        counted[status] += 1
        if status != was:
            since = doc["segments"][segment]["lastQualificationTime"] if status == "existing" else now
            doc["segments"][segment] = {"status": status, "lastQualificationTime": since}
            changed[doc["xid"]] = doc
    return counted
