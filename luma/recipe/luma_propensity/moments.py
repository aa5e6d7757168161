"""The cut-offs: moments at which a visitor is looked at, and whether an order followed.

A visitor of this shop is gone within minutes, so one cut-off for all would leave next to nothing to learn. Each
visitor is looked at several times: after the 1st, 2nd, 3rd, 5th, 8th … event, and at the 1st, 2nd, 3rd, 5th, 8th …
midnight (UTC) after a day with events: scores are asked for long after, so silence must be learnt too. Whether a
moment is chosen depends on earlier events only.
"""

import numpy as np
import pandas as pd

from luma_propensity.events import DAY_MS
from luma_propensity.timeline import Timeline

# The Fibonacci numbers: dense where much happens, sparse later.
STEPS = [1, 2]
while STEPS[-1] < 1_000_000:
    STEPS.append(STEPS[-1] + STEPS[-2])


def cut_offs(events: pd.DataFrame, *, horizon_days: float) -> pd.DataFrame:
    """VISITOR, TIME, and LABEL: 1 when an order came after the moment and within the horizon, else 0.

    Moments whose horizon goes beyond the last event are left out: their outcome is not known yet.
    """
    horizon = int(horizon_days * DAY_MS)
    end = int(events["TIME"].max())
    moments = pd.concat([_along_the_journey(events), _at_midnight(events, until=end)], ignore_index=True)
    decided = moments[moments["TIME"] + horizon <= end]
    decided = decided.drop_duplicates().sort_values(["TIME", "VISITOR"], ignore_index=True)
    return decided.assign(LABEL=_ordered(events, decided, horizon))


def latest(events: pd.DataFrame, *, time: int) -> pd.DataFrame:
    """Every visitor known by then, at that one moment."""
    visitors = events.loc[events["TIME"] <= time, "VISITOR"].unique()
    return pd.DataFrame({"VISITOR": visitors, "TIME": np.full(len(visitors), time, dtype="int64")})


def _along_the_journey(events: pd.DataFrame) -> pd.DataFrame:
    return events.loc[(events.groupby("VISITOR").cumcount() + 1).isin(STEPS), ["VISITOR", "TIME"]]


def _at_midnight(events: pd.DataFrame, *, until: int) -> pd.DataFrame:
    days = pd.DataFrame({"VISITOR": events["VISITOR"], "TIME": events["TIME"] // DAY_MS * DAY_MS}).drop_duplicates()
    length = (until - int(days["TIME"].min())) // DAY_MS
    return pd.concat([days.assign(TIME=days["TIME"] + step * DAY_MS) for step in STEPS if step <= max(length, 1)])


def _ordered(events: pd.DataFrame, moments: pd.DataFrame, horizon: int) -> np.ndarray:
    line, times = Timeline(events[events["PURCHASES"] > 0]), moments["TIME"].to_numpy()
    return (line.after(moments["VISITOR"], times + horizon) > line.after(moments["VISITOR"], times)).astype(int)
