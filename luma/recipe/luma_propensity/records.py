"""Scores as profile records, in the fields of "Luma propensity scores" under the organisation's own namespace."""

from collections.abc import Mapping

import pandas as pd


def records(config_properties: Mapping[str, str], prediction: pd.DataFrame) -> pd.DataFrame:
    """One record per visitor; its id is the visitor's, so a later score replaces the earlier one."""
    tenant = config_properties.get("tenantId") or config_properties.get("tenant_id")
    if not tenant:
        raise ValueError("The parameter tenantId is missing: it names the field under which the scores are stored.")
    field = f"{tenant}.propensity"
    return pd.DataFrame(
        {
            "_id": prediction["VISITOR"],
            f"{field}.ecid": prediction["VISITOR"],
            f"{field}.score": prediction["SCORE"],
            f"{field}.modelId": prediction["MODEL"],
            f"{field}.scoredAt": pd.to_datetime(prediction["TIME"], unit="ms").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
    )
