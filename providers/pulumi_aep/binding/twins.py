"""Resources of one program whose assets share a name, which the Platform allows, and so does the library."""

from collections import defaultdict
from typing import Any

import pulumi

from ..core.owner_mark import resource_path

_named: dict[tuple[str, str, str], list[str]] = defaultdict(list)  # stack, kind, name: the paths of those that bear it


def of(opts: pulumi.ResourceOptions | None, kind: str, resource_name: str, name: Any) -> Any:
    """The other resources that give this name, as a literal, to an asset of that kind. Each is told by its parent's
    type and its own name: the SDK doesn't tell the parent's parent."""
    if not isinstance(name, str):
        return []
    parent = opts.parent if opts else None
    mine = resource_path(parent.pulumi_resource_type if parent else "", resource_name)
    key = (pulumi.get_stack(), kind, name)
    _named[key].append(mine)
    return _others(key, mine)


async def _others(key: tuple[str, str, str], mine: str) -> list[str]:
    """Awaited when the whole program has been declared."""
    return sorted({path for path in _named[key] if path != mine})
