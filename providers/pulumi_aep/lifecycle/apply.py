"""Brings the Platform to what is declared: create, update, read, delete, the same for every kind.

Nothing on the Platform is idempotent. So a create first looks for the owner mark of an earlier, interrupted one. An
update writes only what changed, onto what is live at that moment; if somebody else has changed that, it stops.
"""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from ..core import cascade
from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Fields, Live
from ..core.ownership import OwnerMark
from ..core.secret import Secrets
from ..core.time import iso_time
from ..core.values import quoted
from ..errors import AepError, Failed, Missing, PreconditionFailed, Refused, Uncertain, Unfinished
from .claim import MARKED, Claim, name_taken
from .diff import NONE, diff, same
from .earlier import still_there
from .leftover import as_it_is, fits

TRIES = 4
LOOKS = (0.25, 0.5, 1.0)  # seconds before each look for what a call may have made whose answer got lost
# What the services call who changed something last, and when (the registry's stand in its own metadata).
_BY = ("updatedUser", "updatedBy", "modifiedBy", "xdm:lastModifiedUserId", "createdUser", "createdBy")
_WHEN = ("updated", "updateTime", "lastModifiedDate", "repo:lastModifiedDate")
UPDATED = "__updated"  # recorded beside the outputs: the Platform's word for the last change that we know of


def create(
    kind: type[Kind],
    api: Api,
    fields: Fields,
    mark: OwnerMark,
    met: Callable[[str], None] = lambda _: None,
    before: Sequence[str] = (),
) -> tuple[str, Fields]:
    """The id and all outputs; `met` is called with an asset that was there already.

    Raises Unfinished if it exists and has to be recorded, but isn't complete.

    `before`: ids of earlier generations that may be what is declared.
    """
    mine = _left_over(kind, api, fields, mark)
    if mine:
        met(mine.id)
    elif earlier := still_there(kind, api, before, fields, mark):
        api.progress("found what it was before; going back to it")
        live = _catch_up(kind, api, earlier, fields, mark)
        return live.id, _settled(kind, api, live, fields, mark)
    live = _make(kind, api, fields, mark, mine)
    return live.id, _settled(kind, api, live, fields, mark)


def _left_over(kind: type[Kind], api: Api, fields: Fields, mark: OwnerMark) -> Live | None:
    """What an interrupted run made, if it is what is declared now. If it is something else, it is removed."""
    mine = _mine(kind, api, fields, mark)
    return mine if mine and fits(kind, api, mine, fields, mark) else None


def _make(kind: type[Kind], api: Api, fields: Fields, mark: OwnerMark, mine: Live | None) -> Live:
    for attempt in range(1, TRIES + 1):
        if mine:
            api.progress("found what an interrupted run had made; going on with it")
            return _catch_up(kind, api, mine, fields, mark)
        try:
            made = kind.create(api, fields, mark)
        except Uncertain:
            if attempt == TRIES:
                raise
            mine = _appeared(kind, api, fields, mark)
        except Refused:
            api.forget()
            found = _mine(kind, api, fields, mark)  # refused because it is there: a list had lagged
            if not found:
                raise
            mine = found if fits(kind, api, found, fields, mark) else None
        else:
            if kind.indexed:
                kind.index(api)[made.id] = made
            return made
    raise AssertionError("unreachable")


def _appeared(kind: type[Kind], api: Api, fields: Fields, mark: OwnerMark) -> Live | None:
    """The asset made by a call whose response got lost, if the call had an effect. Lists may lag behind."""
    for pause in LOOKS:
        api.wait(pause)
        api.forget()
        mine = _mine(kind, api, fields, mark)
        if mine and kind.made_from(api, mine, fields) is not False:
            return mine
    return None


def _mine(kind: type[Kind], api: Api, fields: Fields, mark: OwnerMark) -> Live | None:
    """The asset that carries this mark. AepError if somebody else's asset of that name still exists."""
    mine, stranger = _look(kind, api, fields, mark)
    if mine:
        return kind.fetch(api, mine.id, fields)
    if stranger and kind.exclusive:
        api.forget()
        mine, stranger = _look(kind, api, fields, mark)
        if stranger and not mine:
            _refuse_name(kind, fields, stranger, mark)
    return mine


