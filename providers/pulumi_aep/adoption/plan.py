"""What an adoption will do: which declared resources are which live assets, what is written anew, what is left out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..core.api import Api
from ..core.live import Fields
from ..stack.state import StateResource
from .asset import Asset, Declaration, Key, by_key, references
from .declare import Canonical, declare
from .dependency import with_dependencies
from .import_file import entries, entry
from .match import Ask, Matching, match
from .naming import names
from .program_resource import Name, ProgramResource
from .record import recorded as recorded_inputs


@dataclass(frozen=True)
class AdoptionPlan:
    """`declarations` are to be written and imported, `matching.found` only imported."""

    matching: Matching
    declarations: list[Declaration] = field(default_factory=list)
    left: list[Asset] = field(default_factory=list)
    known: list[tuple[Asset, str]] = field(default_factory=list)  # recorded already, with their logical names
    inputs: Mapping[Name, Fields] = field(default_factory=dict)  # of what is only imported

    def resources(self, api: Api) -> list[dict[str, Any]]:
        """The import file's."""
        matched = [entry(api, asset, key[1], self.inputs[key]) for key, asset in self.matching.found.items()]
        return matched + entries(api, self.declarations)

    def names_in_program(self) -> dict[Key, Name]:
        """Live assets that the program declared before."""
        before = {asset.key: (asset.kind, name) for asset, name in self.known}
        return before | {asset.key: name for name, asset in self.matching.found.items()}

    def notes(self) -> dict[Key, list[str]]:
        """What ids in the program stand for, where no resource is there to be named."""
        others = by_key([*self.left, *(asset for asset, _ in self.known), *self.matching.found.values()])
        found: dict[Key, list[str]] = {}
        for item in self.declarations:
            for name, ids in references(item.asset).items():
                keys = [(item.asset.type.FIELDS[name].target, id) for id in ids]
                found.setdefault(item.key, []).extend(
                    f'{name}: {key[0]} "{_plain(others[key].title)}"'
                    for key in keys
                    if key in others and key not in item.refers.get(name, ())
                )
        return {key: lines for key, lines in found.items() if lines}


def _plain(title: str) -> str:
    return " ".join(title.split())


def plan_matches(
    api: Api,
    assets: Sequence[Asset],
    program: Sequence[ProgramResource],
    state: Mapping[Name, StateResource],
    *,
    stack: str,
    by_name: bool,
    ask: Ask,
) -> AdoptionPlan:
    """What is declared and live, and recorded nowhere."""
    before = {key: item.id for key, item in state.items()}
    matching = match(program, assets, stack=stack, recorded=before, by_name=by_name, ask=ask)
    ids = {**before, **{key: asset.live.id for key, asset in matching.found.items()}}
    inputs: dict[Name, Fields] = {key: item.fields for key, item in state.items()}  # outputs hold all inputs
    for item in program:
        if asset := matching.found.get(item.key):
            inputs[item.key] = recorded_inputs(api, item, asset, ids, inputs, stack=stack)
    live = by_key(assets)
    known = [(live[kind, id], name) for (kind, name), id in before.items() if (kind, id) in live]
    return AdoptionPlan(matching, known=known, inputs=inputs)


def add_undeclared(
    plan: AdoptionPlan,
    assets: Sequence[Asset],
    taken: Collection[Name],
    held: Collection[Name],
    *,
    stack: str,
    canonical: Canonical,
) -> AdoptionPlan:
    """Everything else, declared anew. `held`: resources of the program that can be referred to."""
    done = {asset.key for asset, _ in plan.known} | {asset.key for asset in plan.matching.found.values()}
    doubtful = {
        asset.key: f"it may be what the program declares as {kind} {name}"
        for (kind, name), candidates in plan.matching.ambiguous.items()
        for asset in candidates
    } | {asset.key: "an earlier generation of something declared; left over" for asset in plan.matching.older}
    others = [replace(item, left_out=doubtful.get(item.key, item.left_out)) for item in assets if item.key not in done]
    free = [asset for asset in others if not asset.left_out]
    called = names(free, taken=taken, stack=stack)
    known = {key: plan.inputs[name] for key, name in plan.names_in_program().items() if name in held}
    declarations, refused = declare(free, called, known, stack=stack, canonical=canonical)
    left = [asset for asset in others if asset.left_out] + refused
    return replace(plan, declarations=with_dependencies(declarations), left=left)
