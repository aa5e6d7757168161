"""Insights: the metrics of a run or of a notebook. They cannot be changed or deleted."""

from typing import Any

from ...platform.http import Answer, Call
from ...platform.store import Doc
from . import asset, fields, media
from .kinds import INSIGHT
from .listing import listing
from .problem import refuse

DEFAULT_METRICS = {
    "Classification": ["f-score", "auroc", "roc", "precision", "recall", "accuracy", "confusion matrix"],
    "Regression": ["RMSE", "MAPE", "MASE", "MAE"],
}
_CONTEXT = (
    "clientId",
    "notebookId",
    "experimentId",
    "engineId",
    "mlInstanceId",
    "experimentRunId",
    "modelId",
    "dataSetId",
)


def _context(name: str, value: Any) -> Doc:
    return fields.read(fields.mapping(name, value), dict.fromkeys(_CONTEXT, fields.string))


def _events(name: str, value: Any) -> Doc:
    return fields.read(fields.mapping(name, value), {"name": fields.string, "eventValues": fields.tags})


def _metrics(name: str, value: Any) -> list[Doc]:
    spec: dict[str, fields.Check] = dict.fromkeys(("name", "value", "valueType"), fields.string)
    return [fields.read(one, spec, required=("name", "value")) for one in fields.array(name, value)]


_FIELDS: dict[str, fields.Check] = {
    "context": _context,
    "events": _events,
    "metrics": _metrics,
    "created": fields.string,
    "updated": fields.string,
}


def create(call: Call) -> Answer:
    """Times sent by the client stand."""
    body = fields.read(fields.body_of(call), _FIELDS, required=("context",))
    times = {name: body[name] for name in ("created", "updated") if name in body}
    doc = asset.stamped(call.world, call.client, body) | times
    return asset.created(call, INSIGHT, asset.save(call.world, call.sandbox, INSIGHT, doc))


def all_of(call: Call) -> Answer:
    return listing(call, INSIGHT, call.world.store.all(INSIGHT.name, sandbox=call.sandbox))


def one(call: Call) -> Answer:
    return asset.answer(call, INSIGHT, asset.find(call, INSIGHT, call.path["id"]))


def default_metrics(call: Call) -> Answer:
    wanted = call.query.get("algorithm")
    if wanted is not None and wanted not in DEFAULT_METRICS:
        raise refuse(400, f"algorithm must be one of {', '.join(DEFAULT_METRICS)}, not {wanted!r}")
    names = [wanted] if wanted else list(DEFAULT_METRICS)
    children = [{"algorithm": name, "defaultMetrics": DEFAULT_METRICS[name]} for name in names]
    return Answer(json={"children": children}, media_type=media.profile("defaultMetricsListing"))
