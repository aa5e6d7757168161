"""Reading a body's fields by name and type: unknown ones are dropped, wrong ones refused."""

from collections.abc import Callable, Mapping
from typing import Any

from ...platform.http import BadJson, Request
from ...platform.store import Doc
from . import media_type
from .errors import refuse

Check = Callable[[str, Any], Any]


def _typed(kind: type | tuple[type, ...], word: str) -> Check:
    def check(name: str, value: Any) -> Any:
        if not isinstance(value, kind):
            raise refuse(400, f"{name} must be {word}")
        return value

    return check


string = _typed(str, "a string")
boolean = _typed(bool, "true or false")
mapping = _typed(dict, "an object")
array = _typed(list, "an array")


def strings(name: str, value: Any) -> list[str]:
    return [string(f"{name}[{at}]", one) for at, one in enumerate(array(name, value))]


def tags(name: str, value: Any) -> dict[str, str]:
    return {key: string(f"{name}.{key}", one) for key, one in mapping(name, value).items()}


def one_of(*allowed: str) -> Check:
    def check(name: str, value: Any) -> str:
        if string(name, value) not in allowed:
            raise refuse(422, f"{name} must be one of {', '.join(allowed)}, not {value!r}")
        return str(value)

    return check


def minutes(name: str, value: Any) -> int:
    """A whole number; samples send it as a string, responses have a number."""
    digits = str(value)
    if isinstance(value, bool) or not digits.isdecimal():
        raise refuse(400, f"{name} must be a whole number of minutes, 0 or more")
    return int(digits)


def read(body: Any, spec: Mapping[str, Check], *, required: tuple[str, ...] = ()) -> Doc:
    if not isinstance(body, dict):
        raise refuse(400, "The request body must be a JSON object")
    found = {name: check(name, body[name]) for name, check in spec.items() if body.get(name) is not None}
    for name in required:
        if name not in found or (isinstance(found[name], str) and not found[name].strip()):
            raise refuse(400, f"{name} must not be empty")
    return found


def body_of(request: Request) -> Any:
    """The JSON body of a POST or PUT."""
    if not media_type.writable(request):
        sent = request.headers.get("content-type", "nothing")
        raise refuse(415, f"Content-Type must be {media_type.SENSEI} or application/json, not {sent}")
    return _json(request.json)


def part_of(request: Request, name: str) -> Any:
    """The JSON in a text part of a multipart form."""
    if not media_type.multipart(request):
        sent = request.headers.get("content-type", "nothing")
        raise refuse(415, f"Content-Type must be multipart/form-data, not {sent}")
    if name not in request.form:
        raise refuse(400, f"The form has no part named {name}")
    return _json(request.form[name].json)


def _json(parse: Callable[[], Any]) -> Any:
    try:
        return parse()
    except BadJson as error:
        raise refuse(400, f"The request body is not JSON: {error}") from None
