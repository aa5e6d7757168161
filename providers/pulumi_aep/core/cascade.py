"""What the Platform takes or breaks along with an asset that is deleted, and who owns it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import few
from .owner_mark import OwnerMark


@dataclass(frozen=True, kw_only=True)
class Deletion:
    """What is about to be deleted, and by whom. A report asks ahead, about all that goes, and by lists alone."""

    stack: str  # project/stack@state
    leaving: Mapping[str, frozenset[str]] = field(default_factory=dict)  # kind to the ids deleted by their own names
    ahead: bool = False

    @property
    def ids(self) -> frozenset[str]:
        return frozenset().union(*self.leaving.values())


@dataclass(frozen=True, kw_only=True)
class Affected:
    """One asset that nobody deletes by its own name."""

    what: str  # as screens call it: model, training, run, service …
    id: str
    name: str = ""
    owner: str | None = None  # its owner mark
    part: bool = False  # it belongs to what it is in, whoever made it
    breaks: bool = False  # it stays, but can't work without what goes

    def of(self, stack: str) -> bool:
        """Whether `stack` (project/stack@state) may take it along with its own."""
        mark = OwnerMark.parse(self.owner)
        return self.part or bool(mark and mark.of(stack))

    def __str__(self) -> str:
        known = f'{self.what} "{self.name}" ({self.id}' if self.name else f"{self.what} ({self.id}"
        mark = OwnerMark.parse(self.owner)
        return f"{known}, of {mark.label})" if mark else f"{known})"


def why_not_deletable(found: Sequence[Affected], stack: str) -> str:
    """Why that must not be deleted, as a sentence; "" if all of it is the stack's."""
    others = [item for item in found if not item.of(stack)]
    goes, breaks = (few([str(item) for item in others if item.breaks is broken]) for broken in (False, True))
    if not others:
        return ""
    said = [f"delete with it {goes}"] if goes else []
    said += [f"leave broken {breaks}"] if breaks else []
    whose = "which is not this stack's" if len(others) == 1 else "which are not this stack's"
    return (
        f"the Platform would {' and '.join(said)}, {whose}; delete or move what is in the way first, or keep this one "
        "with retain_on_delete"
    )


def summary(found: Sequence[Affected]) -> str:
    """What goes along, for the row of what takes it; "" if nothing does."""
    goes, breaks = (few([str(item) for item in found if item.breaks is broken]) for broken in (False, True))
    said = [f"takes {goes} with it"] if goes else []
    return "; ".join(said + ([f"leaves {breaks} broken"] if breaks else []))
