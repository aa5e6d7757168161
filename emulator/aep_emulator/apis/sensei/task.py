"""Tasks: an MLInstance's settings for a mode of run: {name, parameters: [{key, value}], specification, datasets}."""

import json
from typing import Any

from ...platform.store import Doc
from . import body_fields
from .errors import refuse

FEATURE_PIPELINE = ("fp", "featurePipeline")  # Adobe's pages and files use both names
_MODES = {"train": "train", "score": "score", "featurepipeline": "featurePipeline", "fp": "fp"}
_SPARK_NUMBERS = ("driverMemoryInMB", "driverCores", "executorMemoryInMB", "executorCores", "numExecutors")


def mode(name: str, value: Any) -> str:
    """Case doesn't matter; the result is in lower camel case."""
    found = _MODES.get(body_fields.string(name, value).lower())
    if found is None:
        raise refuse(422, f"{name} must be one of train, score, featurePipeline, fp, not {value!r}")
    return found


def _parameters(name: str, value: Any) -> list[Doc]:
    for at, one in enumerate(body_fields.array(name, value)):
        if not isinstance(one, dict) or not isinstance(one.get("key"), str) or not one["key"]:
            raise refuse(400, f"{name}[{at}] must be an object with a key")
        if isinstance(one.get("value"), dict | list):
            raise refuse(400, f"{name}[{at}] ({one['key']}): value must be a string, a number or a boolean")
    return list(value)


def _specification(name: str, value: Any) -> Doc:
    spec: Doc = body_fields.mapping(name, value)
    if spec.get("type") not in ("ContainerTaskSpec", "SparkTaskSpec"):
        raise refuse(422, f"{name}.type must be ContainerTaskSpec or SparkTaskSpec, not {spec.get('type')!r}")
    for unit in ("cpus", "gpus"):
        if spec.get(unit) not in (None, "1"):
            raise refuse(422, f'{name}.{unit} must be "1", not {spec[unit]!r}')
    for number in _SPARK_NUMBERS:
        if number in spec and (not isinstance(spec[number], int) or isinstance(spec[number], bool)):
            raise refuse(400, f"{name}.{number} must be a whole number")
    return spec


def task(name: str, value: Any) -> Doc:
    found: Doc = dict(body_fields.mapping(name, value))
    body_fields.read(found, {"name": body_fields.string}, required=("name",))
    if found.get("parameters") is not None:
        _parameters(f"{name}.parameters", found["parameters"])
    if found.get("specification") is not None:
        _specification(f"{name}.specification", found["specification"])
    if found.get("datasets") is not None:
        body_fields.mapping(f"{name}.datasets", found["datasets"])
    return found


def tasks(name: str, value: Any) -> list[Doc]:
    return [task(f"{name}[{at}]", one) for at, one in enumerate(body_fields.array(name, value))]


def same(one: str, other: str) -> bool:
    return one == other or (one in FEATURE_PIPELINE and other in FEATURE_PIPELINE)


def of_mode(given: list[Doc], wanted: str) -> Doc | None:
    return next((one for one in given if same(one["name"], wanted)), None)


def merged(base: Doc | None, override: Doc | None, wanted: str) -> Doc:
    """The instance's task overridden by the one sent; parameters are merged by key."""
    first, second = base or {}, override or {}
    by_key = {one["key"]: one for one in [*(first.get("parameters") or []), *(second.get("parameters") or [])]}
    return {"name": wanted, **first, **second, "parameters": list(by_key.values())}


def parameter(given: Doc | None, key: str) -> Any:
    for one in (given or {}).get("parameters") or []:
        if one["key"] == key:
            return one.get("value")
    return None


def string_parameters(given: Doc) -> dict[str, str]:
    """The parameters as recipes get them: strings by key."""
    return {one["key"]: _as_text(one.get("value")) for one in given.get("parameters") or []}


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
