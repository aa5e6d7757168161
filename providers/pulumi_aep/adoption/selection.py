"""Selects the assets to adopt: all, some kinds, or a pipeline; always with everything they refer to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ..core.owner_mark import OwnerMark
from ..errors import AepError
from .asset import Asset, Key, by_key, references, referred
from .inventory import superseded


def selected(assets: Sequence[Asset], *, kinds: Collection[str], pipeline: str) -> list[Asset]:
    """Those of these kinds, or of the pipeline with that recipe or model; all if neither is named."""
    if not kinds and not pipeline:
        return list(assets)
    roots = [asset for asset in assets if asset.kind in kinds]
    if pipeline:
        roots += _downstream(assets, _named(assets, pipeline))
    kept = _closure(assets, {asset.key for asset in roots})
    return [asset for asset in assets if asset.key in kept]


def with_reasons_left_out(assets: Iterable[Asset], *, stack: str, include_owned: bool) -> list[Asset]:
    """The assets, each with the reason if it is left out: another stack owns it, or a later scoring superseded it."""
    every = list(assets)
    old = superseded(every)
    found = []
    for asset in every:
        reason = asset.left_out
        mark = OwnerMark.parse(asset.owner)
        if not reason and mark and not mark.of(stack) and not include_owned:
            reason = f"it belongs to {mark.label}; --include-owned takes it over"
        elif not reason and asset.key in old:
            reason = "a later scoring did the same"
        found.append(replace(asset, left_out=reason))
    return found


def _named(assets: Iterable[Asset], name: str) -> list[Asset]:
    heads = [asset for asset in assets if asset.type.heads_pipeline]
    found = [asset for asset in heads if name in (asset.title, asset.live.id)]
    if not found:
        known = ", ".join(sorted({f'"{asset.title}"' for asset in heads})) or "none"
        raise AepError(f'there is no recipe or model "{name}" in the sandbox; there are: {known}')
    return found


def _downstream(assets: Sequence[Asset], heads: list[Asset]) -> list[Asset]:
    """What hangs on them: assets come in the order of their references."""
    keys = {asset.key for asset in heads}
    for asset in assets:
        if asset.type.pipeline and referred(asset, asset.type.pipeline) in keys:
            keys.add(asset.key)
    return [asset for asset in assets if asset.key in keys]


def _closure(assets: Sequence[Asset], keys: set[Key]) -> set[Key]:
    known = by_key(assets)
    kept = set(keys)
    for asset in reversed(assets):  # what refers comes after what it refers to
        if asset.key in kept:
            for name, ids in references(asset).items():
                kept |= {(asset.type.FIELDS[name].target, id) for id in ids} & known.keys()
    return kept
