"""Which resources of a stack record an asset. Pulumi is asked once per command, and only if marks don't tell."""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ..core.registry import TYPE
from ..errors import AepError
from ..platform.local_emulator import project_folder
from . import command


@dataclass(frozen=True)
class Holders:
    """Maps kind and id to the URNs that record it, including those still being created."""

    urns: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    pending: frozenset[str] = frozenset()

    def has(self, urn: str, kind: str, id: str) -> bool:
        return urn in self.urns.get((kind, id), ()) or urn in self.pending

    def is_shared(self, urn: str, kind: str, id: str) -> bool:
        """Whether another resource records it too. Whoever asks gives it up, so the last one to ask is alone."""
        held = self.urns.get((kind, id), set())
        held.discard(urn)
        return bool(held)


@cache
def of_stack(stack: str) -> Holders:
    """The holders of `project/stack`, as of the last checkpoint."""
    project, _, name = stack.partition("/")
    try:
        return _parse(json.loads(command.export_state(name, project=project_folder()))["deployment"])
    except (AepError, ValueError, KeyError, TypeError):
        raise AepError(
            f"the state of {project}/{name} could not be read, to see whose an asset with a mark of the first release "
            "is; see: pulumi stack export"
        ) from None


def _parse(deployment: dict[str, Any]) -> Holders:
    found: dict[tuple[str, str], set[str]] = {}
    for item in deployment.get("resources") or []:
        if item["type"].startswith(TYPE) and not item.get("external"):
            found.setdefault((item["type"].removeprefix(TYPE), str(item.get("id"))), set()).add(item["urn"])
    waiting = (item for item in deployment.get("pending_operations") or [] if item.get("type") == "creating")
    return Holders(found, frozenset(item["resource"]["urn"] for item in waiting))
