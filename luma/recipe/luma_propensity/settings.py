"""The recipe's parameters: the Platform hands over one flat map of texts, numbers included."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Typed view of the map. Defaults of the first three are those of Adobe's own recipes."""

    learning_rate: float = 0.1
    n_estimators: int = 100
    max_depth: int = 3
    horizon_days: float = 1.0
    decision_threshold: float = 0.5
    train_ratio: float = 0.8
    held_out: float = 0.3


class Limit(NamedTuple):
    """Name on the Platform, and what is allowed; both ends are."""

    name: str
    lowest: float
    highest: float
    whole: bool = False


_LIMITS = {
    "learning_rate": Limit("learning_rate", 0.0001, 10),
    "n_estimators": Limit("n_estimators", 1, 10_000, whole=True),
    "max_depth": Limit("max_depth", 1, 32, whole=True),
    "horizon_days": Limit("horizon_days", 0.01, 365),
    "decision_threshold": Limit("decision_threshold", 0, 1),
    "train_ratio": Limit("evaluation.trainRatio", 0.05, 0.95),
    "held_out": Limit("evaluation.heldOutVisitors", 0.05, 0.95),
}


def read(config_properties: Mapping[str, str]) -> Settings:
    """What is absent keeps its default; what is there must be a number within its limits."""
    given = {
        field: _number(config_properties[limit.name], limit)
        for field, limit in _LIMITS.items()
        if config_properties.get(limit.name) is not None
    }
    return Settings(**given)  # type: ignore[arg-type]


def _number(text: object, limit: Limit) -> float:
    kind = "whole number" if limit.whole else "number"
    wanted = f"{limit.name} must be a {kind} from {limit.lowest:g} to {limit.highest:g}, not {text!r}."
    try:
        number = float(str(text))
    except ValueError:
        raise ValueError(wanted) from None
    # Written this way round, "nan" fails too. "100.0" is a whole number: some clients know only floats.
    if not limit.lowest <= number <= limit.highest or (limit.whole and number != int(number)):
        raise ValueError(wanted)
    return int(number) if limit.whole else number
