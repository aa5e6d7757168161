"""The table of Sensei ML's operations."""

from ...platform.http import Handler, Request, Response, Route
from . import (
    engine,
    experiment,
    insight,
    media_type,
    ml_instance,
    ml_service,
    model,
    run,
    run_status,
    run_stop,
    transcoding,
)
from .errors import refuse


def _guarded(handler: Handler) -> Handler:
    def guarded(request: Request) -> Response:
        if not media_type.acceptable(request):
            raise refuse(
                406, f"Accept must be {media_type.SENSEI} or application/json, not {request.headers['accept']}"
            )
        return handler(request)

    return guarded


_TABLE: list[tuple[str, str, Handler]] = [
    ("GET", "/engines", engine.list_),
    ("POST", "/engines", engine.create),
    ("GET", "/engines/dockerRegistry", engine.get_docker_registry),
    ("GET", "/engines/{id}", engine.get),
    ("PUT", "/engines/{id}", engine.replace),
    ("DELETE", "/engines/{id}", engine.delete),
    ("GET", "/mlInstances", ml_instance.list_),
    ("POST", "/mlInstances", ml_instance.create),
    ("DELETE", "/mlInstances", ml_instance.delete_all),
    ("GET", "/mlInstances/{id}", ml_instance.get),
    ("PUT", "/mlInstances/{id}", ml_instance.replace),
    ("DELETE", "/mlInstances/{id}", ml_instance.delete),
    ("GET", "/experiments", experiment.list_),
    ("POST", "/experiments", experiment.create),
    ("DELETE", "/experiments", experiment.delete_all),
    ("GET", "/experiments/{id}", experiment.get),
    ("PUT", "/experiments/{id}", experiment.replace),
    ("DELETE", "/experiments/{id}", experiment.delete),
    ("GET", "/experiments/{experiment}/runs", run.list_),
    ("POST", "/experiments/{experiment}/runs", run.create),
    ("GET", "/experiments/{experiment}/runs/{run}", run.get),
    ("GET", "/experiments/{experiment}/runs/{run}/status", run_status.get),
    ("GET", "/models", model.list_),
    ("POST", "/models", model.create),
    ("GET", "/models/{id}", model.get),
    ("PUT", "/models/{id}", model.replace),
    ("DELETE", "/models/{id}", model.delete),
    ("GET", "/models/{model}/transcodings", transcoding.list_),
    ("POST", "/models/{model}/transcodings", transcoding.create),
    ("GET", "/models/{model}/transcodings/{id}", transcoding.get),
    ("GET", "/insights", insight.list_),
    ("POST", "/insights", insight.create),
    ("GET", "/insights/metrics", insight.list_default_metrics),
    ("GET", "/insights/{id}", insight.get),
    ("GET", "/mlServices", ml_service.list_),
    ("POST", "/mlServices", ml_service.create),
    ("DELETE", "/mlServices", ml_service.delete_all),
    ("GET", "/mlServices/{id}", ml_service.get),
    ("PUT", "/mlServices/{id}", ml_service.replace),
    ("DELETE", "/mlServices/{id}", ml_service.delete),
]

ROUTES = [
    *(Route(method, f"/data/sensei{path}", _guarded(handler)) for method, path, handler in _TABLE),
    Route("GET", "/data/sensei/models/{id}/artifact", model.get_artifact),  # bytes: any Accept
    *run_status.LOG_ROUTES,
    *run_stop.CONTROL_ROUTES,
]
