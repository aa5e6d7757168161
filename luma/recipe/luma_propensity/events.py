"""Stored web events -> one tidy table: a row per event, sorted by visitor and time.

A dataset that came in as JSON has no column for a field that was never filled, so every field but identity and
time may be missing. A row without visitor id or time can be neither learnt from nor scored: dropped on purpose.
"""

import numpy as np
import pandas as pd

VISITOR = "endUserIDs._experience.mcid.id"
TIME = "timestamp"
DAY_MS = 86_400_000

# Counters of the shop: 1 when it happened, else empty.
COUNTERS = {
    "PAGE_VIEWS": "web.webPageDetails.pageViews.value",
    "LINK_CLICKS": "web.webInteraction.linkClicks.value",
    "PRODUCT_VIEWS": "commerce.productViews.value",
    "INSTANCE_PRODUCTOPENS": "commerce.productListOpens.value",
    "INSTANCE_PRODUCTADDS": "commerce.productListAdds.value",
    "CART_VIEWS": "commerce.productListViews.value",
    "CHECK_OUTS": "commerce.checkouts.value",
    "APP_LAUNCHES": "application.launches.value",
    "APP_CRASHES": "application.crashes.value",
    "PAID_SEARCHES": "search.isPaid",
}
# Filled or not is what matters.
MARKS = {
    "PURCHASES": "commerce.order.purchaseID",
    "SEARCHES": "search.searchEngine",
    "MAILINGS": "marketing.trackingCode",
}
# What the latest event says about the visitor: text, until the model encodes it.
TRAITS = {
    "DEVICE": "environment.operatingSystem",
    "COUNTRY": "placeContext.geo.countryCode",
    "REFERRER": "web.webReferrer.type",
    "FIRST_REFERRER": "_experience.analytics.endUser.firstWeb.webReferrer.type",
    "VISIT_REFERRER": "_experience.analytics.session.web.webReferrer.type",
}


def tidy(stored: pd.DataFrame) -> pd.DataFrame:
    """Columns VISITOR, TIME (ms), VISIT, DEPTH, PAGE, PRODUCTS, AMOUNT, and one per counter, mark and trait."""
    known = _known(stored)
    table: dict[str, object] = {"VISITOR": known[VISITOR].astype(str), "TIME": milliseconds(known[TIME])}
    table["VISIT"] = _numbers(known, "_experience.analytics.session.num", empty=1)
    table["DEPTH"] = _numbers(known, "_experience.analytics.session.depth")
    table |= {name: _numbers(known, column) for name, column in COUNTERS.items()}
    table |= {name: _texts(known, column).ne("").astype(float) for name, column in MARKS.items()}
    table |= {name: _texts(known, column) for name, column in TRAITS.items()}
    table["PAGE"] = _texts(known, "web.webPageDetails.name")
    table["PRODUCTS"], table["AMOUNT"] = _products(known)
    # Events may share a second; a stable sort keeps those in stored order.
    return pd.DataFrame(table).sort_values(["VISITOR", "TIME"], kind="stable", ignore_index=True)


def milliseconds(times: pd.Series) -> pd.Series:
    """Timestamps, ISO texts or milliseconds as whole milliseconds since 1970, always UTC."""
    if pd.api.types.is_numeric_dtype(times):
        return times.astype("int64")
    written = not pd.api.types.is_datetime64_any_dtype(times)
    parsed = pd.to_datetime(times, utc=True, format="ISO8601" if written else None)
    return parsed.dt.tz_localize(None).astype("datetime64[ms]").astype("int64")


def _known(stored: pd.DataFrame) -> pd.DataFrame:
    for needed in (VISITOR, TIME):
        if needed not in stored.columns:
            raise ValueError(f"The dataset has no column {needed}: it does not hold web events of the Luma shop.")
    known = stored[stored[VISITOR].notna() & stored[TIME].notna()]
    if known.empty:
        raise ValueError("The dataset holds no event with a visitor id and a time: there is nothing to learn or score.")
    return known


def _numbers(frame: pd.DataFrame, column: str, *, empty: float = 0.0) -> pd.Series:
    if column not in frame.columns:
        return pd.Series(empty, index=frame.index)
    return pd.to_numeric(frame[column].astype(object), errors="coerce").astype(float).fillna(empty)


def _texts(frame: pd.DataFrame, column: str) -> pd.Series:
    if column not in frame.columns:
        return pd.Series("", index=frame.index, dtype=object)
    return frame[column].astype(object).where(frame[column].notna(), "").astype(str).astype(object)


def _products(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The article names of each event (a tuple), and what they cost together."""
    column = frame["productListItems"] if "productListItems" in frame.columns else [()] * len(frame)
    lists = [items if isinstance(items, (list, tuple, np.ndarray)) else () for items in column]
    names = pd.Series([tuple(item["SKU"] for item in items if item.get("SKU")) for items in lists], dtype=object)
    amounts = pd.Series([sum(item.get("priceTotal") or 0.0 for item in items) for items in lists], dtype=float)
    return names.set_axis(frame.index), amounts.set_axis(frame.index)
