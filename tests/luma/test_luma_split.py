"""Validation looks like tomorrow's visitors: other visitors, and later."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from luma_propensity.events import DAY_MS
from luma_propensity.settings import Settings
from luma_propensity.split import divided, split
from luma_propensity.table import training_table

ROW = st.tuples(st.integers(0, 30).map(str), st.integers(0, 30 * DAY_MS), st.integers(0, 1))


@given(
    rows=st.lists(ROW, max_size=80),
    ratio=st.sampled_from([0.1, 0.5, 0.8]),
    held_out=st.sampled_from([0.1, 0.3, 0.9]),
    days=st.sampled_from([0.5, 1.0, 7.0]),
)
def test_no_visitor_and_no_time_is_on_both_sides(
    rows: list[tuple[str, int, int]], ratio: float, held_out: float, days: float
) -> None:
    """Training outcomes are even known before the first validation moment."""
    table = pd.DataFrame(rows, columns=["VISITOR", "TIME", "LABEL"])
    train, validation = divided(table, Settings(train_ratio=ratio, held_out=held_out, horizon_days=days))
    assert not {*train["VISITOR"]} & {*validation["VISITOR"]}
    if len(train) and len(validation):
        assert train["TIME"].max() + days * DAY_MS <= validation["TIME"].min()


def test_a_visitor_stays_held_out(shop: pd.DataFrame) -> None:
    """Whatever else is in the data: who is held out depends on the visitor's id alone."""
    table = training_table(shop, {})
    whole, half = (divided(part, Settings())[1] for part in (table, table.iloc[::2]))
    assert {*half["VISITOR"]} & {*divided(table, Settings())[0]["VISITOR"]} == set()
    assert len(whole) > len(half) > 0


def test_both_outcomes_are_needed() -> None:
    """Without an order there is nothing to learn, and the sentence says what to do."""
    table = pd.DataFrame({"VISITOR": [str(n) for n in range(100)], "TIME": range(0, 100 * DAY_MS, DAY_MS), "LABEL": 0})
    with pytest.raises(ValueError, match=r"The training part has [0-9]+ rows and 0 of them are followed by an order"):
        split(table, Settings())
    table["LABEL"] = table["TIME"] < 10 * DAY_MS
    with pytest.raises(ValueError, match=r"The validation part has [0-9]+ rows and 0 of them are followed by an order"):
        split(table, Settings())


def test_a_horizon_longer_than_the_data_is_said(shop: pd.DataFrame) -> None:
    """No outcome is known then, so there is no row at all."""
    config = {"horizon_days": "300"}
    with pytest.raises(ValueError, match="The training part has 0 rows"):
        split(training_table(shop, config), Settings(horizon_days=300))
