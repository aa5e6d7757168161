"""Executing a run: gather what it needs, run its recipe in a process of its own, record the outcome."""

import shutil
from pathlib import Path

from ...platform.choices.sensei import FAR_FUTURE_MS
from ...platform.store import ORG, Doc
from ...platform.world import World
from ...runtime.job import Job, Result, run_job, stopped_on_demand
from .. import ims
from ..container_registry import image
from . import asset, engine, model, run_outcome, run_progress, service_model, task
from .object_types import ENGINE, EXPERIMENT, ML_INSTANCE, MODEL

_PYTHON = ("Python", "Tensorflow")


class CannotRun(Exception):
    """The run cannot start; the text says why in a sentence."""


def _find_even_deleted(world: World, sandbox: str, object_type: asset.ObjectType, key: str) -> Doc:
    """The object, deleted or not: a queued run outlives its experiment."""
    found = world.store.get(object_type.name, key, sandbox=sandbox)
    if found is None:
        raise CannotRun(f"{object_type.word} {key} does not exist.")
    return found


def _engine(world: World, sandbox: str, experiment: Doc) -> Doc:
    instance = _find_even_deleted(world, sandbox, ML_INSTANCE, experiment.get("mlInstanceId", ""))
    if instance["deleted"]:
        raise CannotRun(f"MLInstance {instance['id']} is deleted.")
    found = _find_even_deleted(world, sandbox, ENGINE, instance["engineId"])
    if found["deleted"]:
        raise CannotRun(f"Engine {found['id']} is deleted.")
    return found


def _recipe(world: World, made_from: Doc) -> list[str]:
    """The recipe's Python path: folders of an unpacked image, or an uploaded egg."""
    described = engine.default_image(made_from)
    if made_from.get("type", "Python") not in _PYTHON or described.get("packagingType") == "jar":
        raise CannotRun(f"Recipes of type {made_from.get('type')} cannot run here: only Python recipes can.")
    location = described.get("location") or ""
    uploaded = engine.uploaded(world, location)
    if uploaded is not None:
        if not uploaded.exists():
            raise CannotRun(f"The uploaded artifact {location} is missing.")
        return [str(uploaded)]
    try:
        return [str(path) for path in image.python_path(world, location)]
    except image.PullError as error:
        raise CannotRun(str(error)) from None


def _model(world: World, sandbox: str, run: Doc) -> Doc:
    """The model to score with: the one named, its service's, or its experiment's newest."""
    wanted = task.parameter(run["tasks"][0], "modelId")
    if wanted:
        found = asset.lookup(world, sandbox, MODEL, str(wanted))
    elif run["_service"]:
        found = service_model.current(world, sandbox, run["_service"])
    else:
        found = model.newest(world, sandbox, [run["experimentId"]])
    if found is None or not model.file_of(world, found["id"]).exists():
        raise CannotRun(f"There is no trained model to score with{f': {wanted}' if wanted else ''}.")
    return found


def _config(world: World, sandbox: str, run: Doc, token: str, folder: Path) -> dict[str, str]:
    """What the recipe gets as its configuration: the run's parameters, and what the runtime adds."""
    organisation, found = world.organisation, world.sandbox(sandbox) or {}
    tenant = f"_{organisation.tenant}"
    return {
        "tenantId": tenant,
        "tenant_id": tenant,
        **task.string_parameters(run["tasks"][0]),
        "ML_FRAMEWORK_IMS_USER_CLIENT_ID": organisation.client_id,
        "ML_FRAMEWORK_IMS_TOKEN": token,
        "ML_FRAMEWORK_IMS_ML_TOKEN": token,
        "ML_FRAMEWORK_IMS_TENANT_ID": organisation.org,
        "sandboxId": str(found.get("id", "")),
        "sandboxName": sandbox,
        "USER_SCRATCH_SPACE_PARAMS": str(folder),
        "modelPATH": str(folder),
    }


def _token(world: World, run_id: str) -> str:
    """An access token that is valid until the run ends, however far the clock is moved."""
    made = ims.mint(world)
    world.store.put("token", made, {"expires": FAR_FUTURE_MS, "run": run_id}, sandbox=ORG)
    return made


def revoke_tokens(world: World) -> None:
    """The tokens of runs that a stopped server left unfinished."""
    for token, doc in world.store.keyed("token", sandbox=ORG).items():
        if "run" in doc:
            world.store.delete("token", token, sandbox=ORG)


def _run(world: World, sandbox: str, run: Doc) -> Result:
    experiment = _find_even_deleted(world, sandbox, EXPERIMENT, run["experimentId"])
    if run["mode"] not in ("train", "score"):
        raise CannotRun("Feature pipelines cannot run here: they need Spark.")
    made_from = _engine(world, sandbox, experiment)
    paths = _recipe(world, made_from)
    logs = world.subfolder("runs", run["id"])
    work = logs / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    token = _token(world, run["id"])
    config = _config(world, sandbox, run, token, work)
    used: Path | None = None
    if run["mode"] == "score":
        chosen = _model(world, sandbox, run)
        config["modelId"], used = chosen["id"], model.file_of(world, chosen["id"])
    job = Job(
        mode=run["mode"], paths=paths, config=config, url=world.url, run=run["id"], work=work, logs=logs, model=used
    )
    try:
        return run_job(
            job,
            timeout=world.run_timeout,
            stopping=world.stopping,
            stopped=lambda: run["id"] in world.stopped_runs,
        )
    finally:
        if not world.stopping.is_set():
            world.store.delete("token", token, sandbox=ORG)


def perform(world: World, entry: Doc) -> None:
    """Execute a queued run. If the server stops meanwhile, it stays queued."""
    sandbox, run = entry["sandbox"], world.store.get("run", entry["run"], sandbox=entry["sandbox"])
    if run is None:  # the sandbox was reset
        run_progress.dequeue(world, entry["run"])
        return
    run_progress.report(world, sandbox, run["id"], state="RUNNING", started=world.clock.iso())
    try:
        result = stopped_on_demand() if run["id"] in world.stopped_runs else _run(world, sandbox, run)
    except CannotRun as error:
        result = Result(done=False, message=str(error), error=str(error))
    if not world.stopping.is_set():
        run_outcome.record(world, sandbox, entry, result)
        world.stopped_runs.discard(run["id"])
    shutil.rmtree(world.subfolder("runs", run["id"]) / "work", ignore_errors=True)
