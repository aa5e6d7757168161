"""The provider's side of what a program looks up (lookup.py): it is found and read, and never written."""

from collections.abc import Mapping
from typing import Any

from pulumi.dynamic import ReadResult

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Fields
from ..lifecycle import lookup

BY = "__lookup"  # by id or by name
FOUND = "__id"  # the id it has


def read(kind: type[Kind], api: Api, key: str, props: Mapping[str, Any], whereabouts: Fields) -> ReadResult:
    """Look it up as the program asks; if it is recorded already, read it again as a refresh does: it may be gone."""
    by = str(props[BY])
    if is_recorded(props):
        live = lookup.of_id(kind, api, key)
        if live is None:
            return ReadResult("", {})
    else:
        live = lookup.look_up(kind, api, by, key)
    outputs = {**lookup.outputs(kind, api, live), **whereabouts, BY: by, FOUND: live.id}
    return ReadResult(live.id, outputs, {BY: by})


def is_recorded(props: Mapping[str, Any]) -> bool:
    return "org" in props
