"""What all objects of Sensei ML share: ids and dates, look-up, PUT of the whole object, soft delete."""

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ...platform.http import Request, Response
from ...platform.store import Doc
from ...platform.world import World
from .errors import refuse
from .media_type import profile

_KEPT = ("id", "created", "createdBy", "deleted")  # what a PUT doesn't change, besides private fields


@dataclass(frozen=True, kw_only=True)
class ObjectType:
    """`name` is what the store calls it, `media` the profile of the media type, `word` what messages call it."""

    name: str
    media: str
    word: str
    path: str  # `{field}` is replaced by a field of the document
    hidden: tuple[str, ...] = ()  # fields that lists leave out

    def href(self, doc: Doc) -> str:
        return f"/data/sensei/{self.path.format(**doc)}/{doc['id']}"


def new(world: World, client: str, fields: Doc) -> Doc:
    """A new document: the fields, an id, dates and creator."""
    now = world.clock.iso()
    maker = {"displayName": "Emulator", "userId": f"{client}@techacct.adobe.com"}
    made = {"created": now, "createdBy": maker, "updated": now, "deleted": False}
    return {"id": str(uuid.uuid4()), **fields, **made}


def save(world: World, sandbox: str, object_type: ObjectType, doc: Doc) -> Doc:
    world.store.put(object_type.name, doc["id"], doc, sandbox=sandbox)
    return doc


def lookup(world: World, sandbox: str, object_type: ObjectType, key: str) -> Doc | None:
    """The object if it exists and is not deleted."""
    found = world.store.get(object_type.name, key, sandbox=sandbox)
    return None if found is None or found["deleted"] else found


def find(request: Request, object_type: ObjectType, key: str) -> Doc:
    found = lookup(request.world, request.sandbox, object_type, key)
    if found is None:
        raise refuse(404, f"{object_type.word} {key} is not found")
    return found


def find_referenced(request: Request, object_type: ObjectType, key: str) -> Doc:
    """The object that a body refers to; 422 if it doesn't exist."""
    found = lookup(request.world, request.sandbox, object_type, key)
    if found is None:
        raise refuse(422, f"{object_type.word} {key} does not exist")
    return found


def find_all(world: World, sandbox: str, object_type: ObjectType, **equal: Any) -> list[Doc]:
    """Objects with these field values that are not deleted, oldest first."""
    return [
        doc
        for doc in world.store.all(object_type.name, sandbox=sandbox)
        if not doc["deleted"] and all(doc.get(name) == value for name, value in equal.items())
    ]


def etag(doc: Doc) -> str:
    return '"' + hashlib.sha256(json.dumps(doc, sort_keys=True).encode()).hexdigest()[:32] + '"'


def shown(request: Request, object_type: ObjectType, doc: Doc) -> Doc:
    """As clients see it: without private fields, with a link to itself."""
    public = {name: value for name, value in doc.items() if not name.startswith("_")}
    return public | {"_links": {"self": {"href": request.href(object_type.href(doc))}}}


def answer(request: Request, object_type: ObjectType, doc: Doc) -> Response:
    return Response(
        json=shown(request, object_type, doc), media_type=profile(object_type.media), headers={"ETag": etag(doc)}
    )


def created(request: Request, object_type: ObjectType, doc: Doc) -> Response:
    headers = {"ETag": etag(doc), "Location": request.href(object_type.href(doc))}
    return Response(
        status=201, json=shown(request, object_type, doc), media_type=profile(object_type.media), headers=headers
    )


def _check_match(request: Request, doc: Doc) -> None:
    if not request.matches(etag(doc)):
        raise refuse(412, "If-Match does not match: the object was changed by somebody else")


def replace(request: Request, object_type: ObjectType, key: str, make: Callable[[Doc], Doc]) -> Response:
    """PUT: `make` turns the old document into the new fields; what it leaves out is removed."""
    with request.world.store.transaction():
        old = find(request, object_type, key)
        _check_match(request, old)
        kept = {name: old[name] for name in old if name in _KEPT or name.startswith("_")}
        new = {**make(old), **kept, "updated": request.world.clock.iso()}
        save(request.world, request.sandbox, object_type, new)
    return answer(request, object_type, new)


def remove(world: World, sandbox: str, object_type: ObjectType, doc: Doc) -> None:
    """A soft delete: hidden, but still in the store."""
    save(world, sandbox, object_type, doc | {"deleted": True, "updated": world.clock.iso()})
