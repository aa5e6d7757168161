"""What is known of a visitor at a moment: only events up to and including that moment count.

Each number is a sum over, or a position in, the stretch of the visitor's own events that ends at the moment.
Later events are never touched, so nothing can leak: deleting or changing them leaves every feature as it was.
"""

import numpy as np
import pandas as pd

from luma_propensity.events import COUNTERS, DAY_MS, MARKS, TRAITS
from luma_propensity.timeline import Timeline

DISTINCT = ["VISITS", "UNIQUE_PAGES", "UNIQUE_PRODUCTS", "UNIQUE_PRODUCTS_PURCHASED"]
COUNTED = [*COUNTERS, *MARKS, *DISTINCT]
ELAPSED = ["PRODUCT_VIEWS", "INSTANCE_PRODUCTADDS", "CART_VIEWS", "CHECK_OUTS", "PURCHASES"]
# Each count three times: ever, in the visit that is going on (or was the last one), in the last 24 hours.
NUMBERS = [
    *(f"{stretch}COUNT_{name}" for name in COUNTED for stretch in ("", "VISIT_", "DAY_")),
    *(f"DAYS_SINCE_{name}" for name in ELAPSED),
    *("DAYS_SINCE_VISIT", "DAYS_KNOWN", "MINUTES_IN_VISIT", "DEPTH", "TOTAL_ORDER_REVENUE"),
]
TEXTS = list(TRAITS)
# Stands for "never": longer than any history that is kept.
_NEVER_DAYS = 1000.0


def features(events: pd.DataFrame, moments: pd.DataFrame) -> pd.DataFrame:
    """NUMBERS and TEXTS for each moment (columns VISITOR, TIME), in the order given. `events` come from `tidy`."""
    line, visitors, now = Timeline(events), moments["VISITOR"], moments["TIME"].to_numpy()
    first, end = line.first(visitors), line.after(visitors, now)
    if (end <= first).any():
        raise ValueError("A moment lies before the visitor's first event: nothing is known of the visitor then.")
    last = end - 1
    visit = _visit_starts(events)[last]
    day = line.after(visitors, now - DAY_MS)
    counts = _counts(events)
    table: dict[str, np.ndarray] = {}
    for name, amount in counts.items():
        table[f"COUNT_{name}"] = _sum(amount, first, end)
        table[f"VISIT_COUNT_{name}"] = _sum(amount, visit, end)
        table[f"DAY_COUNT_{name}"] = _sum(amount, np.maximum(day, first), end)
    times = events["TIME"].to_numpy()
    for name in ELAPSED:
        latest = _latest(counts[name])[last]
        table[f"DAYS_SINCE_{name}"] = np.where(latest >= first, (now - times[latest]) / DAY_MS, _NEVER_DAYS)
    table["DAYS_SINCE_VISIT"] = (now - times[last]) / DAY_MS
    table["DAYS_KNOWN"] = (now - times[first]) / DAY_MS
    table["MINUTES_IN_VISIT"] = (times[last] - times[visit]) / 60_000
    table["DEPTH"] = events["DEPTH"].to_numpy()[last]
    table["TOTAL_ORDER_REVENUE"] = _sum((events["AMOUNT"] * events["PURCHASES"]).to_numpy(), first, end)
    table |= {name: events[name].to_numpy(dtype=object)[last] for name in TEXTS}
    return pd.DataFrame(table, index=moments.index)[[*NUMBERS, *TEXTS]]


def _counts(events: pd.DataFrame) -> dict[str, np.ndarray]:
    counts = {name: events[name].to_numpy() for name in [*COUNTERS, *MARKS]}
    counts["VISITS"] = (~events.duplicated(["VISITOR", "VISIT"])).to_numpy(dtype=float)
    counts["UNIQUE_PAGES"] = (~events.duplicated(["VISITOR", "PAGE"]) & events["PAGE"].ne("")).to_numpy(dtype=float)
    counts["UNIQUE_PRODUCTS"] = _new_products(events)
    counts["UNIQUE_PRODUCTS_PURCHASED"] = _new_products(events[events["PURCHASES"] > 0], length=len(events))
    return counts


def _new_products(events: pd.DataFrame, *, length: int | None = None) -> np.ndarray:
    """How many articles of each event this visitor had not met before."""
    named = events[["VISITOR", "PRODUCTS"]].explode("PRODUCTS").dropna()
    new = named[~named.duplicated()].index.to_numpy(dtype="int64")
    return np.bincount(new, minlength=len(events) if length is None else length).astype(float)


def _visit_starts(events: pd.DataFrame) -> np.ndarray:
    positions = pd.Series(np.arange(len(events)))
    return positions.groupby([events["VISITOR"], events["VISIT"]]).transform("min").to_numpy()


def _sum(amount: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Sum of positions start to end, the end not included."""
    before = np.concatenate([[0.0], np.cumsum(amount)])
    total: np.ndarray = before[end] - before[start]
    return total


def _latest(amount: np.ndarray) -> np.ndarray:
    """For each position the latest one so far with something in it; the caller checks whose it is."""
    return np.maximum.accumulate(np.where(amount > 0, np.arange(len(amount)), -1))
