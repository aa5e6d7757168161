"""What cannot be edited without guessing, and what one would write there."""

from dataclasses import dataclass


class ByHand(Exception):
    """Why, as the middle of a sentence, and the line where one would write it; `path` if that is in another file."""

    def __init__(self, why: str, line: int, path: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.line = line
        self.path = path


@dataclass(frozen=True)
class Left:
    """What one has to write by hand, and where; line 0 where no one place is meant."""

    path: str
    line: int
    message: str
