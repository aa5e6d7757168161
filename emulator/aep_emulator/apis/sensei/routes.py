"""The table of Sensei ML's operations."""

from ...platform.http import Answer, Call, Handler, Route
from . import engine, experiment, insight, media, ml_instance, ml_service, model, run, status, transcoding
from .problem import refuse


def _guarded(handler: Handler) -> Handler:
    def guarded(call: Call) -> Answer:
        if not media.acceptable(call):
            raise refuse(406, f"Accept must be {media.SENSEI} or application/json, not {call.headers['accept']}")
        return handler(call)

    return guarded


_TABLE: list[tuple[str, str, Handler]] = [
    ("GET", "/engines", engine.all_of),
    ("POST", "/engines", engine.create),
    ("GET", "/engines/dockerRegistry", engine.docker_registry),
    ("GET", "/engines/{id}", engine.one),
    ("PUT", "/engines/{id}", engine.put),
    ("DELETE", "/engines/{id}", engine.delete),
    ("GET", "/mlInstances", ml_instance.all_of),
    ("POST", "/mlInstances", ml_instance.create),
    ("DELETE", "/mlInstances", ml_instance.delete_all),
    ("GET", "/mlInstances/{id}", ml_instance.one),
    ("PUT", "/mlInstances/{id}", ml_instance.put),
    ("DELETE", "/mlInstances/{id}", ml_instance.delete),
    ("GET", "/experiments", experiment.all_of),
    ("POST", "/experiments", experiment.create),
    ("DELETE", "/experiments", experiment.delete_all),
    ("GET", "/experiments/{id}", experiment.one),
    ("PUT", "/experiments/{id}", experiment.put),
    ("DELETE", "/experiments/{id}", experiment.delete),
    ("GET", "/experiments/{experiment}/runs", run.all_of),
    ("POST", "/experiments/{experiment}/runs", run.create),
    ("GET", "/experiments/{experiment}/runs/{run}", run.one),
    ("GET", "/experiments/{experiment}/runs/{run}/status", status.of_run),
    ("GET", "/models", model.all_of),
    ("POST", "/models", model.create),
    ("GET", "/models/{id}", model.one),
    ("PUT", "/models/{id}", model.put),
    ("DELETE", "/models/{id}", model.delete),
    ("GET", "/models/{model}/transcodings", transcoding.all_of),
    ("POST", "/models/{model}/transcodings", transcoding.create),
    ("GET", "/models/{model}/transcodings/{id}", transcoding.one),
    ("GET", "/insights", insight.all_of),
    ("POST", "/insights", insight.create),
    ("GET", "/insights/metrics", insight.default_metrics),
    ("GET", "/insights/{id}", insight.one),
    ("GET", "/mlServices", ml_service.all_of),
    ("POST", "/mlServices", ml_service.create),
    ("DELETE", "/mlServices", ml_service.delete_all),
    ("GET", "/mlServices/{id}", ml_service.one),
    ("PUT", "/mlServices/{id}", ml_service.put),
    ("DELETE", "/mlServices/{id}", ml_service.delete),
]

ROUTES = [
    *(Route(method, f"/data/sensei{path}", _guarded(handler)) for method, path, handler in _TABLE),
    Route("GET", "/data/sensei/models/{id}/artifact", model.artifact),  # bytes: any Accept
    *status.LOG_ROUTES,
]
