"""Insights: the metrics of a run or of a notebook. They cannot be changed or deleted."""

from typing import Any

from ...platform.http import Request, Response
from ...platform.store import Doc
from . import asset, body_fields, media_type
from .errors import refuse
from .listing import listing
from .object_types import INSIGHT

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
    return body_fields.read(body_fields.mapping(name, value), dict.fromkeys(_CONTEXT, body_fields.string))


def _events(name: str, value: Any) -> Doc:
    return body_fields.read(
        body_fields.mapping(name, value), {"name": body_fields.string, "eventValues": body_fields.tags}
    )


def _metrics(name: str, value: Any) -> list[Doc]:
    spec: dict[str, body_fields.Check] = dict.fromkeys(("name", "value", "valueType"), body_fields.string)
    return [body_fields.read(one, spec, required=("name", "value")) for one in body_fields.array(name, value)]


_FIELDS: dict[str, body_fields.Check] = {
    "context": _context,
    "events": _events,
    "metrics": _metrics,
    "created": body_fields.string,
    "updated": body_fields.string,
}


def create(request: Request) -> Response:
    """Dates sent by the client are kept."""
    body = body_fields.read(body_fields.body_of(request), _FIELDS, required=("context",))
    times = {name: body[name] for name in ("created", "updated") if name in body}
    doc = asset.new(request.world, request.client, body) | times
    return asset.created(request, INSIGHT, asset.save(request.world, request.sandbox, INSIGHT, doc))


def list_(request: Request) -> Response:
    return listing(request, INSIGHT, request.world.store.all(INSIGHT.name, sandbox=request.sandbox))


def get(request: Request) -> Response:
    return asset.answer(request, INSIGHT, asset.find(request, INSIGHT, request.path["id"]))


def list_default_metrics(request: Request) -> Response:
    wanted = request.query.get("algorithm")
    if wanted is not None and wanted not in DEFAULT_METRICS:
        raise refuse(400, f"algorithm must be one of {', '.join(DEFAULT_METRICS)}, not {wanted!r}")
    names = [wanted] if wanted else list(DEFAULT_METRICS)
    children = [{"algorithm": name, "defaultMetrics": DEFAULT_METRICS[name]} for name in names]
    return Response(json={"children": children}, media_type=media_type.profile("defaultMetricsListing"))
