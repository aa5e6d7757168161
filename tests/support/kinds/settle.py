"""What the Platform asks for across fields and resources: a program made at random gives up what it would refuse."""

from typing import TYPE_CHECKING

from tests.support.kinds.files import source_of
from tests.support.kinds.program import Item, key

if TYPE_CHECKING:
    from tests.support.kinds.random_program import Program


def schema(_program: "Program", one: Item) -> None:
    fields = one["fields"]
    if not fields.get("field_groups"):
        fields.pop("identities", None)
    if not any(item["primary"] for item in fields.get("identities", [])):
        fields.pop("profile", None)


def dataset(program: "Program", one: Item) -> None:
    fields = one["fields"]
    if not program.get(fields["schema"])["fields"].get("profile"):
        fields.pop("profile", None)
    if not fields.get("profile"):
        fields.pop("upsert", None)


def batch(program: "Program", one: Item) -> None:
    schema = program.get(program.get(one["fields"]["dataset"])["fields"]["schema"])["fields"]
    number = 2 if "2" in one["fields"].get("source", "") else 1
    one["fields"]["source"] = source_of(schema["behavior"], full=bool(schema.get("field_groups")), number=number)


def recipe(program: "Program", one: Item) -> None:
    """A source or an image; what is trained must be a source."""
    models = [key(model) for model in program.of("Model") if model["fields"]["recipe"]["ref"] == key(one)]
    trained = any(run["fields"]["model"]["ref"] in models for run in program.of("TrainingRun"))
    if trained or not one["fields"].get("image"):
        one["fields"].setdefault("source", "toy1")
    if one["fields"].get("source"):
        one["fields"].pop("image", None)


def scoring_run(program: "Program", one: Item) -> None:
    """The toy's scores are bare rows of a profile class."""
    data = program.get(one["fields"]["results"])["fields"]
    if data.get("profile") or program.get(data["schema"])["fields"]["behavior"] != "profile":
        program.drop(one)


def schedule(program: "Program", one: Item) -> None:
    same = [(other["fields"]["service"], other["fields"]["runs"]) for other in program.of("Schedule")]
    if same.count((one["fields"]["service"], one["fields"]["runs"])) > 1:
        program.drop(one)
