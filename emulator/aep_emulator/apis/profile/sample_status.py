"""The sample (`/previewsamplestatus`): profile counts, taken again when the number has changed by more than 5 %.

Source: page `profile/api/preview-sample-status`. Below a million profiles the sample is all of them. The Platform
takes it within 15 minutes of a batch, the emulator at once.
"""

from collections import Counter
from typing import Any

from ...platform.choices.profile import SAMPLE_CHANGE
from ...platform.http import Request, Response
from ...platform.store import Doc
from ...platform.world import World
from ..ups import refuse
from . import batch_copies, profile_document
from .identity import namespace_id

KIND = "profileSample"  # date → the day's last sample


def _last(world: World, sandbox: str) -> Doc | None:
    return max(world.store.all(KIND, sandbox=sandbox), key=lambda each: each["at"], default=None)


def refresh(world: World, sandbox: str) -> None:
    last, now = _last(world, sandbox), world.store.count(profile_document.KIND, sandbox=sandbox)
    if last is None or abs(now - last["total"]) > SAMPLE_CHANGE * last["total"]:
        taken = _take(world, sandbox)
        world.store.put(KIND, world.clock.now().strftime("%Y-%m-%d"), taken, sandbox=sandbox)


def _take(world: World, sandbox: str) -> Doc:
    of_batch = {each["id"]: each["dataset"] for each in batch_copies.batches(world, sandbox)}
    datasets: Counter[str] = Counter()
    namespaces: Counter[str] = Counter()
    fragments: Counter[str] = Counter()
    docs = world.store.all(profile_document.KIND, sandbox=sandbox)
    for doc in docs:
        mine = {*doc["fragments"], *(of_batch[batch] for batch in doc["events"] if batch in of_batch)}
        datasets.update(mine)
        namespaces[doc["namespace"]] += 1
        fragments[doc["namespace"]] += len(mine)
    return {
        "at": world.clock.millis(),
        "stamp": world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3],
        "total": len(docs),
        "datasets": dict(datasets.most_common()),
        "namespaces": dict(namespaces.most_common()),
        "fragments": fragments,
    }


def get(request: Request) -> Response:
    """Some texts have quotes inside, as in Adobe's samples."""
    sample, batches = _last(request.world, request.sandbox), batch_copies.batches(request.world, request.sandbox)
    total = sample["total"] if sample else 0
    stamp = sample["stamp"].replace("T", " ") if sample else ""
    count = sum(sample["fragments"].values()) if sample else 0
    answer = {
        "numRowsToRead": str(total),
        "sampleJobRunning": {"status": False, "submissionTimestamp": stamp},
        "docCount": f'"{count}"',
        "cosmosDocCount": f'"{count}"',
        "totalFragmentCount": count,
        "lastSuccessfulBatchTimestamp": f'"{batches[-1]["at"] if batches else "null"}"',
        "streamingDriven": '"false"',
        "totalRows": str(total),
        "lastBatchId": f'"{batches[-1]["id"] if batches else "null"}"',
        "status": "TASK_FINISHED",
        "samplingRatio": 1.0,
        "mergeStrategy": "timestampOrdered_auto",
        "lastSampledTimestamp": stamp,
    }
    return Response(json=answer)


def _report(request: Request) -> Doc:
    date = request.query.get("date")
    found = (
        request.world.store.get(KIND, date, sandbox=request.sandbox) if date else _last(request.world, request.sandbox)
    )
    if found is None:
        raise refuse(404, f"There is no report for {date}" if date else "There is no report yet")
    return found


def _shares(sample: Doc, count: int) -> dict[str, Any]:
    share = round(count / sample["total"], 6) if sample["total"] else 0.0
    return {
        "sampleCount": count,
        "samplePercentage": share,
        "fullIDsCount": count,
        "fullIDsPercentage": share,
        "reportTimestamp": sample["stamp"],
    }


def get_by_dataset(request: Request) -> Response:
    sample = _report(request)
    rows = []
    for id, count in sample["datasets"].items():
        dataset = request.world.store.get("dataset", id, sandbox=request.sandbox) or {}
        words = {key: dataset.get(key, "") for key in ("name", "description", "createdUser")}
        rows.append({**_shares(sample, count), **words, "value": id, "streamingIngestionEnabled": ""})
    return Response(json={"data": rows, "reportTimestamp": sample["stamp"]})


def get_by_namespace(request: Request) -> Response:
    sample = _report(request)
    rows = [
        {
            **_shares(sample, count),
            "fullIDsFragmentCount": sample["fragments"][code],
            "code": code,
            "value": namespace_id(code),
        }
        for code, count in sample["namespaces"].items()
    ]
    return Response(json={"data": rows, "reportTimestamp": sample["stamp"]})
