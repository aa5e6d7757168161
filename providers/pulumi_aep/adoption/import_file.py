"""Pulumi's import file: each resource with inputs and outputs, so that the engine neither asks nor guesses."""

from collections.abc import Iterable
from typing import Any

from ..core.api import Api
from ..core.live import Fields
from ..core.registry import TYPE
from ..lifecycle.apply import UPDATED
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
        "outputs": {**outputs, **hidden, UPDATED: asset.live.version},
    }


def entries(api: Api, declarations: Iterable[Declaration]) -> list[dict[str, Any]]:
    return [entry(api, item.asset, item.name, item.inputs) for item in declarations]
