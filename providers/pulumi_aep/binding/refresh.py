"""What a refresh says of drift on the resource's own row: what was recorded, what is live, by whom and when."""

import threading

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Fields
from ..core.secret import Secrets
from ..drift import difference as drift
from . import rpc

SHOWN = 4  # differences on one row
_told: set[str] = set()
_lock = threading.Lock()


def tell(kind: type[Kind], api: Api, id: str, recorded: Fields, live: Fields, secrets: Secrets) -> None:
    """Log the drift; who changed it and when is looked up only if something differs."""
    found = list(drift.find_differences(kind, recorded, live))
    if not found:
        return
    by, at = drift.last_change(kind, api, id, recorded)
    said = "; ".join(item.sentence(secret=secrets.reach(item.field, *item.path)) for item in found[:SHOWN])
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    urn = rpc.urn()
    rpc.log(said + more + (f", by {by}" if by else "") + (f" at {at}" if at else ""), urn=urn)
    with _lock:
        _told.add(urn)


def told(urn: str) -> bool:
    """Whether the diff belongs to a refresh: the engine then compares live with recorded, as if to undo the drift,
    which has just been logged the right way round."""
    with _lock:
        mine = urn in _told
        _told.discard(urn)
    return mine
