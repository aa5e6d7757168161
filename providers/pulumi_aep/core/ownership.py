"""Where an API has room for the owner mark, which tells whose an asset is.

A mark lets an interrupted create find what it made, and keeps everybody's hands off what is not theirs. A kind names
the place where its mark lies.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .live import Doc, Live
from .owner_mark import RESERVED, OwnerMark

__all__ = ["RESERVED", "InTagLists", "InTags", "InText", "OwnerMark", "Ownership"]


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
