"""Bringing the Platform to what is declared: create, update, read, delete, the same for every kind.

Nothing on the Platform is idempotent, so a create looks for the stamp of an earlier, interrupted one first, and an
update writes only what changed, onto what is live at that moment, or says who was there in between.
"""

from typing import Any

from .diff import diff, same
from .errors import AepError, Changed, Failed, Missing, Uncertain, Unfinished
from .kind import Api, Fields, Kind, Live, Stamp

TRIES = 4


def create(kind: type[Kind], api: Api, fields: Fields, stamp: Stamp) -> tuple[str, Fields]:
    """Id and all outputs. Unfinished: it exists, `id` and `outputs` must be recorded."""
    live = _make(kind, api, fields, stamp)
    return live.id, _settled(kind, api, live, fields, stamp)


def _make(kind: type[Kind], api: Api, fields: Fields, stamp: Stamp) -> Live:
    for attempt in range(1, TRIES + 1):
        mine = _mine(kind, api, fields, stamp)
        if mine:
            api.progress("found what an interrupted run had made; going on with it")
            return _catch_up(kind, api, mine, fields, stamp)
        try:
            return kind.create(api, fields, stamp)
        except Uncertain:
            if attempt == TRIES:
                raise
            api.wait(0.5 * attempt)
    raise AssertionError("unreachable")


def _mine(kind: type[Kind], api: Api, fields: Fields, stamp: Stamp) -> Live | None:
    found = kind.find(api, fields)
    owners = [(kind.owner(live), live) for live in found]
    mine = [live for owner, live in owners if owner == stamp.owner]
    if mine:
        return mine[0]
    strangers = [(owner, live) for owner, live in owners if (owner or "").split("#")[0] != stamp.owner.split("#")[0]]
    if strangers and kind.exclusive:
        owner, live = strangers[0]
        whose = f"belongs to {owner}" if owner else f"was not made by this program{_who(live.doc)}"
        raise AepError(
            f'{kind.named} "{fields.get(kind.named)}" exists already ({live.id}) and {whose}; '
            "choose another name, or adopt it with: pulumi import"
        )
    return None


def _catch_up(kind: type[Kind], api: Api, live: Live, fields: Fields, stamp: Stamp) -> Live:
    now = kind.read(api, live)
    behind = {item.field for item in diff(kind, now, fields) if item.field in now and item.field in fields}
    return kind.update(api, live, fields, behind, stamp) if behind else live


def _settled(kind: type[Kind], api: Api, live: Live, fields: Fields, stamp: Stamp) -> Fields:
    """All outputs, once what is left to do is done. A step whose answer got lost is looked at again."""
    for attempt in range(1, TRIES + 1):
        try:
            live = kind.settle(api, live, fields, stamp)
            return {**fields, **kind.outputs(api, live)}
        except (Unfinished, Failed):
            raise
        except AepError as error:
            if not isinstance(error, Uncertain) or attempt == TRIES:
                outputs = {**fields, **kind.outputs(api, live)}
                raise Unfinished(str(error), id=live.id, outputs=outputs) from None
            api.wait(0.5 * attempt)
            live = kind.get(api, live.id, fields) or live
    raise AssertionError("unreachable")


def update(kind: type[Kind], api: Api, id: str, recorded: Fields, fields: Fields, stamp: Stamp) -> Fields:
    """All outputs. A field that we want to change, and somebody else changed since it was recorded, stops it."""
    wanted = {item.field for item in diff(kind, recorded, fields)}
    for attempt in range(1, TRIES + 1):
        live = kind.get(api, id, recorded)
        if live is None:
            raise AepError(f"{id} is gone from the Platform; run pulumi refresh, then pulumi up makes it anew")
        now = kind.read(api, live)
        changed = {name for name in wanted if name not in now or not same(now[name], fields.get(name))}
        for name in changed & now.keys():
            _refuse_overwriting(name, now[name], recorded.get(name), live)
        try:
            if changed:
                live = kind.update(api, live, fields, changed, stamp)
            return _settled(kind, api, live, fields, stamp)
        except Changed:
            if attempt == TRIES:
                raise
    raise AssertionError("unreachable")


def _refuse_overwriting(name: str, now: Any, recorded: Any, live: Live) -> None:
    if recorded is None or same(now, recorded):  # None: it was left to the Platform so far
        return
    raise AepError(
        f"{name} was changed on the Platform from {recorded!r} to {now!r}{_who(live.doc)} and would be overwritten; "
        "run pulumi refresh to see it, then pulumi up to set what is declared"
    )


def read(kind: type[Kind], api: Api, id: str, recorded: Fields) -> tuple[Fields, Fields] | None:
    """(inputs, outputs) as they are live; None when it is gone.

    Only fields that were recorded are looked at: what the program leaves to the Platform can't drift.
    """
    live = kind.get(api, id, recorded)
    if live is None:
        return None
    now = kind.read(api, live)
    fields = {item.name: item for item in kind.declared_fields()}
    inputs = {
        name: recorded[name] if fields[name].local or name not in now else now[name]
        for name in fields
        if recorded.get(name) is not None
    }
    inputs = {name: value for name, value in inputs.items() if value is not None}
    return inputs, {**inputs, **kind.outputs(api, live)}


def delete(kind: type[Kind], api: Api, id: str, recorded: Fields) -> None:
    """Deleting what is gone succeeds."""
    try:
        kind.remove(api, id, recorded)
    except Missing:
        return


def _who(doc: dict[str, Any]) -> str:
    """Who touched it last, and when, as far as the document says."""
    by = doc.get("updatedUser") or doc.get("updatedBy") or doc.get("createdUser") or doc.get("createdBy") or ""
    if isinstance(by, dict):
        by = by.get("displayName") or by.get("userId") or ""
    when = doc.get("updated") or doc.get("updateTime") or doc.get("lastModifiedDate") or ""
    if isinstance(when, int | float):
        from datetime import UTC, datetime

        when = datetime.fromtimestamp(when / 1000, UTC).isoformat(timespec="seconds")
    return (f" by {by}" if by else "") + (f" at {when}" if when else "")
