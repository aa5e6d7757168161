"""The owner mark: which resource of which state an asset belongs to, as one line of text.

`luma/dev@3f9c2a7b1d04/web-data`: project, stack, the state's id, the resource. A resource inside of others has their
types before its name, as in its URN (`acme:data:Web::web-data`), and a replacement its number after the state
(`@3f9c2a7b1d04#2`). The first release wrote `luma/dev/web-data#2`, which is still read: it doesn't tell the state.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import ClassVar
from urllib.parse import quote, unquote

RESERVED = "pulumi-aep"  # the tag, or the word in a text, that holds the mark; tags that start so are ours
ROOM = 160  # characters for the resource; beyond, a digest tells which one it is
_DIGEST = "\0"  # before what was read of a mark with a digest
_HEAD = 60  # of its name that people still read then
_MARK = re.compile(r"(?P<stack>[^/\s@]+/[^/\s@]+)@(?P<state>[0-9a-f]{12})(?:#(?P<number>\d+))?/(?P<rest>.+)", re.DOTALL)
_FIRST = re.compile(r"(?P<stack>[^/\s]+/[^/\s]+)/(?P<rest>.+)", re.DOTALL)
_UNSAFE = re.compile(r"[%\[\]\x00-\x1f\x7f]|^~")  # what would end the mark in a text, or be read as something else


@dataclass(frozen=True, kw_only=True)
class OwnerMark:
    """`stack` is `project/stack`; a state of "" is one that isn't told."""

    stack: str
    resource: str  # its name, after its parents' types and `::` if there are any
    state: str = ""
    generation: int = 1
    # Whether this state holds that asset (kind, id) as this resource's: asked where a mark doesn't tell.
    recorded: Callable[[str, str], bool] = field(default=lambda _kind, _id: True, compare=False, repr=False)
    twins: frozenset[str] = field(default=frozenset(), compare=False, repr=False)  # declared with the same name

    KEY: ClassVar[str] = RESERVED

    @property
    def owner(self) -> str:
        """The mark as an asset carries it."""
        number = f"#{self.generation}" if self.generation > 1 else ""
        return f"{self.holder}{number}/{_safe(self.resource)}" if self.state else f"{self.stamp}{number}"

    @property
    def stamp(self) -> str:
        """What state records of it: all but the generation."""
        return f"{self.holder}/{_safe(self.resource) if self.state else self.resource}"

    @property
    def holder(self) -> str:
        """Whose it is: `project/stack@state`."""
        return f"{self.stack}@{self.state}" if self.state else self.stack

    @property
    def name(self) -> str:
        """Its logical name."""
        return self.resource.partition("::")[2] if "::" in self.resource and self.state else self.resource

    @property
    def label(self) -> str:
        """For people: `luma/dev/web-data`."""
        return f"{self.stack}/{self.resource.removeprefix('::').removeprefix(_DIGEST)}"

    def same_resource(self, other: "OwnerMark") -> bool:
        """Whether both are of one resource, in whichever generation. A mark that tells no state can only agree."""
        if self.stack != other.stack:
            return False
        if self.state and other.state:
            return self.state == other.state and _safe(self.resource) == _safe(other.resource)
        return bool(self.spellings & other.spellings)

    @property
    def spellings(self) -> set[str]:
        """What the first release may have called it: it did not set the generation apart from a name with a `#`."""
        both = not self.state and self.generation > 1
        return {self.name, f"{self.name}#{self.generation}"} if both else {self.name}

    def of(self, holder: str) -> bool:
        """Whether it is one of that `project/stack@state`; a state that either doesn't tell makes no difference."""
        stack, _, state = holder.partition("@")
        return self.stack == stack and (not state or not self.state or self.state == state)

    def of_same(self, owner: str | None) -> bool:
        """Whether that text is a mark of the same resource, whatever its generation."""
        found = OwnerMark.parse(owner)
        return found is not None and self.same_resource(found)

    def of_same_stack(self, owner: str | None) -> bool:
        found = OwnerMark.parse(owner)
        return found is not None and found.of(self.holder)

    def append_to(self, text: str) -> str:
        """The text with the mark at its end, for APIs that have room for no more than that."""
        return f"{text}{' ' if text else ''}[{self.KEY}: {self.owner}]"

    @staticmethod
    def split(text: str | None) -> tuple[str, str | None]:
        """A text without the mark at its end, and the mark, if there is one."""
        body, found, rest = (text or "").rpartition(f"[{RESERVED}: ")
        if not found or not rest.endswith("]"):
            return text or "", None
        return body.removesuffix(" "), rest.removesuffix("]")

    @staticmethod
    def parse(text: str | None) -> "OwnerMark | None":
        """None: it is no mark."""
        if found := _MARK.fullmatch(text or ""):
            number = int(found["number"] or 1)
            return OwnerMark(
                stack=found["stack"], state=found["state"], resource=_plain(found["rest"]), generation=number
            )
        if found := _FIRST.fullmatch(text or ""):
            name, _, last = found["rest"].rpartition("#")
            if name and last.isdecimal():
                return OwnerMark(stack=found["stack"], resource=name, generation=int(last))
            return OwnerMark(stack=found["stack"], resource=found["rest"])
        return None

    @staticmethod
    def recorded_as(stamp: str | None, generation: int = 1) -> "OwnerMark | None":
        """The mark that goes with a recorded `stamp`."""
        found = _MARK.fullmatch(stamp or "")
        if not found:
            found = _FIRST.fullmatch(stamp or "")
            return OwnerMark(stack=found["stack"], resource=found["rest"], generation=generation) if found else None
        return OwnerMark(
            stack=found["stack"], state=found["state"], resource=_plain(found["rest"]), generation=generation
        )

    @staticmethod
    def of_urn(urn: str, *, state: str, generation: int = 1) -> "OwnerMark":
        stack, project, types, name = urn.removeprefix("urn:pulumi:").split("::", 3)
        return OwnerMark(
            stack=f"{project}/{stack}",
            state=state,
            resource=resource_path(types.rpartition("$")[0], name),
            generation=generation,
        )


def resource_path(parents: str, name: str) -> str:
    """`acme:data:Web::data`; without parents the name alone, unless that could be read as such a path."""
    return f"{parents}::{name}" if parents or "::" in name else name


def moved(before: OwnerMark | None, now: OwnerMark | None) -> str:
    """`owner luma/dev/a → luma/dev/b`: it goes by another name or belongs to another stack; "" if neither."""
    if before is None or now is None or before.same_resource(now):
        return ""
    if before.label != now.label:
        return f"owner {before.label} → {now.label}"
    return f"owner {before.label} of state {before.state} → of state {now.state}"


def _safe(resource: str) -> str:
    if resource.startswith(_DIGEST):
        return resource.removeprefix(_DIGEST)
    text = _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", resource)
    if len(text) <= ROOM:
        return text
    name = _UNSAFE.sub("", resource.rpartition("::")[2])[:_HEAD]
    return f"~{sha256(resource.encode()).hexdigest()[:16]}~{quote(name, safe=' ')}"


def _plain(text: str) -> str:
    """The resource; of one that is told by a digest, that digest."""
    return _DIGEST + text if text.startswith("~") else unquote(text)
