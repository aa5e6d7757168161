"""Datasets, schemas, runs: what there is on a Platform on which a recipe was trained and has scored."""

import re

import pytest

from tests.support.command import Aep


def test_datasets_are_listed(filled: Aep) -> None:
    """By name, with what matters of each."""
    found = filled.json("dataset", "list")
    assert [(row["name"], row["schema_title"], row["profile"], row["last_batch"]) for row in found] == [
        ("Chances", "Visits", True, "success"),
        ("Nothing yet", "Visits", False, None),
        ("Visits", "Visits", True, "success"),
    ]
    assert set(found[0]) == {"id", "name", "schema", "schema_title", "profile", "last_batch", "updated"}
    assert re.search(r"^[0-9a-f]{24}  Nothing yet  Visits  no$", filled("dataset", "list"), re.MULTILINE)


def test_a_preview_shows_rows_as_they_are(filled: Aep) -> None:
    """Nested in JSON, a column per leaf in the table; by name or by id."""
    rows = filled.json("dataset", "preview", "Visits", "--rows", "2")
    assert rows[1] == {"_id": "p1", "_luma": {"person": "p1", "visits": 1, "country": "AT", "bought": False}}
    id = next(row["id"] for row in filled.json("dataset", "list") if row["name"] == "Visits")
    assert filled.json("dataset", "preview", id, "--rows", "2") == rows
    assert len(filled.json("dataset", "preview", "Visits")) == 10
    head = filled("dataset", "preview", "Visits", "--rows", "1").splitlines()
    assert head[0].split() == ["_id", "_luma.person", "_luma.visits", "_luma.country", "_luma.bought"]
    assert head[1].split() == ["p0", "p0", "0", "CH", "no"]


def test_an_empty_dataset_says_so(filled: Aep) -> None:
    """A sentence for people, an empty list for programs."""
    assert filled("dataset", "preview", "Nothing yet") == 'the dataset "Nothing yet" holds no rows\n'
    assert filled.json("dataset", "preview", "Nothing yet") == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("dataset", "preview", "visit"), 'there is no dataset "visit"; did you mean "Visits"?'),
        (("dataset", "preview", "xyz"), 'there is no dataset "xyz"; there are: "Chances", "Nothing yet", "Visits"'),
        (("schema", "show", "Visit"), 'there is no schema "Visit"; did you mean "Visits"?'),
        (("runs", "list", "--model", "visits"), 'there is no model "visits"; did you mean "Visits"?'),
        (("runs", "logs", "nope"), 'there is no run "nope" in this sandbox; see: aep runs list'),
        (("runs", "metrics", "nope"), 'there is no run "nope" in this sandbox; see: aep runs list'),
    ],
)
def test_what_is_not_there_is_met_with_what_is(filled: Aep, arguments: tuple[str, ...], message: str) -> None:
    """One sentence, exit code 1."""
    assert filled.refused(*arguments) == message


def test_a_schema_is_shown_as_a_tree(filled: Aep) -> None:
    """Resolved: the class's own fields, the field group's below the organisation's namespace, the identity marked."""
    lines = filled("schema", "show", "Visits").splitlines()
    assert lines[0].startswith("Visits  (profile, version 1.")
    assert lines[0].endswith(", in Profile)")
    assert [line for line in lines if "─ person:" in line] == ["│  ├─ person: string [primary identity ECID]"]
    assert "│  └─ visits: int" in lines
    assert "├─ identityMap: map" in lines


def test_a_schema_as_json_has_a_path_per_field(filled: Aep) -> None:
    """Parents before children."""
    said = filled.json("schema", "show", "Visits")
    assert set(said) == {"id", "title", "version", "class", "profile", "fields"}
    fields = {field["path"]: field for field in said["fields"]}
    assert fields["_luma"]["type"] == "object"
    assert fields["_luma.person"] == {
        "path": "_luma.person",
        "type": "string",
        "title": "",
        "required": False,
        "identity": {"namespace": "ECID", "primary": True},
    }
    assert filled.json("schema", "show", said["id"]) == said


def test_runs_are_listed_newest_first(filled: Aep) -> None:
    """Training, then scoring; all of them, or a model's."""
    found = filled.json("runs", "list")
    assert [(run["mode"], run["state"], run["model"], run["name"]) for run in found] == [
        ("score", "DONE", "Visits", "Visits, first"),
        ("train", "DONE", "Visits", "Visits, first"),
    ]
    assert set(found[0]) == {
        *("id", "experiment", "name", "model", "model_id", "mode", "state", "created", "started", "ended", "scheduled")
    }
    assert filled.json("runs", "list", "--model", "Visits") == found
    assert filled.json("runs", "list", "--limit", "1") == found[:1]
    assert found[0]["id"] in filled("runs", "list")


def test_the_recipe_of_the_template_trains(filled: Aep) -> None:
    """Its log names its steps; its metrics are numbers; it tells who buys from who doesn't."""
    train = filled.json("runs", "list")[1]
    logs = filled.json("runs", "logs", train["id"])
    assert set(logs) == {"id", "experiment", "state", "message", "logs"}
    assert set(logs["logs"]) == {"execution", "stdout", "stderr"}
    assert "training_pipeline.train" in logs["logs"]["execution"]
    assert "training_pipeline.train" in filled("runs", "logs", train["id"], "--log", "execution")
    said = filled.json("runs", "metrics", train["id"])
    assert (said["id"], said["experiment"]) == (train["id"], train["experiment"])
    assert set(said["metrics"]) == {"auroc", "accuracy", "precision", "recall", "f-score"}
    assert said["metrics"]["auroc"] > 0.9
    assert filled("runs", "metrics", train["id"]).splitlines()[0].split() == ["metric", "value"]


def test_a_run_goes_by_several_names(filled: Aep) -> None:
    """Its id, its experiment's and its own, or its experiment's alone: then the newest run there is meant."""
    score, train = filled.json("runs", "list")
    both = f"{train['experiment']}/{train['id']}"
    assert filled.json("runs", "metrics", both) == filled.json("runs", "metrics", train["id"])
    assert filled.json("runs", "logs", score["experiment"])["id"] == score["id"]


def test_a_run_without_metrics_says_where_to_look(filled: Aep) -> None:
    """A scoring measures nothing."""
    run = filled.json("runs", "list")[0]["id"]
    assert filled.refused("runs", "metrics", run) == f"run {run} is DONE and has no metrics; see: aep runs logs {run}"


def test_the_recipe_of_the_template_scores(filled: Aep) -> None:
    """A chance per person, under the person's id."""
    rows = filled.json("dataset", "preview", "Chances", "--rows", "100")
    chances = {row["_id"]: row["_luma"]["chance"] for row in rows}
    assert rows[9]["_luma"]["person"] == "p9"
    assert chances["p9"] > 0.5 > chances["p0"]
