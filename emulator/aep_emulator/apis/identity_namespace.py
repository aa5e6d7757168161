"""Identity Service (`/data/core/idnamespace/identities`): namespaces are listed, created and replaced, never deleted.

Adobe publishes no specification of it. The standard namespaces are in every sandbox, and nobody can change them.
"""

from typing import Any

from ..platform.http import Request, Response, Route
from ..platform.store import Doc
from .data_foundation import json_object, refuse

_PATH = "/data/core/idnamespace/identities"
TYPES = ("COOKIE", "CROSS_DEVICE", "DEVICE", "EMAIL", "MOBILE", "NON_PEOPLE", "PHONE")
_STANDARD = {"CORE": "COOKIE", "ECID": "COOKIE", "Email": "EMAIL", "Phone": "PHONE", "IDFA": "DEVICE", "GAID": "DEVICE"}
_FIRST_ID = 10_000_000  # of the organisation's own


def _standard() -> list[Doc]:
    shared = {"status": "ACTIVE", "description": "", "custom": False}
    return [
        {"id": number, "code": code, "name": code, "idType": type_, **shared}
        for number, (code, type_) in enumerate(_STANDARD.items())
    ]


def _all(request: Request) -> list[Doc]:
    return [*_standard(), *request.world.store.all("namespace", sandbox=request.sandbox)]


def _found(request: Request) -> Doc:
    found = next((doc for doc in _all(request) if str(doc["id"]) == request.path["id"]), None)
    if found is None:
        raise refuse(404, f"There is no identity namespace {request.path['id']}")
    return found


def list_(request: Request) -> Response:
    return Response(json=_all(request))


def get(request: Request) -> Response:
    return Response(json=_found(request))


def create(request: Request) -> Response:
    body = _checked(request)
    with request.world.store.transaction():
        there = _all(request)
        if any(doc["code"].lower() == body["code"].lower() for doc in there):
            raise refuse(409, f"An identity namespace with the code {body['code']} exists already")
        now = request.world.clock.millis()
        doc = {
            "id": max(_FIRST_ID, *(one["id"] + 1 for one in there)),
            "status": "ACTIVE",
            "custom": True,
            "createTime": now,
            "updateTime": now,
            **body,
        }
        return _stored(request, doc, status=201)


def replace(request: Request) -> Response:
    body = _checked(request)
    with request.world.store.transaction():
        doc = _found(request)
        if not doc["custom"]:
            raise refuse(403, f"{doc['code']} is one of Adobe's own identity namespaces and can't be changed")
        if doc["code"] != body["code"]:
            raise refuse(400, "The code of an identity namespace can't be changed")
        return _stored(request, {**doc, **body, "updateTime": request.world.clock.millis()})


def _stored(request: Request, doc: Doc, status: int = 200) -> Response:
    request.world.store.put("namespace", str(doc["id"]), doc, sandbox=request.sandbox)
    return Response(status=status, json=doc)


def _checked(request: Request) -> dict[str, Any]:
    """What a client may say of one."""
    body = json_object(request)
    for name in ("code", "name", "idType"):
        if not isinstance(body.get(name), str) or not body[name].strip():
            raise refuse(400, f"{name} is required and must be a text")
    if not (body["code"].isascii() and body["code"].isalnum()):
        raise refuse(400, "code may contain letters and digits only")
    if body["idType"] not in TYPES:
        raise refuse(400, f"idType must be one of {', '.join(TYPES)}")
    if not isinstance(body.get("description", ""), str):
        raise refuse(400, "description must be a text")
    return {name: body.get(name, "") for name in ("code", "name", "description", "idType")}


ROUTES = [
    Route("GET", _PATH, list_),
    Route("POST", _PATH, create),
    Route("GET", _PATH + "/{id}", get),
    Route("PUT", _PATH + "/{id}", replace),
]
