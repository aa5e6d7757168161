"""What is wrong with a declaration."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, in a sentence that reads on after the field ("": the resource as a whole)."""

    field: str
    message: str


class InvalidDeclaration(Exception):
    """Declared values that cannot be, all of them at once."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.message}" for problem in problems))
        self.problems = problems
