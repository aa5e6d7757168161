"""One row for each kind. A kind that is new gets its row here, and all tests over every kind take it in."""

from hypothesis import strategies as st

from tests.support.kinds import secret, settle, shown, xdm_fields
from tests.support.kinds.by_type import LISTS, MAPS, NUMBERS, TEXTS, keyed
from tests.support.kinds.program import to
from tests.support.kinds.row import Row, switch
from tests.support.kinds.xdm_fields import FIELDS, IDENTITY, SECOND_IDENTITY, TEXT, WHEN
from tests.support.platform import collection, documents

BOTH = ["experienceevent", "profile"]
GROUP, SCHEMA, BATCH = to("FieldGroup", "group"), to("Schema", "schema"), to("Batch", "batch")
IDENTIFIED = {"field_groups": [GROUP], "identities": [IDENTITY]}
DATASET, OUT = to("Dataset", "dataset"), to("Dataset", "dataset2")
RECIPE, MODEL = to("Recipe", "recipe"), to("Model", "model")
TRAINING, SERVICE = to("TrainingRun", "training"), to("Service", "service")
IMAGE = to("Recipe", "recipe2", "location")
BATCHES = [BATCH, to("Batch", "batch2")]
SPAN = {"start": "2030-01-01", "end": "2036-01-01"}

