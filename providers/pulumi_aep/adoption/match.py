"""Which live asset a declared resource is: by its owner mark, else by what tells assets apart on the Platform."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..core.registry import kind_named
from .asset import Asset, Key
from .naming import parse_owner
from .program_resource import Name, ProgramResource

# (declared, candidates): the one that is meant, or None
Ask = Callable[[ProgramResource, Sequence[Asset]], Asset | None]


@dataclass(frozen=True)
class Matching:
    """`found`: declared to live. The rest is for people."""

    found: dict[Name, Asset] = field(default_factory=dict)
    ambiguous: dict[Name, Sequence[Asset]] = field(default_factory=dict)
    missing: list[ProgramResource] = field(default_factory=list)
    older: list[Asset] = field(default_factory=list)  # of an earlier generation, left over


def match(
    declared: Sequence[ProgramResource],
    assets: Iterable[Asset],
    *,
    stack: str,
    recorded: Mapping[Name, str],
    by_name: bool,
    ask: Ask = lambda _declared, _candidates: None,
) -> Matching:
    """What is recorded already is known; declared resources come in the order of their references."""
    every = [asset for asset in assets if not asset.left_out]
    taken: set[Key] = {(kind, id) for (kind, _), id in recorded.items()}
    ids: dict[Name, str] = dict(recorded)
    done = Matching()
    own = _by_owner_mark(every, stack)
    for item in declared:
        if item.key in recorded:
            continue
        candidates = own.get(item.key, [])[:1]
        done.older.extend(own.get(item.key, [])[1:])
        if not candidates and by_name:
            free = [asset for asset in every if asset.kind == item.kind and asset.key not in taken and not asset.owner]
            candidates = _by_name(item, free, ids)
        one = candidates[0] if len(candidates) == 1 else ask(item, candidates) if candidates else None
        if one:
            done.found[item.key] = one
            taken.add(one.key)
            ids[item.key] = one.live.id
        elif candidates:
            done.ambiguous[item.key] = candidates
        else:
            done.missing.append(item)
    return done


def _by_owner_mark(assets: Iterable[Asset], stack: str) -> dict[Name, list[Asset]]:
    """Kind and name in this stack's owner marks to the assets that carry them, the last generation first."""
    found: dict[Name, list[tuple[int, Asset]]] = {}
    for asset in assets:
        own = parse_owner(asset.owner, stack)
        if own:
            found.setdefault((asset.kind, own[0]), []).append((own[1], asset))
    return {key: [asset for _, asset in sorted(rows, key=lambda row: -row[0])] for key, rows in found.items()}


def _by_name(item: ProgramResource, free: Sequence[Asset], ids: Mapping[Name, str]) -> list[Asset]:
    """Those of that name whose references do not speak against it."""
    kind = kind_named(item.kind)
    named = kind.name_field
    if named not in item.inputs or kind.FIELDS[named].local:  # what the Platform doesn't keep tells nothing apart
        return []
    return [
        asset
        for asset in free
        if (item.known(named) is None or asset.fields.get(named) == item.known(named))
        and all(_agrees(item, asset, name, ids) for name in item.depends)
        and (item.known(named) is not None or _identified(item, named, ids))
    ]


def _agrees(item: ProgramResource, asset: Asset, name: str, ids: Mapping[Name, str]) -> bool:
    """Whether a reference leads to the same asset on both sides, as far as that is known."""
    field_ = asset.type.FIELDS.get(name)
    if field_ is None or not field_.reference or isinstance(asset.fields.get(name), list):
        return True
    wanted = [ids[key] for key in item.depends[name] if key in ids]
    return not wanted or asset.fields.get(name) in (None, *wanted)


def _identified(item: ProgramResource, named: str, ids: Mapping[Name, str]) -> bool:
    """A reference is what tells these apart: it has to lead to something that is there."""
    return any(key in ids for key in item.depends.get(named, ()))
