"""The rows that the provider knows of: those the program declares, and those in state that Pulumi may delete."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Fields
from ..core.ownership import OwnerMark
from ..errors import AepError, Unfinished
from ..lifecycle.rows import Leaving, Rows
from ..platform.local_emulator import project_folder
from ..stack import command
from ..stack.state import parse_state
from . import rpc

Key = tuple[str, str]  # kind and owner
_told: dict[Key, Mapping[str, list[str]]] = {}


def note(key: Key, told: Any) -> None:
    """Remember which rows the program declares for this resource; ids that aren't known yet are left out."""
    if isinstance(told, Mapping):
        given = {name: told.get(name) for name in ("ids", "later")}
        _told[key] = {
            name: [item for item in found if isinstance(item, str)] if isinstance(found, list) else []
            for name, found in given.items()
        }


def of(key: Key, mark: OwnerMark, leave: Callable[[type[Kind], str, Leaving], None]) -> Rows:
    told = _told.get(key, {})
    return Rows(
        mark=mark,
        declared=frozenset(told.get("ids", [])),
        later=frozenset(told.get("later", [])),
        recorded=lambda: _recorded(mark.stack),
        leave=leave,
    )


def ready(known: Rows, kind: type[Kind], api: Api, fields: Fields) -> None:
    """Before a run begins: leave only declared rows for it to read, and name those of others on its row."""
    if kind.reads and (others := known.begin(kind, api, fields)):
        rpc.log(others, urn=rpc.urn())


def superseded(known: Rows, kind: type[Kind], api: Api, id: str, outputs: Fields) -> None:
    """Delete the rows that new ones have replaced, so that nothing runs on both."""
    if not kind.holds_rows:
        return
    try:
        known.supersede(kind, api, id, outputs)
    except AepError as error:
        raise Unfinished(str(error), id=id, outputs=outputs) from None


def go_first(key: Key, kind: type[Kind], recorded: Fields, declared: Fields) -> str:
    """The preview's phrase for rows that the last run read and this one won't; "" if there are none."""
    told = _told.get(key)
    names = [item.name for item in kind.declared_fields() if item.reads_rows]
    if told is None:
        return ""
    before, now = ({id for name in names for id in _listed(item.get(name))} for item in (recorded, declared))
    gone = before - now - set(told["ids"])
    return f"without the rows of {len(gone)} batch{'es' if len(gone) > 1 else ''} of before" if gone else ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


@cache
def _recorded(stack: str) -> Mapping[Key, Leaving]:
    """Everything in state that Pulumi may delete, by kind and id. Read once, and only if rows have to go."""
    exported = command.export_state(stack.partition("/")[2], project=project_folder())
    found = parse_state(exported, pending=True).resources
    return {
        (item.kind, item.id): Leaving(name=item.name, fields=item.fields)
        for item in found
        if not (item.retained or item.protected)
    }
