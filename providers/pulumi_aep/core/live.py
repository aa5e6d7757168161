"""An asset as the Platform has it."""

from dataclasses import dataclass
from typing import Any

Doc = dict[str, Any]  # a document of the Platform
Fields = dict[str, Any]  # a kind's fields by name


@dataclass(frozen=True)
class Live:
    """An asset's id, its document, and the version to send back when writing."""

    id: str
    doc: Doc
    etag: str = ""
    partial: bool = False  # a list's summary; `fetch` has the rest

    @property
    def version(self) -> str:
        """When it last changed, in the Platform's own words; lists tell it where they leave out the rest."""
        return str(self.doc.get("updated") or "")
