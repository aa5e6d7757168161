"""Training, metrics, scores and the records made of them."""

import pickle

import numpy as np
import pandas as pd
import pytest
from luma_propensity import metrics, pipeline, table
from luma_propensity.records import records
from luma_propensity.settings import Settings
from luma_propensity.split import split
from sklearn.pipeline import Pipeline

FEW = {"n_estimators": "10"}


@pytest.fixture(scope="module")
def parts(shop: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    return split(table.training_table(shop, FEW), Settings())


@pytest.fixture(scope="module")
def model(parts: tuple[pd.DataFrame, pd.DataFrame]) -> Pipeline:
    return pipeline.train(FEW, parts[0])


def test_a_shuffled_label_cannot_be_learnt(parts: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """A leak of the label would show here: what is left to learn is worth nothing."""
    train, validation = parts
    labels = np.random.default_rng(1).permutation(train["LABEL"])
    found = metrics.evaluate(validation, pipeline.train(FEW, train.assign(LABEL=labels)), Settings())
    assert found["auroc"] == pytest.approx(0.5, abs=0.15)


def test_hyperparameters_reach_the_model(parts: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """As whole and broken numbers."""
    made = pipeline.train({"n_estimators": "3", "max_depth": "2", "learning_rate": "0.5"}, parts[0])[-1]
    assert (made.n_iter_, made.max_depth, made.learning_rate) == (3, 2, 0.5)


def test_the_same_data_gives_the_same_model(parts: tuple[pd.DataFrame, pd.DataFrame], model: Pipeline) -> None:
    """So that a run can be repeated; and a stored model scores as the one in memory."""
    again, stored = pipeline.train(FEW, parts[0]), pickle.loads(pickle.dumps(model))
    expected = model.predict_proba(parts[1])
    assert (again.predict_proba(parts[1]) == expected).all()
    assert (stored.predict_proba(parts[1]) == expected).all()


def test_one_outcome_cannot_be_learnt(parts: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Said before scikit-learn says it."""
    with pytest.raises(ValueError, match=r"All [0-9]+ training rows have the same outcome"):
        pipeline.train({}, parts[0].assign(LABEL=0))


def test_every_visitor_gets_one_score(shop: pd.DataFrame, model: Pipeline) -> None:
    """Between 0 and 1, as of the last event."""
    found = pipeline.score({"modelId": "m-1"}, table.scoring_table(shop, {}), model)
    assert sorted(found["VISITOR"]) == sorted(shop["endUserIDs._experience.mcid.id"].unique())
    assert found["SCORE"].between(0, 1).all()
    assert {*found["MODEL"]} == {"m-1"}
    assert {*pd.to_datetime(found["TIME"], unit="ms")} == {shop["timestamp"].max()}


def test_scores_can_be_asked_for_as_of_an_earlier_time(shop: pd.DataFrame) -> None:
    """Only visitors known by then; a time before all of them, or no time at all, is refused."""
    found = table.scoring_table(shop, {"scoring_cutoff": "2024-01-15T00:00:00Z"})
    assert 0 < len(found) < shop["endUserIDs._experience.mcid.id"].nunique()
    with pytest.raises(ValueError, match="lies before the first event"):
        table.scoring_table(shop, {"scoring_cutoff": "2001-01-01T00:00:00Z"})
    with pytest.raises(ValueError, match="scoring_cutoff must be a date and time"):
        table.scoring_table(shop, {"scoring_cutoff": "soon"})


def test_metrics_of_a_case_done_by_hand() -> None:
    """Two of three buyers found, one of three others taken for a buyer."""
    labels, scores = pd.Series([1, 1, 1, 0, 0, 0]), np.array([0.9, 0.8, 0.3, 0.7, 0.2, 0.1])
    found = metrics.metrics(labels, scores, threshold=0.5)
    assert {name: found[f"confusion.{name}"] for name in ("tn", "fp", "fn", "tp")} == {
        "tn": 2,
        "fp": 1,
        "fn": 1,
        "tp": 2,
    }
    assert found["precision"] == found["recall"] == found["f-score"] == found["accuracy"] == pytest.approx(2 / 3)
    assert found["auroc"] == pytest.approx(8 / 9)
    assert found["roc.0.1"] == pytest.approx(2 / 3)
    assert found["roc.0.9"] == 1.0


def test_a_model_that_finds_nobody_has_no_precision() -> None:
    """Zero, not an error: a gate can hold on it."""
    found = metrics.metrics(pd.Series([1, 0]), np.array([0.2, 0.1]), threshold=0.5)
    assert (found["precision"], found["recall"], found["f-score"]) == (0, 0, 0)


def test_metrics_need_both_outcomes() -> None:
    """With buyers only, auroc has no meaning."""
    with pytest.raises(ValueError, match="All 2 validation rows have the same outcome"):
        metrics.metrics(pd.Series([1, 1]), np.array([0.2, 0.1]), threshold=0.5)


def test_records_stand_under_the_tenant() -> None:
    """One per visitor, its id the visitor's; both spellings of the parameter exist."""
    scores = pd.DataFrame({"VISITOR": ["7"], "SCORE": [0.25], "MODEL": ["m-1"], "TIME": [1_704_067_200_000]})
    found = records({"tenant_id": "_luma"}, scores)
    assert found.to_dict("records") == [
        {
            "_id": "7",
            "_luma.propensity.ecid": "7",
            "_luma.propensity.score": 0.25,
            "_luma.propensity.modelId": "m-1",
            "_luma.propensity.scoredAt": "2024-01-01T00:00:00Z",
        }
    ]
    with pytest.raises(ValueError, match="The parameter tenantId is missing"):
        records({}, scores)
