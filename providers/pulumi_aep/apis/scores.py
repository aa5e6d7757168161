"""Batches that a scoring run wrote.

No document of the Platform links a run to its batches for certain. So the run's own record of what it wrote decides,
then what names the run, and only where neither says anything, what came into the dataset while the run went on.
"""

from datetime import datetime

from ..core.api import Api
from ..core.live import Doc, Live
from ..core.ownership import InTagLists
from . import catalog, sensei

RUN_TAG = "sensei/experimentRunId"  # of a batch: the run that wrote it


def of_run(api: Api, run: Doc, dataset: str, status: Doc) -> list[Live]:
    """Those that are in, oldest first."""
    since = _milliseconds(status, "started")
    newer = {"createdAfter": str(since - 1)} if since else {}
    found = catalog.listing(api, "batches", dataSet=dataset, **newer)
    arrived = [live for live in found if live.doc.get("status") in catalog.ARRIVED]
    told = _told(run)
    named = [live for live in arrived if live.id in told or _names(live, run["id"])]
    return named or [live for live in arrived if _may_be(live, since, _milliseconds(status, "ended"))]


def _told(run: Doc) -> set[str]:
    """What the run itself says that it wrote."""
    outputs = (sensei.task(run, "score").get("datasets") or {}).get("outputs") or []
    return {str((one.get("metadata") or {}).get("batchId") or "") for one in outputs}


def _names(live: Live, run: str) -> bool:
    tags = live.doc.get("tags") or {}
    return run in str(tags) or str(live.doc.get("externalId") or "").startswith(run)


def _may_be(live: Live, since: int, until: int) -> bool:
    """Whether it came while the run went on, and is nobody else's."""
    tags, created = live.doc.get("tags") or {}, int(live.doc.get("created") or 0)
    return bool(
        since and until and since <= created < until + 1000 and RUN_TAG not in tags and not InTagLists().owner(live)
    )


def _milliseconds(status: Doc, key: str) -> int:
    try:
        return int(datetime.fromisoformat(str(status[key])).timestamp() * 1000)
    except (KeyError, ValueError):
        return 0
