"""MLServices: a published trained model. Making one may start runs and make experiments, scheduled or not."""

from ...platform.http import Answer, Call
from ...platform.store import Doc
from ...platform.world import World
from . import asset, fields, progress, schedule, service_run, service_schedule, task
from .kinds import EXPERIMENT, ML_INSTANCE, ML_SERVICE, RUN
from .listing import listing
from .problem import refuse, success

_FIELDS: dict[str, fields.Check] = {
    "name": fields.string,
    "description": fields.string,
    "mlInstanceId": fields.string,
    "trainingExperimentId": fields.string,
    "trainingExperimentRunId": fields.string,
    "trainingDataSetId": fields.string,
    "trainingTimeframe": fields.minutes,
    "scoringExperimentId": fields.string,
    "scoringDataSetId": fields.string,
    "scoringTimeframe": fields.minutes,
    "trainingSchedule": schedule.valid,
    "scoringSchedule": schedule.valid,
    "tags": fields.tags,
}
_IDS = ("mlInstanceId", "trainingExperimentId", "trainingExperimentRunId", "scoringExperimentId")


def _resolve(call: Call, body: Doc) -> Doc:
    """Fill in what follows from the ids given and refuse those that don't fit together; answers the instance."""
    if "trainingExperimentRunId" in body:
        run = asset.referred(call, RUN, body["trainingExperimentRunId"])
        state = progress.status(call.world, call.sandbox, run["id"])["state"]
        if run["mode"] != "train" or state in ("FAILED", "ABORTED"):
            raise refuse(422, f"ExperimentRun {run['id']} is a {run['mode']} run in state {state}: it has no model")
        if body.setdefault("trainingExperimentId", run["experimentId"]) != run["experimentId"]:
            raise refuse(422, f"ExperimentRun {run['id']} is not one of Experiment {body['trainingExperimentId']}")
    if "trainingExperimentId" in body:
        experiment = asset.referred(call, EXPERIMENT, body["trainingExperimentId"])
        if body.setdefault("mlInstanceId", experiment.get("mlInstanceId")) != experiment.get("mlInstanceId"):
            raise refuse(422, f"Experiment {experiment['id']} is not one of MLInstance {body['mlInstanceId']}")
    if not body.get("mlInstanceId"):
        raise refuse(400, "mlInstanceId must not be empty")
    return asset.referred(call, ML_INSTANCE, body["mlInstanceId"])


def _has_data(service: Doc, instance: Doc, mode: str, name: str) -> bool:
    return bool(service.get(name) or task.parameter(task.of_mode(instance.get("tasks") or [], mode), name))


def _check_data(service: Doc, instance: Doc) -> None:
    """What is to be trained or scored needs a data set, from the service or from its instance."""
    trains = "trainingExperimentRunId" not in service or "trainingSchedule" in service
    if trains and not _has_data(service, instance, "train", "trainingDataSetId"):
        raise refuse(400, "trainingDataSetId must not be empty: the MLInstance names none")
    if "scoringSchedule" in service and not _has_data(service, instance, "score", "scoringDataSetId"):
        raise refuse(400, "scoringDataSetId must not be empty: the MLInstance names none")


def _set_going(world: World, sandbox: str, service: Doc, instance: Doc) -> None:
    """The experiments and runs that a new service makes; their ids go into it."""
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


def create(call: Call) -> Answer:
    body = fields.read(fields.body_of(call), _FIELDS, required=("name",))
    body.pop("scoringExperimentId", None)
    with call.world.store.transaction():
        instance = _resolve(call, body)
        _check_data(body, instance)
        doc = asset.stamped(call.world, call.client, body)
        _set_going(call.world, call.sandbox, doc, instance)
        asset.save(call.world, call.sandbox, ML_SERVICE, doc)
    return asset.created(call, ML_SERVICE, doc)


def all_of(call: Call) -> Answer:
    return listing(call, ML_SERVICE, call.world.store.all(ML_SERVICE.name, sandbox=call.sandbox))


def one(call: Call) -> Answer:
    return asset.answer(call, ML_SERVICE, asset.find(call, ML_SERVICE, call.path["id"]))


def put(call: Call) -> Answer:
    """A schedule left out is taken off; ids stay, whether sent or not."""
    body = fields.read(fields.body_of(call), _FIELDS, required=("name",))

    def make(old: Doc) -> Doc:
        for name in _IDS:
            if name in old and body.setdefault(name, old[name]) != old[name]:
                raise refuse(422, f"{name} of an MLService cannot be changed")
        service_schedule.check_change(old, body)
        instance = asset.lookup(call.world, call.sandbox, ML_INSTANCE, old["mlInstanceId"])
        if instance:
            _check_data(body, instance)
        own = {name: value for name, value in old.items() if name.startswith("_")}
        new = {"id": old["id"], **body, **own}
        service_schedule.apply(call.world, call.sandbox, new, "training")
        service_schedule.apply(call.world, call.sandbox, new, "scoring")
        return new

    return asset.replace(call, ML_SERVICE, call.path["id"], make)


def _remove(world: World, sandbox: str, doc: Doc) -> None:
    """Its schedules end; the experiments it made stay."""
    bare = {name: value for name, value in doc.items() if name not in ("trainingSchedule", "scoringSchedule")}
    service_schedule.apply(world, sandbox, bare, "training")
    service_schedule.apply(world, sandbox, bare, "scoring")
    asset.remove(world, sandbox, ML_SERVICE, doc)


def delete(call: Call) -> Answer:
    with call.world.store.transaction():
        _remove(call.world, call.sandbox, asset.find(call, ML_SERVICE, call.path["id"]))
    return success("MLService deletion was successful")


def delete_all(call: Call) -> Answer:
    """All of one MLInstance."""
    instance_id = call.query.get("mlInstanceId")
    if not instance_id:
        raise refuse(400, "mlInstanceId must not be empty")
    with call.world.store.transaction():
        found = asset.live(call.world, call.sandbox, ML_SERVICE, mlInstanceId=instance_id)
        for doc in found:
            _remove(call.world, call.sandbox, doc)
    if not found:
        raise refuse(404, f"No MLService of MLInstance {instance_id} is found")
    return success("MLServices deletion was successful")
