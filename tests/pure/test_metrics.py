"""A metric is a number where it is one; everything else stays the text that it is."""

import pytest
from pulumi_aep.apis.runs import metric_value


@pytest.mark.parametrize(
    ("value", "metric"),
    [
        ("0.75", 0.75),
        ("-1e-3", -0.001),
        (" 12 ", 12.0),
        (3, 3.0),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("-inf", "-inf"),
        ("1e999", "1e999"),  # beyond a float
        ("9007199254740993", "9007199254740993"),  # a float would be another number
        ("1_000", "1_000"),
        ("very good", "very good"),
        ("[[1, 2], [3, 4]]", "[[1, 2], [3, 4]]"),
        (True, "true"),
        (None, "null"),
        ("", ""),
    ],
)
def test_a_metric_of_an_insight(value: object, metric: float | str) -> None:
    """Insights write every value as a text."""
    assert metric_value(value) == metric
    assert type(metric_value(value)) is type(metric)
