"""The dynamic provider of every kind: Pulumi's verbs on one side, check, diff and lifecycle on the other.

Input keys that start with `__` are hidden by Pulumi: `__stamp` (project/stack/name), `__generation` (how often it was
replaced), `__v` (version of this layout).
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)
from pulumi.output import Unknown

from .._loader import load
from ..core import check as checking
from ..core.field import UNKNOWN
from ..core.kind import Kind
from ..core.live import Fields
from ..core.ownership import OwnerMark
from ..core.registry import kind_named
from ..errors import AepError, Unfinished
from ..lifecycle import apply as lifecycle
from ..lifecycle import diff as diffing
from ..lifecycle import downstream
from ..platform import endpoint
from . import refresh, rpc

LAYOUT = 1
KEPT = (
    "is kept: Pulumi does not say that --replace or a taint asks for another one, so it was found again by its mark; "
    "to have it made anew, change a field that recreates it, or take it out of the program for one pulumi up"
)
# (kind, owner) to the generation last seen by check or diff: a replacement is checked again without its old inputs.
_generations: dict[tuple[str, str], int] = {}
# the same to who follows it, as its program said when it was checked
_followers: dict[tuple[str, str], list[Any]] = {}
_watching: list[bool] = []  # once in this process
# (kind, id) that a create found there: under --replace that is what Pulumi then wants deleted.
_met: set[tuple[str, str]] = set()
_lock = threading.Lock()


class Provider(ResourceProvider):
    """Holds nothing but a kind's name, and pickles to that."""

    serialize_as_secret_always = False

    def __init__(self, kind: str) -> None:
        self.kind_name = kind
        self._config: Any = None

    def __reduce__(self) -> tuple[Any, ...]:
        return load, (self.kind_name,)

    @property
    def kind(self) -> type[Kind]:
        return kind_named(self.kind_name)

    def configure(self, req: ConfigureRequest) -> None:
        self._config = req.config
        with _lock:
            if not _watching:
                _watching.append(True)
                rpc.end_with_engine()

    def _settings(self) -> endpoint.Settings:
        return endpoint.read_settings(lambda key: self._config.get(key) if self._config else None)

    # -- before anything runs ---------------------------------------------------------------------------------------
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        with self._told(news, {}):
            return self._checked(_known(_olds), _known(news))

    def _checked(self, olds: Fields, given: Fields) -> CheckResult:
        kind, settings = self.kind, self._settings()
        hidden = {key: given.pop(key) for key in list(given) if key.startswith("__")}
        hidden.pop("__provider", None)
        _followers[self.kind_name, hidden.get("__stamp", "")] = hidden.pop("__downstream", [])
        for key in ("sandbox", "org"):
            given.pop(key, None)
        for item in kind.declared_fields():
            if item.from_stack_config and given.get(item.name) is None and settings.sandbox:
                given[item.name] = settings.sandbox
        fields, problems = checking.check(kind, given)
        failures = [CheckFailure(item.field, item.message) for item in problems]  # the engine names the resource
        failures += [CheckFailure("", text) for text in settings.problems()]
        if failures:
            return CheckResult(_native({**given, **hidden}), failures)
        hidden |= {"__v": LAYOUT, "__generation": self._generation(olds, hidden.get("__stamp", ""))}
        placed = {"org": settings.recorded_org} | ({"sandbox": settings.sandbox} if kind.sandboxed else {})
        return CheckResult(_native({**fields, **placed, **hidden}), [])

    def _generation(self, olds: Mapping[str, Any], owner: str) -> int:
        key = (self.kind_name, owner)
        with _lock:
            if olds.get("__generation"):
                _generations[key] = int(olds["__generation"])
                return _generations[key]
            return _generations[key] + 1 if key in _generations else 1

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        with self._told(_news, {}):
            return self._compared(_known(_olds), _known(_news))

    def _compared(self, olds: Fields, news: Fields) -> DiffResult:
        self._generation(olds, news.get("__stamp", ""))  # what goes before its successor comes is not checked first
        changes = diffing.diff(self.kind, olds, news)
        replaces = diffing.replacing(changes)
        # A name that is unique must be free before its successor comes, unless that goes elsewhere. A sandbox with
        # another name is elsewhere: the old one goes last, after all that lies in it.
        elsewhere = {"sandbox", "org", self.kind.unique_within} | (set() if self.kind.sandboxed else {"name"})
        first = bool(self.kind.unique) and not elsewhere & set(replaces)
        downstream.note(self.kind, _logical(olds), olds)
        urn, moved = rpc.urn(), olds.get("__stamp") != news.get("__stamp")
        told = refresh.told(urn)
        if not changes and not moved:
            return DiffResult(changes=False, delete_before_replace=first)
        if changes and not told:
            rpc.log(self._consequence(changes, olds, replacing=bool(replaces)), urn=urn)
        elif not told:
            rpc.log(f"metadata: owner {olds.get('__stamp')} → {news.get('__stamp')}", urn=urn)
        return DiffResult(changes=None, replaces=replaces, delete_before_replace=first)

    def _consequence(self, changes: list[diffing.FieldChange], olds: Fields, *, replacing: bool) -> str:
        """`retrain: learning_rate 0.1 → 0.2 (the last one took 11 s); then scores 23,055 events, …`"""
        known = self.kind.forecast(olds) if replacing else ""
        followers = _followers.get((self.kind_name, olds.get("__stamp", "")), [])
        then = downstream.then(diffing.worst(changes), followers)
        return diffing.reason(changes) + (f" ({known})" if known else "") + (f"; {then}" if then else "")

    # -- on the Platform --------------------------------------------------------------------------------------------
    def create(self, props: dict[str, Any]) -> CreateResult:
        fields, hidden = _split(props)
        with self._told(hidden, fields):
            id, outputs = lifecycle.create(
                self.kind, self._api(fields), fields, _mark(hidden), met=lambda id: _met.add((self.kind_name, id))
            )
        if self.kind.stays():
            rpc.log(
                f"the Platform has no delete for {self.kind.noun()}s: it stays when this resource goes", urn=rpc.urn()
            )
        return CreateResult(id, {**self._declared(outputs, fields), **hidden})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        recorded, _ = _split(_olds)
        fields, hidden = _split(_news)
        with self._told(hidden, fields):
            outputs = lifecycle.update(self.kind, self._api(recorded), _id, recorded, fields, _mark(hidden))
        return UpdateResult({**self._declared(outputs, fields), **hidden})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        recorded, hidden = _split(props)
        seen = str(hidden.pop(lifecycle.UPDATED, ""))
        with self._told(hidden, {}):
            api = self._api(recorded, read_only=True)
            found = lifecycle.read(self.kind, api, id_, recorded, seen)
            if found:
                refresh.tell(self.kind, api, id_, recorded, found[0])
        if found is None:
            return ReadResult("", {})
        inputs, outputs = found
        kept = {key: recorded[key] for key in ("org", "sandbox") if key in recorded} | hidden
        unhealthy = self.kind.unhealthy(outputs)
        if unhealthy:
            sick = Unfinished(unhealthy, id=id_, outputs=outputs)
            rpc.fail_half_made(self._named(sick, hidden), {**outputs, **kept}, {**inputs, **kept})
        return ReadResult(id_, {**self._declared(outputs, inputs), **kept}, {**inputs, **kept})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        recorded, hidden = _split(_props)
        if (self.kind_name, _id) in _met:
            _met.discard((self.kind_name, _id))
            rpc.log(KEPT, urn=rpc.urn(), warning=True)
            return
        with self._told(hidden, {}):
            api = self._api(recorded)
            taken = lifecycle.cascade_of(self.kind, api, _id, recorded, _stack(hidden))
            if taken:
                rpc.log(taken, urn=rpc.urn())
            self._archive(api, _id, recorded, hidden)
            lifecycle.delete(self.kind, api, _id, recorded)
        if self.kind.stays():
            name = recorded.get(self.kind.name_field)
            rpc.log(f'{self.kind.noun()} "{name}" ({_id}) stays: the Platform has no delete for it', urn=rpc.urn())

    def _archive(self, api: Any, id: str, recorded: Fields, hidden: Fields) -> None:
        """Before it goes, to the folder that the settings name; what is declared as existing stays anyway."""
        folder = self._settings().archive
        if folder and not recorded.get("existing"):
            from ..lifecycle import archive

            archive.write(self.kind, api, id, _logical(hidden), recorded, Path(folder))

    # -- help -------------------------------------------------------------------------------------------------------
    def _api(self, recorded: Fields, *, read_only: bool = False) -> Any:
        """The Platform at the sandbox that is recorded, and at no other; refused where the organisation differs."""
        from ..platform.client import SandboxApi, client

        settings = self._settings()
        org = recorded.get("org", settings.recorded_org)
        if org != settings.recorded_org and not settings.problems():  # these are said by the client
            raise AepError(
                f"it is recorded in organisation {org}, but the settings are for {settings.recorded_org}; "
                "set aep:endpoint and aep:org to where it is"
            )
        urn = rpc.urn()
        return SandboxApi(
            client(settings),
            recorded.get("sandbox", ""),
            lambda text: rpc.log(text, urn=urn, ephemeral=True),
            read_only=read_only,
            cancelled=rpc.engine_gone,
        )

    def _declared(self, outputs: Fields, fields: Fields) -> Fields:
        """Every output the kind names, so that no dependent ever sees one vanish."""
        placed: Fields = {key: fields[key] for key in ("org", "sandbox") if key in fields}
        return {**placed, **outputs}

    def _named(self, error: Unfinished, hidden: Fields) -> Unfinished:
        return Unfinished(f"{self._label(hidden)}: {error}", id=error.id, outputs=error.outputs)

    def _label(self, hidden: Fields) -> str:
        return f'{self.kind_name} "{_logical(hidden)}"'

    @contextmanager
    def _told(self, hidden: Fields, fields: Fields) -> Iterator[None]:
        """Whatever goes wrong inside ends the call in a sentence that names the resource; what is half made is kept."""
        try:
            yield
        except rpc.Refusal:
            raise
        except Unfinished as error:
            rpc.fail_half_made(self._named(error, hidden), {**hidden, **error.outputs}, {**fields, **hidden})
        except AepError as error:
            rpc.fail(f"{self._label(hidden)}: {error}")
        except Exception as error:
            if os.environ.get("AEP_DEBUG"):
                raise
            what = f"unexpected {type(error).__name__}: {error}"
            rpc.fail(f"{self._label(hidden)}: {what}; set AEP_DEBUG=1 and run it again to see where")


def _mark(hidden: Fields) -> OwnerMark:
    generation = int(hidden.get("__generation", 1))
    return OwnerMark(owner=hidden["__stamp"] + (f"#{generation}" if generation > 1 else ""))


def _stack(hidden: Mapping[str, Any]) -> str:
    """project/stack"""
    return "/".join(str(hidden.get("__stamp", "")).split("/", 2)[:2])


def _logical(hidden: Mapping[str, Any]) -> str:
    return str(hidden.get("__stamp", "")).split("/", 2)[-1]


def _split(props: Mapping[str, Any]) -> tuple[Fields, Fields]:
    """(fields, hidden ones) without the provider's own key."""
    fields = {key: value for key, value in props.items() if not key.startswith("__")}
    hidden = {key: value for key, value in props.items() if key.startswith("__") and key != "__provider"}
    return fields, hidden


def _known(value: Any) -> Any:
    """Pulumi's unknowns as ours."""
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return value


def _native(value: Any) -> Any:
    """And back."""
    if value is UNKNOWN:
        return Unknown()  # type: ignore[no-untyped-call]
    if isinstance(value, dict):
        return {key: _native(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_native(item) for item in value]
    return value