def _look(kind: type[Kind], api: Api, fields: Fields, mark: OwnerMark) -> tuple[Live | None, Live | None]:
    """(the asset that carries this mark, another one of that name that is somebody else's)"""
    found = [(OwnerMark.parse(kind.owner(live)), live) for live in kind.find(api, fields)]
    own = [(theirs, live) for theirs, live in found if theirs and _is_own(kind, live, theirs, mark)]
    mine = [live for theirs, live in own if theirs.generation == mark.generation]
    taken = [id(live) for _, live in own]
    others = [live for theirs, live in found if id(live) not in taken and not _is_twin(kind, theirs, mark)]
    return next(iter(mine), None), next(iter(others), None)


def _is_own(kind: type[Kind], live: Live, theirs: OwnerMark, mark: OwnerMark) -> bool:
    """Whether the asset is ours. A mark of the first release names no state: then it is if our state records it."""
    if not mark.same_resource(theirs):
        return False
    return theirs.state == mark.state or mark.recorded(kind.__name__, live.id)


def _is_twin(kind: type[Kind], theirs: OwnerMark | None, mark: OwnerMark) -> bool:
    """Whether another resource of this program made it, which is allowed where names aren't unique."""
    if theirs is None or kind.unique or theirs.holder != mark.holder:
        return False
    return any(theirs.resource == twin or theirs.resource.endswith(f"${twin}") for twin in mark.twins)


def _refuse_name(kind: type[Kind], fields: Fields, stranger: Live, mark: OwnerMark) -> NoReturn:
    whose = name_taken(kind, stranger, mark) or (
        f"was not made by this program{_who(stranger.doc)}; choose another name, or take it over with: aep adopt"
    )
    raise AepError(f'{kind.name_field} "{fields.get(kind.name_field)}" exists already ({stranger.id}) and {whose}')


def _catch_up(kind: type[Kind], api: Api, live: Live, fields: Fields, mark: OwnerMark) -> Live:
    now = as_it_is(kind, api, live, fields)
    behind = {item.field for item in diff(kind, now, fields) if item.field in now and item.field in fields}
    return kind.update(api, live, fields, behind, mark) if behind else live


def _settled(kind: type[Kind], api: Api, live: Live, fields: Fields, mark: OwnerMark) -> Fields:
    """All outputs, once the rest of the work is done. After a step whose response got lost, the asset is read again."""
    for attempt in range(1, TRIES + 1):
        try:
            live = kind.finish(api, live, fields, mark)
            return {**fields, **kind.outputs(api, live), UPDATED: live.version, **_marked(kind, live, mark)}
        except (Unfinished, Failed):
            raise
        except AepError as error:
            if not isinstance(error, Uncertain) or attempt == TRIES:
                outputs = {**fields, **kind.outputs(api, live)}
                raise Unfinished(str(error), id=live.id, outputs=outputs) from None
            api.wait(0.5 * attempt)
            api.forget()
            live = kind.fetch(api, live.id, fields) or live
    raise AssertionError("unreachable")


def _marked(kind: type[Kind], live: Live, mark: OwnerMark) -> Fields:
    """The mark that the asset carries instead of its own, where marks can't be rewritten."""
    owner = kind.owner(live)
    return {} if owner in (None, mark.owner) else {MARKED: owner}


