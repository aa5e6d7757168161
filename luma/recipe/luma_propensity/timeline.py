"""Where a moment lies on its visitor's line of events: all visitors at once, by one sorted key."""

import numpy as np
import pandas as pd

# Room for times within one visitor's part of the key; 2**43 ms are 278 years.
_ROOM = 2**43


class Timeline:
    """Positions in a table of events that is sorted by VISITOR and TIME."""

    def __init__(self, events: pd.DataFrame) -> None:
        self._visitors = pd.Index(events["VISITOR"].unique())
        self._start = int(events["TIME"].min()) if len(events) else 0
        self._keys = self._key(events["VISITOR"], events["TIME"].to_numpy())

    def first(self, visitors: pd.Series) -> np.ndarray:
        """Position of the visitor's first event."""
        return np.searchsorted(self._keys, self._key(visitors, np.full(len(visitors), self._start)), "left")

    def after(self, visitors: pd.Series, times: np.ndarray) -> np.ndarray:
        """Position behind the visitor's last event that is not later than the time."""
        return np.searchsorted(self._keys, self._key(visitors, times), "right")

    def _key(self, visitors: pd.Series, times: np.ndarray) -> np.ndarray:
        # A visitor without any event here gets a key of its own below all others: nothing found, nothing counted.
        code = self._visitors.get_indexer(visitors).astype("int64")
        since = np.clip(np.asarray(times, dtype="int64") - self._start, -1, _ROOM - 2)
        key: np.ndarray = code * _ROOM + since + 1
        return key
