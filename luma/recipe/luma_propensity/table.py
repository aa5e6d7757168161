"""From stored events to the tables that training and scoring work on."""

from collections.abc import Mapping

import pandas as pd

from luma_propensity import settings
from luma_propensity.events import milliseconds, tidy
from luma_propensity.features import features
from luma_propensity.moments import cut_offs, latest


def training_table(stored: pd.DataFrame, config_properties: Mapping[str, str]) -> pd.DataFrame:
    """VISITOR, TIME, LABEL and the features, one row per cut-off."""
    events = tidy(stored)
    moments = cut_offs(events, horizon_days=settings.read(config_properties).horizon_days)
    return moments.join(features(events, moments))


def scoring_table(stored: pd.DataFrame, config_properties: Mapping[str, str]) -> pd.DataFrame:
    """VISITOR, TIME and the features: every visitor as of one moment, the last event's or `scoring_cutoff`."""
    events = tidy(stored)
    given = config_properties.get("scoring_cutoff")
    moments = latest(events, time=int(_moment(given) if given else events["TIME"].max()))
    if moments.empty:
        raise ValueError(f"scoring_cutoff {given} lies before the first event: there is no visitor to score.")
    return moments.join(features(events, moments))


def _moment(text: str) -> int:
    try:
        return int(milliseconds(pd.Series([text], dtype=object)).iloc[0])
    except ValueError:
        raise ValueError(f"scoring_cutoff must be a date and time like 2024-02-12T00:00:00Z, not {text!r}.") from None