def update(
    kind: type[Kind],
    api: Api,
    id: str,
    recorded: Fields,
    fields: Fields,
    mark: OwnerMark,
    claim: Claim | None = None,
    secrets: Secrets = NONE,
) -> Fields:
    """All outputs. AepError if somebody else has changed a field that we are about to change."""
    wanted = {item.field for item in diff(kind, recorded, fields)}
    for attempt in range(1, TRIES + 1):
        live = kind.fetch(api, id, recorded)
        if live is None:
            raise AepError(f"{id} is gone from the Platform; run pulumi refresh, then pulumi up makes it anew")
        if claim:
            claim.check_update(kind, live)
        now = kind.read(api, live)
        changed = {name for name in wanted if name not in now or not same(now[name], fields.get(name))}
        for name in changed & now.keys():
            _refuse_overwriting(name, now[name], recorded.get(name), live, secrets)
        try:
            if changed or kind.owner(live) != mark.owner:  # renamed, moved here from another stack, or adopted
                live = kind.update(api, live, fields, changed, mark)
            return _settled(kind, api, live, fields, mark)
        except PreconditionFailed:
            if attempt == TRIES:
                raise
    raise AssertionError("unreachable")


def _refuse_overwriting(name: str, now: Any, recorded: Any, live: Live, secrets: Secrets) -> None:
    if recorded is None or same(now, recorded):  # None: it was left to the Platform so far
        return
    values = "" if secrets.reach(name) else f" from {quoted(recorded)} to {quoted(now)}"
    raise AepError(
        f"{name} was changed on the Platform{values}{_who(live.doc)} and would be overwritten; "
        "run pulumi refresh to see it, then pulumi up to set what is declared"
    )


def read(kind: type[Kind], api: Api, id: str, recorded: Fields, seen: str = "") -> tuple[Fields, Fields] | None:
    """(inputs, outputs) as they are live; None when it is gone.

    Read from the list that all resources of its kind share; by itself only where that list holds less than the whole
    and says that it changed since `seen`. Only fields that were recorded are looked at: what the program leaves to
    the Platform can't drift.
    """
    live = kind.summary(api, id)
    if live and live.partial and live.version and live.version == seen:
        return _inputs(kind, recorded, {}), {**recorded, UPDATED: seen}
    if live is None or live.partial:  # only the asset itself says that it is gone: a list may lag
        live = kind.fetch(api, id, recorded)
    if live is None:
        return None
    inputs = _inputs(kind, recorded, kind.read(api, live))
    return inputs, {**inputs, **kind.outputs(api, live), UPDATED: live.version}


def _inputs(kind: type[Kind], recorded: Fields, now: Fields) -> Fields:
    fields = {item.name: item for item in kind.declared_fields()}
    inputs = {
        name: recorded[name] if fields[name].local or name not in now else now[name]
        for name in fields
        if recorded.get(name) is not None
    }
    return {name: value for name, value in inputs.items() if value is not None}


def cascade_of(kind: type[Kind], api: Api, id: str, recorded: Fields, stack: str) -> str:
    """A phrase for what the Platform deletes or breaks along with it; AepError if any of that isn't the stack's."""
    try:
        found = kind.cascades(api, id, recorded, cascade.Deletion(stack=stack))
    except Missing:  # it is gone already, and so is what went with it
        return ""
    refusal = cascade.why_not_deletable(found, stack)
    if refusal:
        raise AepError(refusal)
    return cascade.summary(found)


def delete(kind: type[Kind], api: Api, id: str, recorded: Fields) -> None:
    """Delete it; if it is gone already, that is a success."""
    try:
        kind.delete(api, id, recorded)
    except Missing:
        return


def touched(doc: dict[str, Any]) -> tuple[str, str]:
    """(by whom, when) it was last changed, "" where the document doesn't tell; times in ISO 8601, UTC."""
    registry = doc.get("meta:registryMetadata") or {}
    by = next((found for name in _BY if (found := doc.get(name) or registry.get(name))), "")
    if isinstance(by, dict):
        by = by.get("displayName") or by.get("userId") or ""
    when = next((found for name in _WHEN if (found := doc.get(name) or registry.get(name))), "")
    return str(by), iso_time(when) if isinstance(when, int | float) else str(when)


def _who(doc: dict[str, Any]) -> str:
    by, when = touched(doc)
    return (f" by {by}" if by else "") + (f" at {when}" if when else "")
