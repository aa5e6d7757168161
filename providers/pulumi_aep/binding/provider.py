"""The dynamic provider of every kind: Pulumi's verbs on one side, check, diff and lifecycle on the other.

Input keys that start with `__` are hidden by Pulumi: `__stamp` (the owner mark), `__generation` (how often it was
replaced), `__v` (version of this layout).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
from ..core import owner_mark
from ..core.field import UNKNOWN
from ..core.kind import Kind
from ..core.live import Fields
from ..core.owner_mark import OwnerMark
from ..core.registry import kind_named
from ..core.secret import Secrets
from ..errors import Unfinished
from ..lifecycle import apply as lifecycle
from ..lifecycle import diff as diffing
from ..lifecycle import downstream, earlier
from ..lifecycle.made import MADE, digests
from ..lifecycle.rows import Leaving, Rows
from ..payload.project_path import project_path
from ..platform import endpoint
from ..stack.advice import name_stack, stack_of
from . import (
    call_error,
    consequence,
    declared,
    generation,
    identity,
    interruption,
    read_only,
    recorded_sandbox,
    refresh,
    rows,
    rpc,
    secrecy,
    workers,
)
from . import given as along
from .props import split
from .unknown import from_pulumi, to_pulumi

LAYOUT = 1
# (kind, owner) to what else the program gives that name
_twins: dict[tuple[str, str], list[str]] = {}
_watching: list[bool] = []  # once in this process
_lock = threading.Lock()


class KindProvider(ResourceProvider):
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
                workers.grow()  # Cancel gets through too, while trainings are waited for
                rpc.end_with_engine()
                interruption.listen(rpc.servicer())

    def _settings(self) -> endpoint.Settings:
        return endpoint.read_settings(lambda key: self._config.get(key) if self._config else None)

    # -- before anything runs ---------------------------------------------------------------------------------------
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        with self._told(news, {}, _olds):
            return self._checked(from_pulumi(_olds), from_pulumi(news))

    def _checked(self, olds: Fields, given: Fields) -> CheckResult:
        kind, settings = self.kind, self._settings()
        hidden = {key: given.pop(key) for key in list(given) if key.startswith("__")}
        hidden.pop("__provider", None)
        hidden["__stamp"] = identity.stamp(hidden)
        consequence.note((self.kind_name, hidden["__stamp"]), hidden.pop("__downstream", []))
        _twins[self.kind_name, hidden["__stamp"]] = hidden.pop("__twins", [])
        rows.note((self.kind_name, hidden["__stamp"]), hidden.pop("__rows", None))
        wrong = list(along.problems(kind, hidden.pop(along.KEY, {}), given))
        for key in ("sandbox", "org"):
            given.pop(key, None)
        for item in kind.declared_fields():
            if item.from_stack_config and given.get(item.name) is None and settings.sandbox:
                given[item.name] = settings.sandbox
        fields, problems = checking.check(kind, {**given, **{item.field: UNKNOWN for item in wrong}})
        said = [*problems, *wrong]  # the engine names the resource
        failures = [CheckFailure(*secrecy.phrase(item.field, item.message)) for item in said]
        stack = stack_of(rpc.urn())
        failures += [CheckFailure("", name_stack(text, stack)) for text in settings.problems()]
        failures += [CheckFailure(kind.unique, text) for text in declared.twice(kind, fields, settings)]
        if failures:
            return CheckResult(to_pulumi({**given, **hidden}), failures)
        hidden |= {"__v": LAYOUT, "__generation": generation.number((self.kind_name, hidden["__stamp"]), olds)}
        placed = {"org": settings.recorded_org} | ({"sandbox": settings.sandbox} if kind.sandboxed else {})
        return CheckResult(to_pulumi({**secrecy.sealed(fields), **placed, **hidden}), [])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        if read_only.BY in _olds:
            return DiffResult(changes=False)
        with self._told(_news, {}, _olds) as secrets:
            return self._compared(_id, from_pulumi(_olds), from_pulumi(_news), secrets)

    def _compared(self, _id: str, olds: Fields, news: Fields, secrets: Secrets) -> DiffResult:
        changes = diffing.diff(self.kind, olds, news, secrets)
        replaces = diffing.replacing(changes)
        generation.note(self.kind, _id, news.get("__stamp", ""), olds, replaced=bool(replaces))
        # A name that is unique must be free before its successor comes, unless that goes elsewhere. A sandbox with
        # another name is elsewhere: the old one goes last, after all that lies in it.
        elsewhere = {"sandbox", "org", self.kind.unique_within} | (set() if self.kind.sandboxed else {"name"})
        first = bool(self.kind.unique) and not elsewhere & set(replaces)
        downstream.note(self.kind, identity.name(olds), olds, anew=bool(replaces))
        before, now = (OwnerMark.recorded_as(item.get("__stamp")) for item in (olds, news))
        urn, moved = rpc.urn(), owner_mark.moved(before, now)
        hides = secrecy.PLACES in olds and olds[secrecy.PLACES] != news.get(secrecy.PLACES)
        told = refresh.told(urn)
        foretold = "" if told or replaces else self.kind.foretell(olds, news)
        if foretold and not changes:
            rpc.log(f"continue: {foretold}", urn=urn)
        if not changes and not moved and not hides:
            return DiffResult(changes=False, delete_before_replace=first)
        if changes and not told:
            said = consequence.of(self.kind, changes, olds, news, replacing=bool(replaces))
            rpc.log(said + (f"; {foretold}" if foretold else ""), urn=urn)
        elif hides and not told:
            rpc.log("metadata: what is secret in it; only what is recorded changes", urn=urn)
        elif not told:
            rpc.log(f"metadata: {moved}", urn=urn)
        return DiffResult(changes=None, replaces=replaces, delete_before_replace=first)

    # -- on the Platform --------------------------------------------------------------------------------------------
    def create(self, props: dict[str, Any]) -> CreateResult:
        fields, hidden = split(props)
        before = generation.before(self.kind, hidden.get("__stamp", ""))
        beside = self._made(fields) | ({earlier.EARLIER: before} if before else {})
        twins = frozenset(_twins.get((self.kind_name, hidden.get("__stamp", "")), ()))
        with self._told(hidden, fields, beside=beside):
            rows.ready(self._rows(hidden), self.kind, self._api(fields), fields)
            id, outputs = lifecycle.create(
                self.kind,
                self._api(fields),
                fields,
                identity.mark(hidden, twins=twins),
                met=lambda id: generation.met(self.kind, id),
                before=earlier.equal(self.kind, before, fields),
            )
            rows.superseded(self._rows(hidden), self.kind, self._api(fields), id, outputs)
            made = self._declared(outputs, fields)
        generation.made(self.kind, id, hidden)
        if self.kind.stays():
            rpc.log(
                f"the Platform has no delete for {self.kind.noun()}s: it stays when this resource goes", urn=rpc.urn()
            )
        return CreateResult(id, {**made, **hidden, **beside})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        recorded, before = split(_olds)
        fields, hidden = split(_news)
        beside = self._made(fields) | _beside(before)
        with self._told(hidden, fields, _olds, beside=beside) as secrets:
            api = self._api(recorded)
            if self.kind.begins(recorded):
                rows.ready(self._rows(hidden), self.kind, api, fields)
            claim = identity.claim(hidden, before)
            outputs = lifecycle.update(self.kind, api, _id, recorded, fields, claim.mark, claim, secrets)
            rows.superseded(self._rows(hidden), self.kind, api, _id, outputs)
            made = self._declared(outputs, fields)
        return UpdateResult({**made, **hidden, **beside})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        if read_only.BY in props:
            return self._looked_up(id_, props)
        recorded, hidden = split(props)
        seen, declared = str(hidden.pop(lifecycle.UPDATED, "")), rpc.recorded_inputs()
        hidden |= {key: value for key, value in declared.items() if key == secrecy.PLACES}
        beside = _beside(hidden)
        hidden = {key: value for key, value in hidden.items() if key not in beside}
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
                named = call_error.named(sick, self.kind_name, hidden)
                rpc.fail_half_made(named, {**outputs, **kept, **beside}, {**inputs, **kept})
            made = self._declared(outputs, inputs)
            return ReadResult(id_, {**made, **kept, **beside}, {**secrecy.sealed(inputs), **kept})

    def _looked_up(self, key: str, props: dict[str, Any]) -> ReadResult:
        with self._told({}, {}):
            settings = self._settings()
            here = {"org": settings.recorded_org} | ({"sandbox": settings.sandbox} if self.kind.sandboxed else {})
            where = {name: props.get(name, value) for name, value in here.items()}
            return read_only.read(self.kind, self._api(where, read_only=True), key, props, where)

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        recorded, hidden = split(_props)
        if generation.was_met(self.kind, _id):
            rpc.log(generation.KEPT, urn=rpc.urn(), warning=True)
            return
        if generation.is_current_again(self.kind, _id, hidden):
            return
        with self._told(hidden, {}, _props, rpc.recorded_inputs()) as secrets:
            claim = identity.claim(hidden, hidden)
            stays = claim.check_delete(self.kind, self._api(recorded), _id, recorded)
            if stays:
                rpc.log(stays, urn=rpc.urn(), warning=True)
                return
            self._remove(_id, recorded, hidden, secrets)
        if self.kind.stays():
            name = recorded.get(self.kind.name_field)
            rpc.log(f'{self.kind.noun()} "{name}" ({_id}) stays: the Platform has no delete for it', urn=rpc.urn())

    def _remove(self, _id: str, recorded: Fields, hidden: Fields, secrets: Secrets) -> None:
        api = self._api(recorded)
        taken = lifecycle.cascade_of(self.kind, api, _id, recorded, identity.holder(hidden))
        if taken:
            rpc.log(taken, urn=rpc.urn())
        self._archive(api, _id, recorded, hidden, secrets)
        lifecycle.delete(self.kind, api, _id, recorded)

    def _made(self, fields: Fields) -> Fields:
        return {MADE: digests(self.kind, fields)} if self.kind.goes_back else {}

    def _rows(self, hidden: Fields) -> Rows:
        def leave(kind: type[Kind], id: str, found: Leaving) -> None:
            """Delete it as its own delete would, which then finds nothing left to do."""
            provider = KindProvider(kind.__name__)
            provider._config = self._config
            fields, hidden_there = split(found.fields)
            with secrecy.kept(kind, found.fields) as secrets:
                provider._remove(id, fields, hidden_there, secrets)

        return rows.of((self.kind_name, hidden.get("__stamp", "")), identity.mark(hidden), leave)

    def _archive(self, api: Any, id: str, recorded: Fields, hidden: Fields, secrets: Secrets) -> None:
        """Archive an asset in the configured folder before it is deleted, unless it is declared as existing."""
        folder = self._settings().archive
        if folder and not recorded.get("existing"):
            from ..lifecycle import archive

            archive.write(self.kind, api, id, identity.name(hidden), recorded, project_path(folder), secrets)

    # -- help -------------------------------------------------------------------------------------------------------
    def _api(self, recorded: Fields, *, read_only: bool = False) -> Any:
        return recorded_sandbox.api(self._settings(), recorded, read_only=read_only)

    def _declared(self, outputs: Fields, fields: Fields) -> Fields:
        """Every output that the kind declares, so that none ever vanishes for the resources that use it."""
        placed: Fields = {key: fields[key] for key in ("org", "sandbox") if key in fields}
        return {**placed, **secrecy.sealed(outputs)}

    @contextmanager
    def _told(self, hidden: Fields, fields: Fields, *more: Fields, beside: Fields | None = None) -> Iterator[Secrets]:
        """Whatever goes wrong inside ends the call in a sentence that names the resource; what is half made is kept.

        What is said meanwhile is without the asset's secrets, of which `more` inputs and outputs may hold some.
        `beside`: what is recorded beside its outputs.
        """
        with (
            secrecy.kept(self.kind, {**hidden, **fields}, *more) as secrets,
            call_error.ended(self.kind_name, hidden, fields, beside or {}),
        ):
            yield secrets


def _beside(hidden: Fields) -> Fields:
    """Hidden properties that are recorded with the outputs but are no inputs."""
    return {key: hidden[key] for key in (MADE, earlier.EARLIER) if hidden.get(key)}
