"""What a kind may define for archiving and for the destroy report."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from .api import Api
from .cascade import Deletion
from .life import Life
from .live import Doc, Fields, Live


@dataclass(frozen=True)
class Usage:
    """What an asset holds and when it was last put to work; None and "": it holds nothing, or nobody knows."""

    batches: int | None = None
    rows: int | None = None
    last_used: str = ""


class Archivable(Life):
    """Everything here has a default: most assets hold nothing but their fields."""

    restored_by: ClassVar[str] = ""  # the field that names the files from which an archived one is made again

    @classmethod
    def archive(cls, api: Api, live: Live, folder: Path) -> list[str]:
        """Write to the folder what would be lost with it; the names of the files."""
        return []

    @classmethod
    def own_part(cls, live: Live, recorded: Fields) -> Doc:
        """Of its document what is its own: in the rest may be another asset's secrets, which nobody knows here."""
        return live.doc

    @classmethod
    def usage(cls, api: Api, id: str, deletion: Deletion) -> Usage:
        """Answered by lists, for a report on everything that goes."""
        return Usage()
