"""MLServices: published models. Creating one may create experiments and start or schedule runs."""

from ...platform.http import Request, Response
from ...platform.store import Doc
from ...platform.world import World
from . import asset, body_fields, run_progress, schedule, service_run, service_schedule, task
from .errors import refuse, success
from .listing import listing
from .object_types import EXPERIMENT, ML_INSTANCE, ML_SERVICE, RUN

_FIELDS: dict[str, body_fields.Check] = {
    "name": body_fields.string,
    "description": body_fields.string,
    "mlInstanceId": body_fields.string,
    "trainingExperimentId": body_fields.string,
    "trainingExperimentRunId": body_fields.string,
    "trainingDataSetId": body_fields.string,
    "trainingTimeframe": body_fields.minutes,
    "scoringExperimentId": body_fields.string,
    "scoringDataSetId": body_fields.string,
    "scoringTimeframe": body_fields.minutes,
    "trainingSchedule": schedule.checked,
    "scoringSchedule": schedule.checked,
    "tags": body_fields.tags,
}
_IDS = ("mlInstanceId", "trainingExperimentId", "trainingExperimentRunId", "scoringExperimentId")


def _resolve(request: Request, body: Doc) -> Doc:
    """Fill in ids that follow from others, refuse ids that contradict each other; returns the MLInstance."""
    if "trainingExperimentRunId" in body:
        run = asset.find_referenced(request, RUN, body["trainingExperimentRunId"])
        state = run_progress.status(request.world, request.sandbox, run["id"])["state"]
        if run["mode"] != "train" or state in ("FAILED", "ABORTED"):
            raise refuse(422, f"ExperimentRun {run['id']} is a {run['mode']} run in state {state}: it has no model")
        if body.setdefault("trainingExperimentId", run["experimentId"]) != run["experimentId"]:
            raise refuse(422, f"ExperimentRun {run['id']} is not one of Experiment {body['trainingExperimentId']}")
    if "trainingExperimentId" in body:
        experiment = asset.find_referenced(request, EXPERIMENT, body["trainingExperimentId"])
        if body.setdefault("mlInstanceId", experiment.get("mlInstanceId")) != experiment.get("mlInstanceId"):
            raise refuse(422, f"Experiment {experiment['id']} is not one of MLInstance {body['mlInstanceId']}")
    if not body.get("mlInstanceId"):
        raise refuse(400, "mlInstanceId must not be empty")
    return asset.find_referenced(request, ML_INSTANCE, body["mlInstanceId"])


def _has_data(service: Doc, instance: Doc, mode: str, name: str) -> bool:
    return bool(service.get(name) or task.parameter(task.of_mode(instance.get("tasks") or [], mode), name))


def _check_data(service: Doc, instance: Doc) -> None:
    """Training and scoring need a data set, which the service or its instance names."""
    trains = "trainingExperimentRunId" not in service or "trainingSchedule" in service
    if trains and not _has_data(service, instance, "train", "trainingDataSetId"):
        raise refuse(400, "trainingDataSetId must not be empty: the MLInstance names none")
    if "scoringSchedule" in service and not _has_data(service, instance, "score", "scoringDataSetId"):
        raise refuse(400, "scoringDataSetId must not be empty: the MLInstance names none")


def _start(world: World, sandbox: str, service: Doc, instance: Doc) -> None:
    """Create the experiments and runs of a new service, and put their ids into it."""
    brought = "trainingExperimentRunId" in service
    plain = "trainingSchedule" not in service and "scoringSchedule" not in service
    if "trainingExperimentId" not in service:
        service["trainingExperimentId"] = service_schedule.make_experiment(world, sandbox, service, "training")["id"]
    service_schedule.apply(world, sandbox, service, "training")
    service_schedule.apply(world, sandbox, service, "scoring")
    scores = plain and not brought and _has_data(service, instance, "score", "scoringDataSetId")
    if scores:
        service["scoringExperimentId"] = service_schedule.make_experiment(world, sandbox, service, "scoring")["id"]
    if not brought:
        experiment = asset.lookup(world, sandbox, EXPERIMENT, service["trainingExperimentId"]) or {}
        run = service_run.train(world, sandbox, service, experiment, then_score=scores)
        service["trainingExperimentRunId"] = run["id"]


def create(request: Request) -> Response:
    body = body_fields.read(body_fields.body_of(request), _FIELDS, required=("name",))
    body.pop("scoringExperimentId", None)
    with request.world.store.transaction():
        instance = _resolve(request, body)
        _check_data(body, instance)
        doc = asset.new(request.world, request.client, body)
        _start(request.world, request.sandbox, doc, instance)
        asset.save(request.world, request.sandbox, ML_SERVICE, doc)
    return asset.created(request, ML_SERVICE, doc)


def list_(request: Request) -> Response:
    return listing(request, ML_SERVICE, request.world.store.all(ML_SERVICE.name, sandbox=request.sandbox))


def get(request: Request) -> Response:
    return asset.answer(request, ML_SERVICE, asset.find(request, ML_SERVICE, request.path["id"]))


def replace(request: Request) -> Response:
    """A schedule left out is removed; ids stay, whether sent or not."""
    body = body_fields.read(body_fields.body_of(request), _FIELDS, required=("name",))

    def make(old: Doc) -> Doc:
        for name in _IDS:
            if name in old and body.setdefault(name, old[name]) != old[name]:
                raise refuse(422, f"{name} of an MLService cannot be changed")
        service_schedule.check_change(old, body)
        instance = asset.lookup(request.world, request.sandbox, ML_INSTANCE, old["mlInstanceId"])
        if instance:
            _check_data(body, instance)
        own = {name: value for name, value in old.items() if name.startswith("_")}
        new = {"id": old["id"], **body, **own}
        service_schedule.apply(request.world, request.sandbox, new, "training")
        service_schedule.apply(request.world, request.sandbox, new, "scoring")
        return new

    return asset.replace(request, ML_SERVICE, request.path["id"], make)


def _remove(world: World, sandbox: str, doc: Doc) -> None:
    """Its schedules end; experiments that it created stay."""
    bare = {name: value for name, value in doc.items() if name not in ("trainingSchedule", "scoringSchedule")}
    service_schedule.apply(world, sandbox, bare, "training")
    service_schedule.apply(world, sandbox, bare, "scoring")
    asset.remove(world, sandbox, ML_SERVICE, doc)


def delete(request: Request) -> Response:
    with request.world.store.transaction():
        _remove(request.world, request.sandbox, asset.find(request, ML_SERVICE, request.path["id"]))
    return success("MLService deletion was successful")


def delete_all(request: Request) -> Response:
    """All MLServices of an MLInstance."""
    instance_id = request.query.get("mlInstanceId")
    if not instance_id:
        raise refuse(400, "mlInstanceId must not be empty")
    with request.world.store.transaction():
        found = asset.find_all(request.world, request.sandbox, ML_SERVICE, mlInstanceId=instance_id)
        for doc in found:
            _remove(request.world, request.sandbox, doc)
    if not found:
        raise refuse(404, f"No MLService of MLInstance {instance_id} is found")
    return success("MLServices deletion was successful")
