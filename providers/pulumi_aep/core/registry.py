"""Finding a kind by its name; its module is imported when first asked for, as a provider process needs only some."""

from importlib import import_module

from .kind import KINDS, Kind

MODULES = {
    "Sandbox": "sandbox",
    "FieldGroup": "field_group",
    "Schema": "schema",
    "Dataset": "dataset",
    "Batch": "batch",
    "Recipe": "recipe",
    "Model": "model",
    "TrainingRun": "training_run",
    "ScoringRun": "scoring_run",
    "Service": "service",
    "Schedule": "schedule",
    "Segment": "segment",
    "SegmentSchedule": "segment_schedule",
}


def kind_named(name: str) -> type[Kind]:
    if name not in KINDS:
        import_module(f"pulumi_aep.kinds.{MODULES[name]}")
    return KINDS[name]
