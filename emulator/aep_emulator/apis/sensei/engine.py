"""Engines: packaged recipes. Created by a multipart form whose part `engine` holds the JSON; a PUT is plain JSON."""

from pathlib import Path, PurePath
from typing import Any

from ...platform.http import Answer, Call
from ...platform.store import Doc
from ...platform.world import World
from ..container_registry import credential
from . import asset, cascade, fields, media, task
from .kinds import ENGINE
from .listing import listing
from .problem import refuse, success

_PACKAGINGS = ("docker", "jar", "egg")
_STORAGE = "adl://sensei/engines/"  # where uploaded artefacts are said to lie
_OVERRIDES = ("preprocess", "featurePipeline", "train", "batchScore", "validate", "evaluate", "publish")
_LANGUAGES = ("Python", "Java", "Scala", "R", "C++")


def _languages(name: str, value: Any) -> list[str]:
    return [fields.one_of(*_LANGUAGES)(f"{name}[{at}]", one) for at, one in enumerate(fields.array(name, value))]


def _image(name: str, value: Any) -> Doc:
    image: Doc = fields.mapping(name, value)
    for key in ("location", "name", "executionType"):
        if image.get(key) is not None:
            fields.string(f"{name}.{key}", image[key])
    if image.get("packagingType") is not None:
        fields.one_of(*_PACKAGINGS)(f"{name}.packagingType", image["packagingType"])
    return image


def _artifacts(name: str, value: Any) -> Doc:
    artifacts: Doc = fields.mapping(name, value)
    default = fields.mapping(f"{name}.default", artifacts.get("default") or {})
    _image(f"{name}.default.image", default.get("image") or {})
    task.tasks(f"{name}.default.defaultMLInstanceConfigs", default.get("defaultMLInstanceConfigs") or [])
    fields.array(f"{name}.overrides", artifacts.get("overrides") or [])
    return artifacts


_FIELDS: dict[str, fields.Check] = {
    "name": fields.string,
    "description": fields.string,
    "type": fields.one_of("Python", "R", "Tensorflow", "PySpark", "Spark"),
    "algorithm": fields.one_of("Classification", "Regression", "Custom", "fp"),
    "language": _languages,
    "mlLibrary": fields.string,
    "documentationUrl": fields.string,
    "iconUrl": fields.string,
    "gitRepo": fields.string,
    "artifacts": _artifacts,
    "tags": fields.tags,
}


def default_image(engine: Doc) -> Doc:
    found: Doc = ((engine.get("artifacts") or {}).get("default") or {}).get("image") or {}
    return found


def default_tasks(engine: Doc) -> list[Doc]:
    return ((engine.get("artifacts") or {}).get("default") or {}).get("defaultMLInstanceConfigs") or []


def uploaded(world: World, location: str) -> Path | None:
    """The file of an uploaded artefact, None when the location is none of ours."""
    if not location.startswith(_STORAGE):
        return None
    engine_id, _, name = location.removeprefix(_STORAGE).partition("/")
    return world.place("artifacts", PurePath(engine_id).name) / PurePath(name).name


def _keep_upload(call: Call, engine: Doc, part: str, name: str) -> Doc:
    """Store an uploaded artefact; the image that describes it."""
    sent = call.form[part]
    suffix = PurePath(sent.filename or "").suffix or ".egg"
    packaging = suffix.removeprefix(".")
    if packaging not in ("egg", "jar"):
        raise refuse(422, f"{part} must be a file .egg or .jar, not {sent.filename}")
    location = f"{_STORAGE}{engine['id']}/{name}{suffix}"
    call.world.place("artifacts", engine["id"]).joinpath(f"{name}{suffix}").write_bytes(sent.content)
    return {
        "location": location,
        "name": sent.filename or f"{name}{suffix}",
        "executionType": engine["type"],
        "packagingType": packaging,
    }


def _with_uploads(call: Call, engine: Doc) -> Doc:
    artifacts = engine.get("artifacts") or {}
    default = artifacts.get("default") or {}
    if "defaultArtifact" in call.form:
        default = default | {"image": _keep_upload(call, engine, "defaultArtifact", "default")}
    overrides = list(artifacts.get("overrides") or [])
    for step in _OVERRIDES:
        if f"{step}OverrideArtifact" in call.form:
            artifact = _keep_upload(call, engine, f"{step}OverrideArtifact", step)
            overrides.append({"id": step, "name": step, "artifact": artifact, "defaultMLInstanceConfigs": []})
    image = default.get("image") or {}
    if not (image.get("location") or "").strip():
        raise refuse(400, "artifacts.default.image.location must not be empty unless a defaultArtifact is uploaded")
    image = {"executionType": engine["type"], "packagingType": "docker", **image}
    artifacts = artifacts | {"default": default | {"image": image}}
    return engine | {"artifacts": artifacts | {"overrides": overrides} if overrides else artifacts}


def create(call: Call) -> Answer:
    body = fields.read(fields.part_of(call, "engine"), _FIELDS, required=("name", "type"))
    engine = _with_uploads(call, asset.stamped(call.world, call.client, body))
    return asset.created(call, ENGINE, asset.save(call.world, call.sandbox, ENGINE, engine))


def all_of(call: Call) -> Answer:
    return listing(call, ENGINE, call.world.store.all(ENGINE.name, sandbox=call.sandbox))


def one(call: Call) -> Answer:
    return asset.answer(call, ENGINE, asset.find(call, ENGINE, call.path["id"]))


def put(call: Call) -> Answer:
    """`artifacts` without location or name really drops them."""
    body = fields.read(fields.body_of(call), _FIELDS, required=("name",))
    return asset.replace(call, ENGINE, call.path["id"], lambda _: body)


def delete(call: Call) -> Answer:
    with call.world.store.transaction():
        cascade.engine(call.world, call.sandbox, asset.find(call, ENGINE, call.path["id"]))
    return success("Engine deletion was successful")


def docker_registry(call: Call) -> Answer:
    """Where recipes are pushed to; the password changes with each access token."""
    token = call.headers["authorization"].partition(" ")[2].strip()
    body = {
        "host": credential.host(call.world),
        "username": credential.username(call.world),
        "password": credential.issue(call.world, token),
    }
    return Answer(json=body, media_type=media.profile("enginesDockerRegistryInfo"))
