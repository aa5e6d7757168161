"""A figure, and the plain table they are printed as."""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

_HEAD = ("name", "figure", "unit", "ratio", "how measured")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`ratio` is to what `how` names; `more` goes into the JSON file only."""

    name: str
    value: float | None  # None: it could not be measured; `how` says why
    unit: str
    ratio: float | None = None
    how: str
    more: dict[str, Any] = field(default_factory=dict)

    def cells(self) -> tuple[str, ...]:
        return self.name, number(self.value), self.unit, number(self.ratio), self.how


def number(value: float | None) -> str:
    """With as many digits as mean something: three."""
    if value is None:
        return "-"
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def middle(values: Sequence[float]) -> float:
    return statistics.median(values)


def over(value: float, other: float) -> float | None:
    """As a ratio; None where there is nothing to compare with."""
    return value / other if other else None


def table(figures: Iterable[Figure]) -> str:
    rows = [_HEAD, *(figure.cells() for figure in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD) - 1)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    name, value, unit, ratio, how = row
    return f"{name:<{widths[0]}}  {value:>{widths[1]}}  {unit:<{widths[2]}}  {ratio:>{widths[3]}}  {how}"


def save(figures: Iterable[Figure], machine: dict[str, Any], file: Path) -> None:
    document = {"machine": machine, "figures": [asdict(figure) for figure in figures]}
    file.write_text(json.dumps(document, indent=2) + "\n")
