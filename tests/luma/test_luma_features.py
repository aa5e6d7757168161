"""Nothing that happens after a moment is known at it."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from luma_propensity import moments as cut
from luma_propensity.events import COUNTERS, DAY_MS, MARKS, TRAITS, tidy
from luma_propensity.features import NUMBERS, TEXTS, features

Rows = list[dict[str, Any]]
START = 1_700_000_000_000
ONE = "endUserIDs._experience.mcid.id"
ORDER = "commerce.order.purchaseID"
SHOP = st.fixed_dictionaries(
    {
        ONE: st.sampled_from("abc"),
        # Coarse on purpose: events of one visitor must often share a time.
        "timestamp": st.integers(0, 40).map(lambda sixths: START + sixths * DAY_MS // 6),
        "_experience.analytics.session.num": st.integers(1, 3),
        "_experience.analytics.session.depth": st.integers(1, 9),
        "commerce.productViews.value": st.sampled_from([None, 1.0]),
        "commerce.productListAdds.value": st.sampled_from([None, 1.0]),
        "commerce.checkouts.value": st.sampled_from([None, 1.0]),
        ORDER: st.sampled_from([None, None, "1234"]),
        "web.webPageDetails.name": st.sampled_from([None, "home", "cart"]),
        "placeContext.geo.countryCode": st.sampled_from(["CH", "US"]),
        "productListItems": st.lists(
            st.fixed_dictionaries({"SKU": st.sampled_from(["mat", "top"]), "priceTotal": st.sampled_from([None, 5.0])}),
            max_size=2,
        ),
    }
)
SHOPS = st.lists(SHOP, min_size=1, max_size=25)


def known_at(events: pd.DataFrame, time: int) -> pd.DataFrame:
    """Moments and features of all visitors at one time."""
    moments = cut.latest(events, time=time)
    return moments.join(features(events, moments))


@settings(max_examples=25, deadline=None)
@given(rows=SHOPS, later=SHOPS, pick=st.integers(0, 39))
def test_what_comes_later_changes_no_feature(rows: Rows, later: Rows, pick: int) -> None:
    """The later events may be deleted, or others put into their place."""
    time = sorted(row["timestamp"] for row in rows)[pick % len(rows)]
    past = [row for row in rows if row["timestamp"] <= time]
    other = [row | {"timestamp": row["timestamp"] + time - START + 1} for row in later]
    found = known_at(tidy(pd.DataFrame(rows)), time)
    pd.testing.assert_frame_equal(found, known_at(tidy(pd.DataFrame(past)), time))
    pd.testing.assert_frame_equal(found, known_at(tidy(pd.DataFrame(past + other)), time))


@settings(max_examples=25, deadline=None)
@given(rows=SHOPS, pick=st.integers(0, 39))
def test_what_comes_later_chooses_no_moment(rows: Rows, pick: int) -> None:
    """The moments up to a time are the same whether or not the visitor came again."""
    time = sorted(row["timestamp"] for row in rows)[pick % len(rows)]
    past = [row for row in rows if row["timestamp"] <= time]

    def chosen(events: pd.DataFrame) -> set[tuple[str, int]]:
        every = pd.concat([cut._along_the_journey(events), cut._at_midnight(events, until=time)])
        return {(visitor, at) for visitor, at in every.itertuples(index=False) if at <= time}

    assert chosen(tidy(pd.DataFrame(rows))) == chosen(tidy(pd.DataFrame(past)))


@settings(max_examples=25, deadline=None)
@given(rows=SHOPS, days=st.sampled_from([0.2, 1.0, 3.0]))
def test_features_and_labels_are_what_a_slow_count_gives(rows: Rows, days: float) -> None:
    """Counts up to the moment; label 1 for an order after it and within the horizon; no undecided moment."""
    stored, events = pd.DataFrame(rows), tidy(pd.DataFrame(rows))
    moments = cut.cut_offs(events, horizon_days=days)
    table = moments.join(features(events, moments))
    end = stored["timestamp"].max()
    for row in table.to_dict("records"):
        mine = stored[stored[ONE] == row["VISITOR"]]
        past = mine[mine["timestamp"] <= row["TIME"]]
        soon = mine[(mine["timestamp"] > row["TIME"]) & (mine["timestamp"] <= row["TIME"] + days * DAY_MS)]
        day = past[past["timestamp"] > row["TIME"] - DAY_MS]
        assert row["TIME"] + days * DAY_MS <= end
        assert row["LABEL"] == soon[ORDER].notna().any()
        assert row["COUNT_PURCHASES"] == past[ORDER].notna().sum()
        assert row["COUNT_PRODUCT_VIEWS"] == past["commerce.productViews.value"].notna().sum()
        assert row["DAY_COUNT_INSTANCE_PRODUCTADDS"] == day["commerce.productListAdds.value"].notna().sum()
        assert row["COUNT_VISITS"] == past["_experience.analytics.session.num"].nunique()
        assert row["COUNT_UNIQUE_PAGES"] == past["web.webPageDetails.name"].nunique()
        assert row["COUNT_UNIQUE_PRODUCTS"] == len(
            {item["SKU"] for items in past["productListItems"] for item in items}
        )
        bought = past[past[ORDER].notna()]["productListItems"]
        assert row["TOTAL_ORDER_REVENUE"] == sum(item["priceTotal"] or 0 for items in bought for item in items)
        assert row["DAYS_SINCE_VISIT"] == (row["TIME"] - past["timestamp"].max()) / DAY_MS


def test_an_order_at_the_moment_is_past_and_not_the_label() -> None:
    """Events of the same second are known; only what is later can be predicted."""
    rows = [
        {ONE: "a", "timestamp": START, ORDER: "1"},
        {ONE: "b", "timestamp": START + 9 * DAY_MS, ORDER: None},
    ]
    events = tidy(pd.DataFrame(rows))
    moments = cut.cut_offs(events, horizon_days=1.0)
    first = moments[moments["TIME"] == START].join(features(events, moments))
    assert first[["LABEL", "COUNT_PURCHASES"]].to_numpy().tolist() == [[0, 1.0]]


def test_rows_without_visitor_are_dropped() -> None:
    """They can be neither learnt from nor scored."""
    stored = pd.DataFrame({ONE: ["a", None], "timestamp": [START, START]})
    assert tidy(stored)["VISITOR"].tolist() == ["a"]


def test_fields_never_filled_may_be_missing() -> None:
    """A dataset that came in as JSON has no column for them."""
    events = tidy(pd.DataFrame({ONE: ["a"], "timestamp": ["2024-01-01T00:00:00Z"]}))
    found = known_at(events, 1_704_067_200_000)
    assert found[NUMBERS].notna().all(axis=None)
    assert found[TEXTS].to_numpy().tolist() == [["", "", "", "", ""]]
    assert {*COUNTERS, *MARKS, *TRAITS} <= {*events.columns}


@pytest.mark.parametrize("time", [np.datetime64(START, "ms"), "2023-11-14T22:13:20Z", START])
def test_time_may_come_as_timestamp_text_or_milliseconds(time: object) -> None:
    """Parquet, JSON and epoch numbers mean the same moment."""
    assert tidy(pd.DataFrame({ONE: ["a"], "timestamp": [time]}))["TIME"].tolist() == [START]


@pytest.mark.parametrize(
    ("stored", "says"),
    [
        ({"timestamp": [START]}, "The dataset has no column endUserIDs._experience.mcid.id"),
        ({ONE: ["a"]}, "The dataset has no column timestamp"),
        (
            {ONE: [None], "timestamp": [START]},
            "The dataset holds no event with a visitor id",
        ),
    ],
)
def test_other_data_is_refused_in_one_sentence(stored: dict[str, list[Any]], says: str) -> None:
    """Before anything is computed."""
    with pytest.raises(ValueError, match=says):
        tidy(pd.DataFrame(stored))


def test_a_moment_before_the_first_event_is_refused() -> None:
    """Nothing is known of the visitor then."""
    events = tidy(pd.DataFrame({ONE: ["a"], "timestamp": [START]}))
    with pytest.raises(ValueError, match="before the visitor's first event"):
        features(events, pd.DataFrame({"VISITOR": ["a"], "TIME": [START - 1]}))
