"""The recipe's parameters, given as texts."""

import pytest
from luma_propensity import settings


def test_defaults_are_adobes() -> None:
    """Learning rate 0.1, 100 trees, depth 3."""
    found = settings.read({"unknown": "to the recipe", "ML_FRAMEWORK_IMS_TOKEN": "also in here"})
    assert (found.learning_rate, found.n_estimators, found.max_depth) == (0.1, 100, 3)


def test_texts_become_numbers() -> None:
    """Whole numbers may be written as floats."""
    found = settings.read({"learning_rate": "0.2", "n_estimators": "80.0", "max_depth": "5", "horizon_days": "2"})
    assert (found.learning_rate, found.n_estimators, found.max_depth, found.horizon_days) == (0.2, 80, 5, 2.0)
    assert type(found.n_estimators) is int


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("learning_rate", "fast", "learning_rate must be a number from 0.0001 to 10, not 'fast'."),
        ("learning_rate", "-1", "learning_rate must be a number from 0.0001 to 10, not '-1'."),
        ("learning_rate", "nan", "learning_rate must be a number from 0.0001 to 10, not 'nan'."),
        ("n_estimators", "1.5", "n_estimators must be a whole number from 1 to 10000, not '1.5'."),
        ("n_estimators", "inf", "n_estimators must be a whole number from 1 to 10000, not 'inf'."),
        ("max_depth", "0", "max_depth must be a whole number from 1 to 32, not '0'."),
        ("max_depth", "", "max_depth must be a whole number from 1 to 32, not ''."),
        ("evaluation.trainRatio", "1", "evaluation.trainRatio must be a number from 0.05 to 0.95, not '1'."),
    ],
)
def test_a_wrong_value_is_one_sentence(name: str, text: str, says: str) -> None:
    """It names the parameter, what is allowed, and what was given."""
    with pytest.raises(ValueError) as raised:
        settings.read({name: text})
    assert str(raised.value) == says
