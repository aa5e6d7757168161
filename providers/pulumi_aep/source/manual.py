"""What has to be edited manually, because an automatic edit would be a guess."""

from dataclasses import dataclass


class CannotEdit(Exception):
    """`why` is the middle of a sentence, `line` where to edit by hand; `path` is set if that is another file."""

    def __init__(self, why: str, line: int, path: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.line = line
        self.path = path


@dataclass(frozen=True)
class ManualEdit:
    """What to change by hand, and where; line 0 if it is no single place."""

    path: str
    line: int
    message: str
