"""What there is in a sandbox, kind by kind: by the Platform's lists, and one by one where those tell too little."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from ..core.kind import Api, Kind, Live
from ..core.registry import kind_named
from ..errors import AepError, Failed
from ..lifecycle.apply import touched
from .asset import Asset, Key
from .naming import stamped

AT_ONCE = 8  # calls under way at the same time


def survey(api: Api, kinds: Iterable[str]) -> list[Asset]:
    """Every asset, by kind (what is referred to before what refers to it), then by name."""
    found: list[Asset] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for name in kinds:
            kind = kind_named(name)
            assets = list(pool.map(lambda live, kind=kind: _asset(api, kind, live), kind.index(api).values()))
            titles = {asset.key: asset.title for asset in found}
            there = [_labelled(asset, titles) for asset in assets if asset]
            found += sorted(there, key=lambda asset: (asset.title, asset.live.id))
    return found


def sandbox(api: Api, stack: str) -> Asset:
    """The one we are in. What this stack did not make exists and stays."""
    kind = kind_named("Sandbox")
    live = kind.get(api, api.sandbox, {})
    if live is None:
        raise AepError(f'sandbox "{api.sandbox}" does not exist; set aep:sandbox to one that does')
    fields, ours = kind.adopted(api, live), bool(stamped(kind.owner(live), stack))
    title = fields["title"] if ours and fields["title"] != live.id else None
    return _made(kind, live, {**fields, "title": title, "existing": not ours})


def _asset(api: Api, kind: type[Kind], live: Live) -> Asset | None:
    """None: listed, but not there."""
    reason = kind.hindrance(api, live)
    try:
        whole = live if reason else kind.whole(api, live)
    except Failed as error:
        whole, reason = live, str(error)
    if whole is None:
        return None
    try:
        fields = kind.read(api, whole) if reason else kind.adopted(api, whole)
        return replace(_made(kind, whole, fields), left_out=reason or kind.hindrance(api, whole))
    except (KeyError, TypeError, ValueError) as error:
        bare = {kind.named: whole.doc.get("name") or whole.doc.get("title")}
        return replace(_made(kind, whole, bare), left_out=f"its document is not as Adobe describes it ({error})")


def _labelled(asset: Asset, titles: Mapping[Key, str]) -> Asset:
    """Batches, schedules and scorings go by the name of what they belong to."""
    match asset.kind:
        case "Batch":
            return replace(asset, label=titles.get(("Dataset", str(asset.fields.get("dataset"))), ""))
        case "Schedule":
            service = ("Service", str(asset.fields.get("service")))
            return replace(asset, label=f"{titles.get(service, 'a service')}, {asset.fields.get('runs')}")
        case "ScoringRun":
            return replace(asset, label=titles.get(("TrainingRun", str(asset.fields.get("run"))), ""))
    return asset


def _made(kind: type[Kind], live: Live, fields: dict[str, object]) -> Asset:
    by, when = touched(live.doc.get("run") or live.doc)
    return Asset(kind=kind.__name__, live=live, fields=fields, owner=kind.owner(live), by=by, when=when)


def superseded(assets: Sequence[Asset]) -> set[Key]:
    """Scorings of a training after which another one scored the same dataset into the same results."""
    newest: dict[tuple[object, ...], Asset] = {}
    for asset in assets:
        if asset.kind == "ScoringRun" and not asset.left_out:
            what = tuple(asset.fields.get(name) for name in ("run", "dataset", "results"))
            before = newest.get(what)
            if before is None or _created(asset) > _created(before):
                newest[what] = asset
    kept = {asset.key for asset in newest.values()}
    return {
        asset.key for asset in assets if asset.kind == "ScoringRun" and not asset.left_out and asset.key not in kept
    }


def _created(asset: Asset) -> str:
    return str(asset.live.doc["run"].get("created", ""))
