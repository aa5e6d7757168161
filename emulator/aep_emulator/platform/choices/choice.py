"""A row of the tables of choices."""

from typing import NamedTuple


class Choice(NamedTuple):
    where: str
    what: str
    why: str


SILENT = "not documented"  # the commonest reason