ROWS: dict[str, Row] = {
    "Sandbox": Row(
        assets={"sandbox": {"name": "dev"}, "sandbox2": {"name": "second"}},
        least=("name",),
        full={"name": None, "type": "development", "existing": False},
        other={"name": "other-{case}"},
        on={"existing": "sandbox2"},  # what stays as it is takes no title either
        created={"title": "Dev"},
        fixed=frozenset({"name", "type", "existing"}),  # one that is there already is somebody else's
        addable=False,
        secret=secret.SANDBOX,
        by_hand=None,
        collection=collection.SANDBOX,
        documents=documents.sandbox,
        shown=lambda _, fields: {"title": fields.get("title", "dev"), "type": "development"},
        same_id=True,
    ),
    "FieldGroup": Row(
        assets={
            "group": {"title": "Group", "extends": BOTH, "fields": FIELDS},
            "group2": {"title": "Group 2", "extends": BOTH, "fields": {"id": TEXT}},
            "group3": {"title": "Group 3", "extends": BOTH, "fields": {"more": TEXT}},
            "group4": {"title": "Group 4", "extends": BOTH, "fields": xdm_fields.EVERY_TYPE},
        },
        full={"fields": None},  # taken away again they would make everything anew that is built on them
        other={"extends": ["profile"], "fields": {"id": TEXT}},
        more={"fields": ("group", FIELDS | {"when": WHEN})},
        follows={"": ("Schema", "Dataset")},
        edited={"fields": FIELDS | {"word": TEXT}},
        anew={"fields": FIELDS | {"word": TEXT, "n": TEXT}},
        random={"fields": xdm_fields.some, "extends": st.sampled_from([BOTH, BOTH[::-1]])},
        lasting=frozenset({"extends"}),
        bad={"fields": TEXTS | NUMBERS | LISTS | st.sampled_from([{}, {"_a": TEXT}]) | keyed(xdm_fields.NO_FIELD)},
        secret=secret.FIELD_GROUP,
        collection=collection.FIELD_GROUPS,
        documents=documents.field_groups,
        shown=lambda _, fields: {"fields": sorted(fields["fields"])},
    ),
    "IdentityNamespace": Row(
        assets={"loyalty": {"code": "Loyalty", "name": "Loyalty", "type": "CROSS_DEVICE"}},
        other={"code": "Club"},
        fixed=frozenset({"code"}),
        addable=False,
        bad={"code": NUMBERS | MAPS | LISTS},
        single=True,
        secret=secret.IDENTITY_NAMESPACE,
        collection=collection.NAMESPACES,
        documents=documents.namespaces,
        shown=lambda _, fields: {"code": fields["code"], "idType": fields["type"]},
        survives="namespace",
    ),
    "Schema": Row(
        assets={
            "schema": {"title": "Schema", "behavior": "profile", **IDENTIFIED, "profile": True},
            "schema2": {"title": "Schema 2", "behavior": "profile", **IDENTIFIED},
            "schema3": {"title": "Schema 3", "behavior": "profile"},
        },
        least=("field_groups", "identities", "profile"),
        plain="schema3",
        full=IDENTIFIED | {"profile": True},
        other={
            "behavior": "experienceevent",
            "identities": [IDENTITY | {"namespace": "Email"}],
            "field_groups": [to("FieldGroup", "group2")],
            "profile": False,
        },
        more={"field_groups": ("schema", [GROUP, to("FieldGroup", "group3")]), "profile": ("schema2", True)},
        follows={"": ("Dataset",)},
        edited={"field_groups": [GROUP, to("FieldGroup", "group3")]},
        anew={"field_groups": [GROUP]},
        random={
            "behavior": st.sampled_from(["profile", "profile", "experienceevent"]),
            "identities": st.sampled_from([[IDENTITY], [IDENTITY, SECOND_IDENTITY], []]),
        },
        settle=settle.schema,
        bad={"identities": TEXTS | NUMBERS | MAPS | st.lists(xdm_fields.NO_IDENTITY, min_size=1)},
        wrong=(({"profile": True}, "profile", "needs a primary identity; add one to identities, e.g. "),),
        secret=secret.SCHEMA,
        collection=collection.SCHEMAS,
        documents=documents.schemas,
        shown=shown.schema,
    ),
    "Dataset": Row(
        assets={
            "dataset": {"name": "Dataset", "schema": SCHEMA},
            "dataset2": {"name": "Dataset 2", "schema": to("Schema", "schema2")},
        },
        full={"profile": True, "upsert": True, "format": None},
        tied={"upsert": "profile"},
        follows={"schema": None, "": ("Batch", "Model")},
        created={"profile": True, "retention": "P30D"},
        edited={"retention": "P60D"},
        fixed=frozenset({"format"}),
        settle=settle.dataset,
        wrong=(
            ({"upsert": True}, "upsert", "means nothing without profile=True"),
            (
                {"profile": True, "schema_in_profile": False},
                "profile",
                "needs a schema that is in the union",
            ),
        ),
        secret=secret.DATASET,
        collection=collection.DATASETS,
        documents=documents.datasets,
        shown=shown.dataset,
    ),
    "Batch": Row(
        assets={
            "batch": {"dataset": DATASET, "source": "rows.jsonl"},
            "batch2": {"dataset": DATASET, "source": "more.jsonl"},
        },
        other={"source": "copy.jsonl"},
        derived={"content": "source"},
        follows={"content": None, "": ("TrainingRun",)},
        random={"source": st.sampled_from(["1", "2"])},
        fixed=frozenset({"max_errors_percent"}),
        settle=settle.batch,
        wrong=(({"source": "none.csv"}, "source", "none.csv does not exist"),),
        secret=secret.BATCH,
        by_hand=None,
        collection=collection.BATCHES,
        documents=documents.batches,
        shown=shown.batch,
        keeps_mark=True,
    ),
    "Recipe": Row(
        assets={
            "recipe": {"name": "Recipe", "source": "recipe"},
            "recipe2": {"name": "Recipe 2", "source": "recipe2"},
            "recipe3": {"name": "Recipe 3", "image": "registry.example/r:1"},
        },
        least=("source", "image"),
        plain="recipe3",
        full=dict.fromkeys(("source", "image", "base", "type", "library"))
        | {"algorithm": "Regression", "icon": "https://icons.example/r"},
        other={"source": "copy", "image": IMAGE, "base": IMAGE, "type": "Tensorflow", "library": "databricks-spark"},
        before={"image": {"source": None, "image": to("Recipe", "recipe", "location")}},
        derived={"digest": "source"},
        follows={"digest": None, **dict.fromkeys(("image", "base"), ("Model", "TrainingRun")), "": ("Model",)},
        random={
            "source": st.sampled_from(["toy1", "toy2"]),
            "image": st.sampled_from(["registry.example/a:1", "registry.example/b:2"]),
        },
        fixed=frozenset({"base", "library", "type"}),  # a base needs a registry; other runtimes can't run here
        settle=settle.recipe,
        wrong=(
            ({"source": "."}, "image", "and source exclude each other; keep one"),
            ({"base": "b"}, "base", "goes with source only"),
        ),
        secret=secret.RECIPE,
        own=frozenset({"image"}),  # whoever looks it up sees its location
        collection=collection.ENGINES,
        documents=documents.recipes,
        shown=lambda _, fields: {"algorithm": fields.get("algorithm", "Classification")},
    ),
    "Model": Row(
        assets={
            name: {"name": name.replace("model", "Model").replace("2", " 2"), "recipe": recipe}
            | dict.fromkeys(("training_dataset", "scoring_dataset", "results_dataset"), DATASET)
            for name, recipe in {"model": RECIPE, "model2": to("Recipe", "recipe2")}.items()
        },
        least=("scoring_dataset", "results_dataset"),
        full={
            "hyperparameters": {"n": 100, "rate": 0.5, "on": True, "how": "well"},
            "scoring_parameters": {"limit": 10.0},
            "machine": "gpu",
        },
        follows={"hyperparameters": None, "": ("TrainingRun",)},
        created={"hyperparameters": {"rate": "0.1"}, "results_dataset": OUT},
        anew={"hyperparameters": {"rate": "0.2"}},
        secret=secret.MODEL,
        collection=collection.INSTANCES,
        documents=documents.models,
        shown=lambda program, fields: shown.named(program, engineId=fields["recipe"]),
    ),
    "TrainingRun": Row(
        assets={
            "training": {"name": "Training", "model": MODEL, "data": [BATCH], "gate": {"accuracy": ">= 0.5"}},
            "training2": {"name": "Training 2", "model": to("Model", "model2")},
        },
        full={"data": [BATCH], "gate": {"mean": ">= 1"}, "wait": True},
        trains=True,
        other={"data": BATCHES},
        follows={"data": ("ScoringRun",)},
        created={"gate": {"mean": ">= 1"}},
        random={"gate": st.sampled_from([{}, {"mean": ">= 1"}, {"mean": "<10"}])},
        fixed=frozenset({"wait"}),  # what isn't waited for fails
        secret=secret.TRAINING_RUN,
        collection=collection.EXPERIMENTS,
        documents=documents.experiments,
        unowned=True,
        shown=lambda program, fields: shown.named(program, mlInstanceId=fields["model"]),
    ),
    "ScoringRun": Row(
        assets={"scoring": {"run": TRAINING, "dataset": DATASET, "results": DATASET, "data": [BATCH]}},
        full={"data": [BATCH], "parameters": {"limit": "1"}},
        trains=True,
        makes="Batch",  # its scores
        other={"data": BATCHES},
        created={"results": OUT},
        settle=settle.scoring_run,
        secret=secret.SCORING_RUN,
        by_hand=None,
        collection=collection.EXPERIMENTS,
        part=shown.scoring_run,
        keeps_mark=True,
    ),
    "Service": Row(
        assets={
            "service": {"name": "Service", "run": TRAINING},
            "service2": {"name": "Service 2", "run": to("TrainingRun", "training2")},
        },
        full={
            "training_dataset": DATASET,
            "scoring_dataset": DATASET,
            "training_timeframe": 60,
            "scoring_timeframe": 30,
        },
        trains=True,
        follows={"run": None},
        secret=secret.SERVICE,
        shared=True,
        collection=collection.SERVICES,
        documents=documents.services,
        shown=lambda program, fields: shown.named(program, trainingExperimentId=fields["run"]),
    ),
    "Schedule": Row(
        assets={
            "schedule": {"service": SERVICE, "runs": "scoring", "cron": "0 3 * * *", **SPAN},
            "schedule2": {"service": SERVICE, "runs": "training", "cron": "0 3 * * *", **SPAN},
        },
        trains=True,
        lives=("schedule", "schedule2"),
        edited={"cron": "0 4 * * *"},
        random={
            "start": st.sampled_from(["2036-01-01", "2036-01-01T02:03", "2036-06-01T00:00:00Z"]),
            "end": st.sampled_from(["2037-01-01", "2040-02-29T12:00+02:00"]),
        },
        settle=settle.schedule,
        wrong=(({"end": "2025-01-01"}, "end", "2025-01-01T00:00 is not after start 2030-01-01T00:00"),),
        secret=secret.SCHEDULE,
        by_hand=None,
        collection=collection.SCHEDULES,
        part=shown.schedule,
        same_id=True,
    ),
    "Segment": Row(
        assets={"segment": {"name": "Segment", "expression": "_tenant.n > 1"}},
        full={"expression": "_tenant.n > 2", "schema": None, "merge_policy": None, "evaluation": "streaming"},
        after=("Schema",),  # an audience needs a union of schemas
        refused=frozenset({"schema"}),  # the emulator takes segments of profiles only
        other={"expression": "_tenant.n > 2", "schema": "_xdm.context.account", "merge_policy": "{merge_policy}"},
        anew={"expression": '_tenant.n = "x"'},
        random={"expression": st.sampled_from(["_tenant.n > 1", '_tenant.id = "x"', "_tenant.n<2"])},
        fixed=frozenset({"schema", "merge_policy", "evaluation"}),
        secret=secret.SEGMENT,
        collection=collection.SEGMENTS,
        documents=documents.segments,
        shown=shown.segment,
        loose=True,
    ),
    "SegmentSchedule": Row(
        assets={"nightly": {"name": "Nightly", "cron": "0 0 1 * * ?"}},
        full={"cron": "0 30 2 * * ?", "active": False},
        other={"name": "Weekly"},
        edited={"cron": "0 0 2 * * ?"},
        anew={"name": "Nightly, two"},
        single=True,
        secret=secret.SEGMENT_SCHEDULE,
        collection=collection.SEGMENT_SCHEDULES,
        documents=documents.segment_schedules,
        shown=shown.segment_schedule,
        by_hand=switch,
        loose=True,
        keeps_mark=True,
    ),
}
