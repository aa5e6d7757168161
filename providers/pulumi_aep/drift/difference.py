"""Recorded against live: the differences, one for each leaf that differs, and who made them as far as known."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Fields, Live
from ..lifecycle.apply import UPDATED, read, touched
from ..lifecycle.diff import same
from ..stack.state import Recorded, moment, secret


@dataclass(frozen=True)
class Difference:
    """One value that differs: a field, or a part of it under `path`. None: it is not there."""

    field: str
    path: tuple[str, ...]
    recorded: Any
    live: Any

    @property
    def place(self) -> str:
        """`hyperparameters.learning_rate`."""
        return ".".join((self.field, *self.path))

    def sentence(self) -> str:
        return f"{self.place}: recorded {_quoted(self.recorded)}, live {_quoted(self.live)}"


@dataclass(frozen=True)
class Drift:
    """What a look at one recorded asset found."""

    resource: Recorded
    differences: tuple[Difference, ...] = ()
    gone: bool = False
    live: Fields | None = None
    by: str = ""
    at: str = ""
    unseen: tuple[str, ...] = ()  # fields that are secret, which nobody but the engine can compare


def look(kind: type[Kind], api: Api, recorded: Recorded) -> Drift:
    """Reads; writes nothing. Who and when are asked only where something differs."""
    hidden = tuple(name for name, value in recorded.visible.items() if secret(value))
    known = {name: value for name, value in recorded.fields.items() if name not in hidden}
    found = read(kind, api, recorded.id, known, str(known.get(UPDATED, "")))
    if found is None:
        return Drift(recorded, gone=True, unseen=hidden)
    live, _ = found
    differs = tuple(differences(kind, known, live))
    by, at = who(kind, api, recorded.id, known) if differs else ("", "")
    return Drift(recorded, differs, live=live, by=by, at=at, unseen=hidden)


def who(kind: type[Kind], api: Api, id: str, recorded: Fields) -> tuple[str, str]:
    """(by whom, when) the asset was last touched, as far as the Platform says."""
    live = kind.summary(api, id)
    if live is None or live.partial:
        live = kind.fetch(api, id, recorded)
    return _touched(live) if live else ("", "")


def _touched(live: Live) -> tuple[str, str]:
    by, at = touched(live.doc)
    return by, moment(at) or at


@dataclass(frozen=True)
class Orphan:
    """What carries this stack's stamp and is not in its state."""

    kind: str
    id: str
    name: str
    owner: str
    by: str
    at: str


def strangers(kind: type[Kind], api: Api, recorded: AbstractSet[str]) -> list[Live]:
    """What is there and not recorded, out of the one list; what could not have been taken away is left out."""
    if kind.undeletable:
        return []
    return [live for id, live in kind.index(api).items() if id not in recorded and not kind.is_failed_attempt(live)]


def orphan(kind: type[Kind], api: Api, found: Live, stamped: str) -> Orphan | None:
    """That one, if its stamp begins so. Where the list tells no stamps, it is read."""
    live = kind.fetch(api, found.id, {}) if found.partial else found
    if live is None or not (kind.owner(live) or "").startswith(stamped):
        return None
    name = str(kind.read(api, live).get(kind.name_field) or "")
    return Orphan(kind.__name__, live.id, name, kind.owner(live) or "", *_touched(live))


def differences(kind: type[Kind], recorded: Fields, live: Fields) -> Iterator[Difference]:
    """Over the fields that the Platform keeps and that were recorded."""
    for item in kind.declared_fields():
        old, new = recorded.get(item.name), live.get(item.name)
        if not item.local and old is not None and not same(old, new):
            yield from _inside(item.name, (), old, new)


def _inside(field: str, path: tuple[str, ...], old: Any, new: Any) -> Iterator[Difference]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        yield Difference(field, path, old, new)
        return
    for key in sorted({*old, *new}):
        if not same(old.get(key), new.get(key)):
            yield from _inside(field, (*path, key), old.get(key), new.get(key))


def _quoted(value: Any) -> str:
    from json import dumps

    text = "(none)" if value is None else dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:79] + "…"
