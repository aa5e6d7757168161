"""Going back: the asset from before the last replacement is used again, if the Platform still has it.

It still does after an `up` that failed, because Pulumi deletes replaced resources only at the end of a successful one.
So a program that is reverted finds the asset it declares, and nothing trains again. Of each earlier generation, only
the id and a digest of every defining field are recorded, and no secrets.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Fields, Live
from ..core.ownership import OwnerMark
from .diff import diff
from .made import MADE, digests

EARLIER = "__earlier"  # recorded beside the outputs: the generations before this one
KEPT = 20
AGAIN = "as it was before: taken up again if that is still there, and then nothing of it runs"
Generation = Mapping[str, Any]  # {id, was: field to digest}


def with_this(kind: type[Kind], id: str, recorded: Fields) -> list[Generation]:
    """The generations that the successor of this one may go back to."""
    others = [one for one in recorded.get(EARLIER, []) if one["id"] != id]
    return [*others, {"id": id, "was": recorded.get(MADE) or digests(kind, recorded)}][-KEPT:]


def equal(kind: type[Kind], generations: Sequence[Generation], declared: Fields) -> list[str]:
    """Ids of the generations that are as declared, the latest first. A value that isn't known yet equals any."""
    now = digests(kind, declared)
    found = [one["id"] for one in generations if all(one["was"].get(name) == text for name, text in now.items())]
    return found[::-1]


def still_there(kind: type[Kind], api: Api, ids: Sequence[str], fields: Fields, mark: OwnerMark) -> Live | None:
    """The first of these ids whose asset is ours and still as it was made."""
    for id in ids:
        found = kind.fetch(api, id, fields)
        live = kind.full(api, found) if found else None
        if live is None or not mark.of_same(kind.owner(live)) or kind.not_adoptable(api, live):
            continue
        if not _drifted(kind, {**kind.read(api, live), **kind.live_locals(api, live, fields)}, fields):
            return live
    return None


def _drifted(kind: type[Kind], now: Fields, fields: Fields) -> bool:
    """Whether it was changed since it was made. What the program leaves to the Platform can't drift."""
    changes = diff(kind, now, fields)
    return any(item.replaces and item.field in now and fields.get(item.field) is not None for item in changes)
