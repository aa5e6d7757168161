"""Pulumi's import file: each resource with inputs and outputs, so that the engine neither asks nor guesses."""

from collections.abc import Iterable
from typing import Any

from ..core.api import Api
from ..core.live import Fields
from ..core.owner_mark import OwnerMark
from ..core.registry import TYPE
from ..lifecycle.apply import UPDATED
from ..lifecycle.claim import MARKED
from .asset import Asset, Declaration


def entry(api: Api, asset: Asset, name: str, inputs: Fields) -> dict[str, Any]:
    """One resource of the file. `inputs` are whole: hidden ones and the provider's key included."""
    shown = {key: value for key, value in inputs.items() if not key.startswith("__")}
    hidden = {key: value for key, value in inputs.items() if key.startswith("__")}
    outputs = asset.type.adopted_outputs(api, asset.live, shown)
    return {
        "type": f"{TYPE}{asset.kind}",
        "name": name,
        "id": asset.live.id,
        "inputs": inputs,
        "outputs": {**outputs, **hidden, UPDATED: asset.live.version, **_marked(asset, hidden)},
    }


def _marked(asset: Asset, hidden: Fields) -> Fields:
    """The mark that it carries until it is written to next, if that is another than its own."""
    own = OwnerMark.recorded_as(hidden.get("__stamp"), int(hidden.get("__generation", 1)))
    return {MARKED: asset.owner} if asset.owner and own and asset.owner != own.owner else {}


def entries(api: Api, declarations: Iterable[Declaration]) -> list[dict[str, Any]]:
    return [entry(api, item.asset, item.name, item.inputs) for item in declarations]
