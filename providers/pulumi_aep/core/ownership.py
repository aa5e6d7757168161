"""Whose an asset is: the owner mark, and where an API has room for it.

A mark lets an interrupted create find what it made, and keeps everybody's hands off what is not theirs. A kind names
the place where its mark lies.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from .live import Doc, Live

RESERVED = "pulumi-aep"  # the tag, or the word in a text, that holds the mark; tags that start so are ours


@dataclass(frozen=True, kw_only=True)
class OwnerMark:
    """`project/stack/name`, and `#generation` after a replacement."""

    owner: str

    KEY: ClassVar[str] = RESERVED

    def of_same(self, owner: str | None) -> bool:
        """Whether that is a mark of the same resource, whatever its generation."""
        return owner is not None and owner.split("#")[0] == self.owner.split("#")[0]

    @property
    def stack(self) -> str:
        """project/stack"""
        return "/".join(self.owner.split("/")[:2])

    def of_same_stack(self, owner: str | None) -> bool:
        return owner is not None and owner.startswith(f"{self.stack}/")

    def append_to(self, text: str) -> str:
        """The text with the mark at its end, for APIs that have room for no more than that."""
        return f"{text}{' ' if text else ''}[{self.KEY}: {self.owner}]"

    @staticmethod
    def split(text: str | None) -> tuple[str, str | None]:
        """A text without the mark at its end, and the owner in it, if there is one."""
        body, mark, rest = (text or "").rpartition(f"[{OwnerMark.KEY}: ")
        if not mark or not rest.endswith("]"):
            return text or "", None
        return body.removesuffix(" "), rest.removesuffix("]")


class Ownership(Protocol):
    """A place for the mark in a document, which may be shared with a field of the kind's own."""

    @property
    def at(self) -> str: ...
    def owner(self, live: Live) -> str | None: ...
    def read(self, doc: Doc) -> Any:
        """What stands there beside the mark; None: nothing."""

    def write(self, doc: Doc, value: Any, mark: OwnerMark) -> None:
        """Put both there; what somebody else filed there under reserved names stays."""


@dataclass(frozen=True)
class InText:
    """At the end of a text."""

    at: str

    def owner(self, live: Live) -> str | None:
        return OwnerMark.split(live.doc.get(self.at))[1]

    def read(self, doc: Doc) -> str:
        return OwnerMark.split(doc.get(self.at))[0]

    def write(self, doc: Doc, value: str | None, mark: OwnerMark) -> None:
        doc[self.at] = mark.append_to(value or "")


@dataclass(frozen=True)
class InTags:
    """Among tags that are a map of texts."""

    at: str = "tags"

    def owner(self, live: Live) -> str | None:
        return (live.doc.get(self.at) or {}).get(RESERVED)

    def read(self, doc: Doc) -> dict[str, str]:
        found = sorted((doc.get(self.at) or {}).items())
        return {key: value for key, value in found if not key.startswith(RESERVED)}

    def write(self, doc: Doc, value: Mapping[str, str] | None, mark: OwnerMark) -> None:
        kept = {key: text for key, text in (doc.get(self.at) or {}).items() if key.startswith(RESERVED)}
        doc[self.at] = {**kept, **(value or {}), RESERVED: mark.owner}


@dataclass(frozen=True)
class InTagLists:
    """Among tags that are a map of lists. Tags that start with `foreign` are the Platform's own."""

    at: str = "tags"
    foreign: tuple[str, ...] = ("adobe", "unified")

    def owner(self, live: Live) -> str | None:
        return next(iter((live.doc.get(self.at) or {}).get(RESERVED, [])), None)

    def read(self, doc: Doc) -> dict[str, str]:
        found = sorted((doc.get(self.at) or {}).items())
        return {key: ", ".join(value) for key, value in found if not key.startswith((*self.foreign, RESERVED))}

    def write(self, doc: Doc, value: Mapping[str, str] | None, mark: OwnerMark) -> None:
        tags = doc.get(self.at) or {}
        kept = {key: values for key, values in tags.items() if key.startswith(self.foreign)}
        own = {key: _values(tags.get(key), text) for key, text in (value or {}).items()}
        doc[self.at] = {**kept, **own, RESERVED: [mark.owner]}


def _values(there: list[str] | None, text: str) -> list[str]:
    """A tag of several values reads as one text, and stays several until that text changes."""
    return there if there and ", ".join(there) == text else [text]
