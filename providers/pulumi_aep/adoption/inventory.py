"""Reads the assets of a sandbox, kind by kind: from the Platform's lists, one by one where those tell too little."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Live
from ..core.registry import kind_named, kinds
from ..errors import AepError, Failed
from ..lifecycle.apply import touched
from .asset import Asset, Key, referred
from .naming import parse_owner

AT_ONCE = 8  # calls under way at the same time


def survey(api: Api, kinds: Iterable[str]) -> list[Asset]:
    """Every asset, by kind (what is referred to before what refers to it), then by name."""
    found: list[Asset] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for name in kinds:
            kind = kind_named(name)
            assets = list(pool.map(lambda live, kind=kind: _asset(api, kind, live), kind.listed(api)))
            titles = {asset.key: asset.title for asset in found}
            there = [_labelled(asset, titles) for asset in assets if asset]
            found += sorted(there, key=lambda asset: (asset.title, asset.live.id))
    return found


def sandbox(api: Api, stack: str) -> Asset:
    """The one we are in. What this stack did not make exists and stays."""
    kind = next(kind for kind in kinds() if not kind.sandboxed)
    live = kind.fetch(api, api.sandbox, {})
    if live is None:
        raise AepError(f'sandbox "{api.sandbox}" does not exist; set aep:sandbox to one that does')
    ours = bool(parse_owner(kind.owner(live), stack))
    return _made(kind, live, kind.as_existing(kind.as_declared(api, live), ours=ours))


def _asset(api: Api, kind: type[Kind], live: Live) -> Asset | None:
    """None: listed, but not there."""
    reason = kind.not_adoptable(api, live)
    try:
        whole = live if reason else kind.full(api, live)
    except Failed as error:
        whole, reason = live, str(error)
    if whole is None:
        return None
    try:
        fields = kind.read(api, whole) if reason else kind.as_declared(api, whole)
        return replace(_made(kind, whole, fields), left_out=reason or kind.not_adoptable(api, whole))
    except (KeyError, TypeError, ValueError) as error:
        bare = {kind.name_field: whole.doc.get("name") or whole.doc.get("title")}
        return replace(_made(kind, whole, bare), left_out=f"its document is not as Adobe describes it ({error})")


def _labelled(asset: Asset, titles: Mapping[Key, str]) -> Asset:
    """Batches, schedules and scorings go by the name of what they belong to."""
    label = asset.type.label(asset.fields, lambda by: titles.get(referred(asset, by), ""))
    return replace(asset, label=label)


def _made(kind: type[Kind], live: Live, fields: dict[str, object]) -> Asset:
    by, when = touched(dict(kind.metadata(live)))
    return Asset(kind=kind.__name__, live=live, fields=fields, owner=kind.owner(live), by=by, when=when)


def superseded(assets: Sequence[Asset]) -> set[Key]:
    """What a later asset of its kind made superfluous, such as an earlier scoring of the same data."""
    newest: dict[tuple[object, ...], Asset] = {}
    counted = [(asset, what) for asset in assets if not asset.left_out and (what := asset.type.repeats(asset.fields))]
    for asset, what in counted:
        before = newest.get((asset.kind, *what))
        if before is None or _created(asset) > _created(before):
            newest[(asset.kind, *what)] = asset
    kept = {asset.key for asset in newest.values()}
    return {asset.key for asset, _ in counted if asset.key not in kept}


def _created(asset: Asset) -> str:
    return asset.type.created(asset.live)
