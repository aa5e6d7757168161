"""Training and validation part: other visitors, and later ones.

A visitor is held out or not by a digest of the id, so the same visitors stay held out in every run. Of the held-out
visitors only moments after the dividing time are used; of the others only moments whose outcome was known by then.
Rows that fit neither are left unused: that is the price for a validation that looks like tomorrow's visitors.
"""

from zlib import crc32

import numpy as np
import pandas as pd

from luma_propensity.events import DAY_MS
from luma_propensity.settings import Settings


def split(table: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Training and validation part, each with both outcomes in it."""
    train, validation = divided(table, settings)
    for part, name in ((train, "training"), (validation, "validation")):
        _both_outcomes(part, name)
    return train, validation


def divided(table: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The parts of a table with VISITOR and TIME; the dividing time leaves `train_ratio` of the moments before it."""
    divide = float(np.quantile(table["TIME"], settings.train_ratio)) if len(table) else 0.0
    shares = {visitor: crc32(visitor.encode()) / 2**32 for visitor in table["VISITOR"].unique()}
    held_out = table["VISITOR"].map(shares).astype(float) < settings.held_out
    decided = table["TIME"] + int(settings.horizon_days * DAY_MS) <= divide
    return table[~held_out & decided], table[held_out & (table["TIME"] > divide)]


def _both_outcomes(part: pd.DataFrame, name: str) -> None:
    orders = int(part["LABEL"].sum())
    if not 0 < orders < len(part):
        raise ValueError(
            f"The {name} part has {len(part)} rows and {orders} of them are followed by an order: both outcomes are "
            f"needed; give more data, another horizon_days, evaluation.trainRatio or evaluation.heldOutVisitors."
        )
