"""The dynamic provider of every kind: Pulumi's verbs on one side, check, diff and lifecycle on the other.

Input keys that start with `__` are hidden by Pulumi: `__stamp` (the owner mark), `__generation` (how often it was
replaced), `__v` (version of this layout).
"""

import os
import threading
from collections.abc import Iterator, Mapping
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
from ..core.kind import Kind
from ..core.live import Fields
from ..core.owner_mark import OwnerMark
from ..core.registry import kind_named
from ..errors import AepError, Unfinished
from ..lifecycle import apply as lifecycle
from ..lifecycle import diff as diffing
from ..lifecycle import downstream, earlier
from ..lifecycle.made import MADE, digests
from ..lifecycle.rows import Leaving, Rows
from ..payload.project_path import project_path
from ..platform import endpoint
from ..stack.advice import name_stack, stack_of
from . import declared, generation, identity, read_only, refresh, rows, rpc
from .props import split
from .unknown import from_pulumi, to_pulumi

LAYOUT = 1
# (kind, owner) to who follows it, as its program said when it was checked
_followers: dict[tuple[str, str], list[Any]] = {}
# the same to what else the program gives that name
_twins: dict[tuple[str, str], list[str]] = {}
_watching: list[bool] = []  # once in this process
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
            return self._checked(from_pulumi(_olds), from_pulumi(news))

    def _checked(self, olds: Fields, given: Fields) -> CheckResult:
        kind, settings = self.kind, self._settings()
        hidden = {key: given.pop(key) for key in list(given) if key.startswith("__")}
        hidden.pop("__provider", None)
        hidden["__stamp"] = identity.stamp(hidden)
        _followers[self.kind_name, hidden["__stamp"]] = hidden.pop("__downstream", [])
        _twins[self.kind_name, hidden["__stamp"]] = hidden.pop("__twins", [])
        rows.note((self.kind_name, hidden["__stamp"]), hidden.pop("__rows", None))
        for key in ("sandbox", "org"):
            given.pop(key, None)
        for item in kind.declared_fields():
            if item.setting and given.get(item.name) is None and settings.sandbox:
                given[item.name] = settings.sandbox
        fields, problems = checking.check(kind, given)
        failures = [CheckFailure(item.field, item.message) for item in problems]  # the engine names the resource
        stack = stack_of(rpc.urn())
        failures += [CheckFailure("", name_stack(text, stack)) for text in settings.problems()]
        failures += [CheckFailure(kind.unique, text) for text in declared.twice(kind, fields, settings)]
        if failures:
            return CheckResult(to_pulumi({**given, **hidden}), failures)
        hidden |= {"__v": LAYOUT, "__generation": generation.number((self.kind_name, hidden["__stamp"]), olds)}
        placed = {"org": settings.recorded_org} | ({"sandbox": settings.sandbox} if kind.sandboxed else {})
        return CheckResult(to_pulumi({**fields, **placed, **hidden}), [])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        if read_only.BY in _olds:
            return DiffResult(changes=False)
        with self._told(_news, {}):
            return self._compared(_id, from_pulumi(_olds), from_pulumi(_news))

    def _compared(self, _id: str, olds: Fields, news: Fields) -> DiffResult:
        changes = diffing.diff(self.kind, olds, news)
        replaces = diffing.replacing(changes)
        generation.note(self.kind, _id, news.get("__stamp", ""), olds, replaced=bool(replaces))
        # A name that is unique must be free before its successor comes, unless that goes elsewhere. A sandbox with
        # another name is elsewhere: the old one goes last, after all that lies in it.
        elsewhere = {"sandbox", "org", self.kind.unique_within} | (set() if self.kind.sandboxed else {"name"})
        first = bool(self.kind.unique) and not elsewhere & set(replaces)
        downstream.note(self.kind, _logical(olds), olds)
        before, now = (OwnerMark.recorded_as(item.get("__stamp")) for item in (olds, news))
        urn, moved = rpc.urn(), owner_mark.moved(before, now)
        told = refresh.told(urn)
        if not changes and not moved:
            return DiffResult(changes=False, delete_before_replace=first)
        if changes and not told:
            rpc.log(self._consequence(changes, olds, news, replacing=bool(replaces)), urn=urn)
        elif not told:
            rpc.log(f"metadata: {moved}", urn=urn)
        return DiffResult(changes=None, replaces=replaces, delete_before_replace=first)

    def _consequence(self, changes: list[diffing.FieldChange], olds: Fields, news: Fields, *, replacing: bool) -> str:
        """`retrain: learning_rate 0.1 → 0.2 (the last one took 11 s); then scores 23,055 events, …`"""
        followers = _followers.get((self.kind_name, olds.get("__stamp", "")), [])
        then = downstream.then(diffing.worst(changes), followers)
        details = "; ".join(self._details(olds, news)) if replacing else ""
        return diffing.reason(changes) + (f" ({details})" if details else "") + (f"; {then}" if then else "")

    def _details(self, olds: Fields, news: Fields) -> Iterator[str]:
        """Of a replacement: which rows go before it, and what it will cost."""
        without = rows.go_first((self.kind_name, news.get("__stamp", "")), self.kind, olds, news)
        again = earlier.equal(self.kind, olds.get(earlier.EARLIER, []), news)
        yield from filter(None, (without, earlier.AGAIN if again else self.kind.forecast(olds)))

    # -- on the Platform --------------------------------------------------------------------------------------------
    def create(self, props: dict[str, Any]) -> CreateResult:
        fields, hidden = split(props)
        before = generation.before(self.kind, hidden.get("__stamp", ""))
        beside = self._made(fields) | ({earlier.EARLIER: before} if before else {})
        twins = frozenset(_twins.get((self.kind_name, hidden.get("__stamp", "")), ()))
        with self._told(hidden, fields, beside):
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
        generation.made(self.kind, id, hidden)
        if self.kind.stays():
            rpc.log(
                f"the Platform has no delete for {self.kind.noun()}s: it stays when this resource goes", urn=rpc.urn()
            )
        return CreateResult(id, {**self._declared(outputs, fields), **hidden, **beside})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        recorded, before = split(_olds)
        fields, hidden = split(_news)
        beside = self._made(fields) | _beside(before)
        with self._told(hidden, fields, beside):
            if self.kind.begins(recorded):
                rows.ready(self._rows(hidden), self.kind, self._api(fields), fields)
            claim = identity.claim(hidden, before)
            outputs = lifecycle.update(self.kind, self._api(recorded), _id, recorded, fields, claim.mark, claim)
            rows.superseded(self._rows(hidden), self.kind, self._api(fields), _id, outputs)
        return UpdateResult({**self._declared(outputs, fields), **hidden, **beside})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        if read_only.BY in props:
            return self._looked_up(id_, props)
        recorded, hidden = split(props)
        seen = str(hidden.pop(lifecycle.UPDATED, ""))
        beside = _beside(hidden)
        hidden = {key: value for key, value in hidden.items() if key not in beside}
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
            rpc.fail_half_made(self._named(sick, hidden), {**outputs, **kept, **beside}, {**inputs, **kept})
        return ReadResult(id_, {**self._declared(outputs, inputs), **kept, **beside}, {**inputs, **kept})

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
        with self._told(hidden, {}):
            claim = identity.claim(hidden, hidden)
            stays = claim.check_delete(self.kind, self._api(recorded), _id, recorded)
            if stays:
                rpc.log(stays, urn=rpc.urn(), warning=True)
                return
            self._remove(_id, recorded, hidden)
        if self.kind.stays():
            name = recorded.get(self.kind.name_field)
            rpc.log(f'{self.kind.noun()} "{name}" ({_id}) stays: the Platform has no delete for it', urn=rpc.urn())

    def _remove(self, _id: str, recorded: Fields, hidden: Fields) -> None:
        api = self._api(recorded)
        taken = lifecycle.cascade_of(self.kind, api, _id, recorded, _stack(hidden))
        if taken:
            rpc.log(taken, urn=rpc.urn())
        self._archive(api, _id, recorded, hidden)
        lifecycle.delete(self.kind, api, _id, recorded)

    def _made(self, fields: Fields) -> Fields:
        return {MADE: digests(self.kind, fields)} if self.kind.goes_back else {}

    def _rows(self, hidden: Fields) -> Rows:
        def leave(kind: type[Kind], id: str, found: Leaving) -> None:
            """As its own delete would, which then finds nothing."""
            provider = Provider(kind.__name__)
            provider._config = self._config
            provider._remove(id, *split(found.fields))

        return rows.of((self.kind_name, hidden.get("__stamp", "")), identity.mark(hidden), leave)

    def _archive(self, api: Any, id: str, recorded: Fields, hidden: Fields) -> None:
        """Before it goes, to the folder that the settings name; what is declared as existing stays anyway."""
        folder = self._settings().archive
        if folder and not recorded.get("existing"):
            from ..lifecycle import archive

            archive.write(self.kind, api, id, _logical(hidden), recorded, project_path(folder))

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
        return {**placed, **outputs}

    def _named(self, error: Unfinished, hidden: Fields) -> Unfinished:
        return Unfinished(f"{self._label(hidden)}: {error}", id=error.id, outputs=error.outputs)

    def _label(self, hidden: Fields) -> str:
        return f'{self.kind_name} "{_logical(hidden) or rpc.urn().rpartition("::")[2]}"'

    @contextmanager
    def _told(self, hidden: Fields, fields: Fields, beside: Fields | None = None) -> Iterator[None]:
        """Whatever goes wrong inside ends the call in a sentence that names the resource; what is half made is kept.

        `beside`: what is recorded beside its outputs.
        """
        try:
            yield
        except rpc.Refusal:
            raise
        except Unfinished as error:
            outputs = {**hidden, **error.outputs, **(beside or {})}
            rpc.fail_half_made(self._named(error, hidden), outputs, {**fields, **hidden})
        except AepError as error:
            rpc.fail(f"{self._label(hidden)}: {error}")
        except Exception as error:
            if os.environ.get("AEP_DEBUG"):
                raise
            what = f"unexpected {type(error).__name__}: {error}"
            rpc.fail(f"{self._label(hidden)}: {what}; set AEP_DEBUG=1 and run it again to see where")


def _stack(hidden: Mapping[str, Any]) -> str:
    """project/stack@state"""
    found = OwnerMark.recorded_as(identity.stamp(hidden))
    return found.holder if found else ""


def _logical(hidden: Mapping[str, Any]) -> str:
    found = identity.recorded(hidden)
    return found.name if found else ""


def _beside(hidden: Fields) -> Fields:
    """What is recorded beside the outputs, and is no input."""
    return {key: hidden[key] for key in (MADE, earlier.EARLIER) if hidden.get(key)}
