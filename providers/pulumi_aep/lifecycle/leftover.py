"""An asset that an interrupted `up` left behind: a create finds it by its mark. The program may have changed since.

Every field that defines the asset is compared. If it is as declared, or can be changed to that in place, the create
goes on with it. If not, it is deleted, and the right one is created. Nothing can depend on it, as it was never
recorded.
"""

from ..core import cascade
from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Fields, Live
from ..core.ownership import OwnerMark
from ..errors import AepError, Missing
from .diff import diff, replacing


def fits(kind: type[Kind], api: Api, live: Live, fields: Fields, mark: OwnerMark) -> bool:
    """Whether it is as declared, or can be changed to that in place. If not, it is removed."""
    now = as_it_is(kind, api, live, fields)
    other = replacing([item for item in diff(kind, now, fields) if item.field in now and item.field in fields])
    if not other and kind.made_from(api, live, fields):
        return True
    _make_room(kind, api, live, {**fields, **now}, mark, because=", ".join(other))
    return False


def as_it_is(kind: type[Kind], api: Api, live: Live, fields: Fields) -> Fields:
    """All declared fields that can be read from the Platform."""
    return {**kind.read(api, live), **kind.live_locals(api, live, fields)}


def _make_room(kind: type[Kind], api: Api, live: Live, was: Fields, mark: OwnerMark, *, because: str) -> None:
    what = f"{kind.noun()} {live.id}, which an interrupted up made with {because or 'inputs'} other than declared"
    if kind.stays():
        raise AepError(f"{what}, can't be changed or deleted; declare it as it is, or under another name")
    if kind.undeletable:
        api.note(f"{what}, is superseded; it is left to end, and nothing of it is recorded")
        return
    if kind.made_from(api, live, was) is None:
        api.note(f"{what} as far as it tells, is left as it is, and another one is made; delete it if nobody needs it")
        return
    try:
        found = kind.cascades(api, live.id, was, cascade.Deletion(stack=mark.holder))
        refusal = cascade.why_not_deletable(found, mark.holder)
        if refusal:
            raise AepError(f"{what}, has to go: {refusal}")
        api.note(f"{what}, is superseded: it goes, and another one is made")
        kind.delete(api, live.id, was)
    except Missing:
        pass
    api.forget()
