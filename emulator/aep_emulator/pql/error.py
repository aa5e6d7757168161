"""The error of an invalid expression."""


class PqlError(ValueError):
    """The expression is not PQL, or uses a part that is not emulated. `position` counts characters from 1."""

    def __init__(self, problem: str, position: int | None = None) -> None:
        super().__init__(f"at position {position}: {problem}" if position else problem)
        self.position = position
