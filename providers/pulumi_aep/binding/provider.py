"""The dynamic provider of every kind: Pulumi's verbs on one side, check, diff and lifecycle on the other.

Input keys that start with `__` are hidden by Pulumi: `__stamp` (project/stack/name), `__generation` (how often it was
replaced), `__v` (version of this layout).
"""

import os
import threading
import traceback
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

from .._loader import load
from ..core import check as checking
from ..core.field import UNKNOWN
from ..core.kind import Kind
from ..core.live import Fields
from ..core.ownership import OwnerMark
from ..core.registry import kind_named
from ..core.secret import Secrets
from ..errors import AepError, Unfinished
from ..lifecycle import apply as lifecycle
from ..lifecycle import diff as diffing
from ..lifecycle import downstream
from ..platform import endpoint
from . import given as along
from . import refresh, rpc, secrecy
from .unknowns import known, native

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
        with self._told(news, {}, _olds):
            return self._checked(known(_olds), known(news))

    def _checked(self, olds: Fields, given: Fields) -> CheckResult:
        kind, settings = self.kind, self._settings()
        hidden = {key: given.pop(key) for key in list(given) if key.startswith("__")}
        hidden.pop("__provider", None)
        _followers[self.kind_name, hidden.get("__stamp", "")] = hidden.pop("__downstream", [])
        wrong = list(along.problems(kind, hidden.pop(along.KEY, {}), given))
        for key in ("sandbox", "org"):
            given.pop(key, None)
        for item in kind.declared_fields():
            if item.setting and given.get(item.name) is None and settings.sandbox:
                given[item.name] = settings.sandbox
        fields, problems = checking.check(kind, {**given, **{item.field: UNKNOWN for item in wrong}})
        problems += wrong
        failures = [
            CheckFailure(item.field, secrecy.masked(item.message)) for item in problems
        ]  # it names the resource
        failures += [CheckFailure("", text) for text in settings.problems()]
        if failures:
            return CheckResult(native({**given, **hidden}), failures)
        hidden |= {"__v": LAYOUT, "__generation": self._generation(olds, hidden.get("__stamp", ""))}
        placed = {"org": settings.recorded_org} | ({"sandbox": settings.sandbox} if kind.sandboxed else {})
        return CheckResult(native({**secrecy.sealed(fields), **placed, **hidden}), [])

    def _generation(self, olds: Mapping[str, Any], owner: str) -> int:
        key = (self.kind_name, owner)
        with _lock:
            if olds.get("__generation"):
                _generations[key] = int(olds["__generation"])
                return _generations[key]
            return _generations[key] + 1 if key in _generations else 1

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        with self._told(_news, {}, _olds) as secrets:
            return self._compared(known(_olds), known(_news), secrets)

    def _compared(self, olds: Fields, news: Fields, secrets: Secrets) -> DiffResult:
        self._generation(olds, news.get("__stamp", ""))  # what goes before its successor comes is not checked first
        changes = diffing.diff(self.kind, olds, news, secrets)
        replaces = diffing.replacing(changes)
        # A name that is unique must be free before its successor comes, unless that goes elsewhere. A sandbox with
        # another name is elsewhere: the old one goes last, after all that lies in it.
        elsewhere = {"sandbox", "org", self.kind.unique_within} | (set() if self.kind.sandboxed else {"name"})
        first = bool(self.kind.unique) and not elsewhere & set(replaces)
        downstream.note(self.kind, _logical(olds), olds, anew=bool(replaces))
        urn, moved = rpc.urn(), olds.get("__stamp") != news.get("__stamp")
        hides = secrecy.PLACES in olds and olds[secrecy.PLACES] != news.get(secrecy.PLACES)
        told = refresh.told(urn)
        foretold = "" if told or replaces else self.kind.foretell(olds, news)
        if foretold and not changes:
            rpc.log(f"continue: {foretold}", urn=urn)
        if not changes and not moved and not hides:
            return DiffResult(changes=False, delete_before_replace=first)
        if changes and not told:
            said = self._consequence(changes, olds, replacing=bool(replaces))
            rpc.log(said + (f"; {foretold}" if foretold else ""), urn=urn)
        elif hides and not told:
            rpc.log("metadata: what is secret in it; only what is recorded changes", urn=urn)
        elif not told:
            rpc.log(f"metadata: owner {olds.get('__stamp')} → {news.get('__stamp')}", urn=urn)
        return DiffResult(changes=None, replaces=replaces, delete_before_replace=first)

    def _consequence(self, changes: list[diffing.FieldChange], olds: Fields, *, replacing: bool) -> str:
        """`retrain: learning_rate 0.1 → 0.2 (the last one took 11 s); then scores 23,055 events, …`"""
        forecast = self.kind.forecast(olds) if replacing else ""
        followers = _followers.get((self.kind_name, olds.get("__stamp", "")), [])
        then = downstream.then(diffing.spreading(changes), followers)
        return diffing.reason(changes) + (f" ({forecast})" if forecast else "") + (f"; {then}" if then else "")

    # -- on the Platform --------------------------------------------------------------------------------------------
    def create(self, props: dict[str, Any]) -> CreateResult:
        fields, hidden = _split(props)
        with self._told(hidden, fields):
            id, outputs = lifecycle.create(
                self.kind, self._api(fields), fields, _mark(hidden), met=lambda id: _met.add((self.kind_name, id))
            )
            made = self._declared(outputs, fields)
        if self.kind.stays():
            rpc.log(
                f"the Platform has no delete for {self.kind.noun()}s: it stays when this resource goes", urn=rpc.urn()
            )
        return CreateResult(id, {**made, **hidden})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        recorded, _ = _split(_olds)
        fields, hidden = _split(_news)
        with self._told(hidden, fields, _olds) as secrets:
            outputs = lifecycle.update(self.kind, self._api(recorded), _id, recorded, fields, _mark(hidden), secrets)
            made = self._declared(outputs, fields)
        return UpdateResult({**made, **hidden})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        recorded, hidden = _split(props)
        seen, declared = str(hidden.pop(lifecycle.UPDATED, "")), rpc.recorded_inputs()
        hidden |= {key: value for key, value in declared.items() if key == secrecy.PLACES}
        with self._told(hidden, {}, props, declared) as secrets:
            api = self._api(recorded, read_only=True)
            found = lifecycle.read(self.kind, api, id_, recorded, seen)
            if found:
                refresh.tell(self.kind, api, id_, recorded, found[0], secrets)
            if found is None:
                return ReadResult("", {})
            inputs, outputs = found
            hidden |= secrecy.sealed_whole(diffing.APPLIED, diffing.set_aside(hidden, recorded, inputs))
            kept = {key: recorded[key] for key in ("org", "sandbox") if key in recorded} | hidden
            unhealthy = self.kind.unhealthy(outputs)
            if unhealthy:
                sick = Unfinished(unhealthy, id=id_, outputs=outputs)
                rpc.fail_half_made(self._named(sick, hidden), {**outputs, **kept}, {**inputs, **kept})
            return ReadResult(id_, {**self._declared(outputs, inputs), **kept}, {**secrecy.sealed(inputs), **kept})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        recorded, hidden = _split(_props)
        if (self.kind_name, _id) in _met:
            _met.discard((self.kind_name, _id))
            rpc.log(KEPT, urn=rpc.urn(), warning=True)
            return
        with self._told(hidden, {}, _props, rpc.recorded_inputs()) as secrets:
            api = self._api(recorded)
            taken = lifecycle.cascade_of(self.kind, api, _id, recorded, _stack(hidden))
            if taken:
                rpc.log(taken, urn=rpc.urn())
            self._archive(api, _id, recorded, hidden, secrets)
            lifecycle.delete(self.kind, api, _id, recorded)
        if self.kind.stays():
            name = recorded.get(self.kind.name_field)
            rpc.log(f'{self.kind.noun()} "{name}" ({_id}) stays: the Platform has no delete for it', urn=rpc.urn())

    def _archive(self, api: Any, id: str, recorded: Fields, hidden: Fields, secrets: Secrets) -> None:
        """Before it goes, to the folder that the settings name; what is declared as existing stays anyway."""
        folder = self._settings().archive
        if folder and not recorded.get("existing"):
            from ..lifecycle import archive

            archive.write(self.kind, api, id, _logical(hidden), recorded, Path(folder), secrets)

    # -- help -------------------------------------------------------------------------------------------------------
    def _api(self, recorded: Fields, *, read_only: bool = False) -> Any:
        """The Platform at the sandbox that is recorded, and at no other; refused where the organisation differs."""
        from ..platform.client import SandboxApi, client

        settings = self._settings()
        org = recorded.get("org", settings.recorded_org)
        if org != settings.recorded_org:
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
        return {**placed, **secrecy.sealed(outputs)}

    def _named(self, error: Unfinished, hidden: Fields) -> Unfinished:
        return Unfinished(f"{self._label(hidden)}: {secrecy.masked(str(error))}", id=error.id, outputs=error.outputs)

    def _label(self, hidden: Fields) -> str:
        return f'{self.kind_name} "{_logical(hidden)}"'

    @contextmanager
    def _told(self, hidden: Fields, fields: Fields, *more: Fields) -> Iterator[Secrets]:
        """Whatever goes wrong inside ends the call in a sentence that names the resource; what is half made is kept.

        What is said meanwhile is without the asset's secrets, of which `more` inputs and outputs may hold some.
        """
        with secrecy.kept(self.kind, {**hidden, **fields}, *more) as secrets, self._ended(hidden, fields):
            yield secrets

    @contextmanager
    def _ended(self, hidden: Fields, fields: Fields) -> Iterator[None]:
        try:
            yield
        except rpc.Refusal:
            raise
        except Unfinished as error:
            rpc.fail_half_made(self._named(error, hidden), {**hidden, **error.outputs}, {**fields, **hidden})
        except AepError as error:
            rpc.fail(f"{self._label(hidden)}: {secrecy.masked(str(error))}")
        except Exception as error:  # noqa: BLE001 each way ends the call
            if os.environ.get("AEP_DEBUG"):
                rpc.fail(secrecy.masked(traceback.format_exc()))
            what = f"unexpected {type(error).__name__}: {secrecy.masked(str(error))}"
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
