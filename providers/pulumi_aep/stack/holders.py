"""Which resources of a stack record an asset. Pulumi is asked once per command, and only if marks don't tell."""

from dataclasses import dataclass, field
from functools import cache

from ..errors import AepError
from ..platform.local_emulator import project_folder
from . import command
from .state import parse_state


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
        state = parse_state(command.export_state(name, project=project_folder()), pending=True)
    except AepError:
        raise AepError(
            f"the state of {project}/{name} could not be read, to see whose an asset with a mark of the first release "
            "is; see: pulumi stack export"
        ) from None
    found: dict[tuple[str, str], set[str]] = {}
    for item in state.resources:
        found.setdefault((item.kind, item.id), set()).add(item.urn)
    return Holders(found, state.creating)
