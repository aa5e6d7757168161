"""Engines: packaged recipes. POST takes a multipart form with the JSON in its part `engine`; PUT takes plain JSON."""

from pathlib import Path, PurePath
from typing import Any

from ...platform.http import Request, Response
from ...platform.store import Doc
from ...platform.world import World
from ..container_registry import credential
from . import asset, body_fields, cascade, media_type, task
from .errors import refuse, success
from .listing import listing
from .object_types import ENGINE

_PACKAGINGS = ("docker", "jar", "egg")
_STORAGE = "adl://sensei/engines/"  # the location that uploaded artefacts get
_OVERRIDES = ("preprocess", "featurePipeline", "train", "batchScore", "validate", "evaluate", "publish")
_LANGUAGES = ("Python", "Java", "Scala", "R", "C++")


def _languages(name: str, value: Any) -> list[str]:
    return [
        body_fields.one_of(*_LANGUAGES)(f"{name}[{at}]", one) for at, one in enumerate(body_fields.array(name, value))
    ]


def _image(name: str, value: Any) -> Doc:
    image: Doc = body_fields.mapping(name, value)
    for key in ("location", "name", "executionType"):
        if image.get(key) is not None:
            body_fields.string(f"{name}.{key}", image[key])
    if image.get("packagingType") is not None:
        body_fields.one_of(*_PACKAGINGS)(f"{name}.packagingType", image["packagingType"])
    return image


def _artifacts(name: str, value: Any) -> Doc:
    artifacts: Doc = body_fields.mapping(name, value)
    default = body_fields.mapping(f"{name}.default", artifacts.get("default") or {})
    _image(f"{name}.default.image", default.get("image") or {})
    task.tasks(f"{name}.default.defaultMLInstanceConfigs", default.get("defaultMLInstanceConfigs") or [])
    body_fields.array(f"{name}.overrides", artifacts.get("overrides") or [])
    return artifacts


_FIELDS: dict[str, body_fields.Check] = {
    "name": body_fields.string,
    "description": body_fields.string,
    "type": body_fields.one_of("Python", "R", "Tensorflow", "PySpark", "Spark"),
    "algorithm": body_fields.one_of("Classification", "Regression", "Custom", "fp"),
    "language": _languages,
    "mlLibrary": body_fields.string,
    "documentationUrl": body_fields.string,
    "iconUrl": body_fields.string,
    "gitRepo": body_fields.string,
    "artifacts": _artifacts,
    "tags": body_fields.tags,
}


def default_image(engine: Doc) -> Doc:
    found: Doc = ((engine.get("artifacts") or {}).get("default") or {}).get("image") or {}
    return found


def default_tasks(engine: Doc) -> list[Doc]:
    return ((engine.get("artifacts") or {}).get("default") or {}).get("defaultMLInstanceConfigs") or []


def uploaded(world: World, location: str) -> Path | None:
    """The file of an uploaded artefact; None if the location is elsewhere."""
    if not location.startswith(_STORAGE):
        return None
    engine_id, _, name = location.removeprefix(_STORAGE).partition("/")
    return world.subfolder("artifacts", PurePath(engine_id).name) / PurePath(name).name


def _keep_upload(request: Request, engine: Doc, part: str, name: str) -> Doc:
    """Store an uploaded artefact; returns the image that describes it."""
    sent = request.form[part]
    suffix = PurePath(sent.filename or "").suffix or ".egg"
    packaging = suffix.removeprefix(".")
    if packaging not in ("egg", "jar"):
        raise refuse(422, f"{part} must be a file .egg or .jar, not {sent.filename}")
    location = f"{_STORAGE}{engine['id']}/{name}{suffix}"
    request.world.subfolder("artifacts", engine["id"]).joinpath(f"{name}{suffix}").write_bytes(sent.content)
    return {
        "location": location,
        "name": sent.filename or f"{name}{suffix}",
        "executionType": engine["type"],
        "packagingType": packaging,
    }


def _with_uploads(request: Request, engine: Doc) -> Doc:
    artifacts = engine.get("artifacts") or {}
    default = artifacts.get("default") or {}
    if "defaultArtifact" in request.form:
        default = default | {"image": _keep_upload(request, engine, "defaultArtifact", "default")}
    overrides = list(artifacts.get("overrides") or [])
    for step in _OVERRIDES:
        if f"{step}OverrideArtifact" in request.form:
            artifact = _keep_upload(request, engine, f"{step}OverrideArtifact", step)
            overrides.append({"id": step, "name": step, "artifact": artifact, "defaultMLInstanceConfigs": []})
    image = default.get("image") or {}
    if not (image.get("location") or "").strip():
        raise refuse(400, "artifacts.default.image.location must not be empty unless a defaultArtifact is uploaded")
    image = {"executionType": engine["type"], "packagingType": "docker", **image}
    artifacts = artifacts | {"default": default | {"image": image}}
    return engine | {"artifacts": artifacts | {"overrides": overrides} if overrides else artifacts}


def create(request: Request) -> Response:
    body = body_fields.read(body_fields.part_of(request, "engine"), _FIELDS, required=("name", "type"))
    engine = _with_uploads(request, asset.new(request.world, request.client, body))
    return asset.created(request, ENGINE, asset.save(request.world, request.sandbox, ENGINE, engine))


def list_(request: Request) -> Response:
    return listing(request, ENGINE, request.world.store.all(ENGINE.name, sandbox=request.sandbox))


def get(request: Request) -> Response:
    return asset.answer(request, ENGINE, asset.find(request, ENGINE, request.path["id"]))


def replace(request: Request) -> Response:
    """What `artifacts` leaves out, such as location or name, is removed."""
    body = body_fields.read(body_fields.body_of(request), _FIELDS, required=("name",))
    return asset.replace(request, ENGINE, request.path["id"], lambda _: body)


def delete(request: Request) -> Response:
    with request.world.store.transaction():
        cascade.engine(request.world, request.sandbox, asset.find(request, ENGINE, request.path["id"]))
    return success("Engine deletion was successful")


def get_docker_registry(request: Request) -> Response:
    """Where to push recipes to; the password changes with each access token."""
    token = request.headers["authorization"].partition(" ")[2].strip()
    body = {
        "host": credential.host(request.world),
        "username": credential.username(request.world),
        "password": credential.issue(request.world, token),
    }
    return Response(json=body, media_type=media_type.profile("enginesDockerRegistryInfo"))
