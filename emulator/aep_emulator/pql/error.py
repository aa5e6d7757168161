"""What is wrong with an expression, and where."""


class PqlError(ValueError):
    """The expression is not PQL, or not of the part of it that is emulated; `position` counts characters from 1."""

    def __init__(self, problem: str, position: int | None = None) -> None:
        super().__init__(f"at position {position}: {problem}" if position else problem)
        self.position = position
