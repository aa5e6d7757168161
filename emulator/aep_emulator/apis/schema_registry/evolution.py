"""How a resource may change once data depends on it: by additions only (page `xdm/schema/composition`, evolution)."""

from collections.abc import Iterator
from typing import Any

from ...platform.http import Request
from ...platform.lake import batches_of
from ...platform.store import Doc
from . import identity, resolve
from .errors import IN_USE, refuse
from .xdm_type import xdm_type

_BOUNDS = (("minimum", 1), ("maximum", -1), ("minLength", 1), ("maxLength", -1), ("minItems", 1), ("maxItems", -1))


def datasets_of(request: Request, schema_id: str) -> list[Doc]:
    rows = request.world.store.all("dataset", sandbox=request.sandbox)
    return [row for row in rows if (row.get("schemaRef") or {}).get("id") == schema_id]


def has_union_tag(schema: Doc) -> bool:
    return identity.UNION in (schema.get("meta:immutableTags") or ())


def in_use(request: Request, schema: Doc) -> bool:
    """A dataset of the schema holds data, or it has a dataset and is in the union."""
    found = datasets_of(request, schema["$id"])
    return any(has_union_tag(schema) or batches_of(request.world, request.sandbox, row["id"]) for row in found)


def referring(request: Request, id: str) -> list[Doc]:
    """Every resource of the tenant that refers to this one, directly or indirectly."""
    found: dict[str, Doc] = {}
    rows = [row for kind in resolve.STORED.values() for row in request.world.store.all(kind, sandbox=request.sandbox)]
    wanted = [id]
    while wanted:
        one = wanted.pop()
        for row in rows:
            if row["$id"] not in found and row["$id"] != id and one in resolve.all_references(row):
                found[row["$id"]] = row
                wanted.append(row["$id"])
    return list(found.values())


def check_change(request: Request, old: Doc, new: Doc) -> None:
    """Refuse `new` if it would break a schema in use that `old` is part of. Nothing is stored yet."""
    if has_union_tag(old) and not has_union_tag(new):
        raise refuse(request, 400, IN_USE, "The tag union cannot be removed from a schema")
    schemas = [row for row in [old, *referring(request, old["$id"])] if row["meta:resourceType"] == "schemas"]
    for schema in schemas:
        if in_use(request, schema):
            changed = new if schema is old else schema
            _check_schema(request, schema, changed, old["$id"], new)


def _check_schema(request: Request, schema: Doc, changed: Doc, part: str, new: Doc) -> None:
    before = resolve.full_of(request.world, request.sandbox, schema)
    after = resolve.full_of(request.world, request.sandbox, changed, instead={part: new})
    if changed.get("meta:class") != schema.get("meta:class"):
        raise refuse(request, 400, IN_USE, f"The class of schema {schema['$id']} cannot be changed: it is in use")
    said = next(breaks(before, after, ""), None)
    if said:
        raise refuse(request, 400, IN_USE, f"{said}: schema {schema['$id']} is in use, only additions are allowed")


def breaks(before: Doc, after: Doc, path: str) -> Iterator[str]:
    """Changes that would break data or queries made for `before`."""
    now = after.get("properties") or {}
    for name, field in (before.get("properties") or {}).items():
        where = f"{path}/{name}"
        if name not in now:
            yield f"Field {where} cannot be removed"
        else:
            yield from _field(field, now[name], where)
    for name in set(after.get("required") or []) - set(before.get("required") or []):
        yield f"Field {path}/{name} cannot be made required"


def _field(was: Doc, now: Doc, where: str) -> Iterator[str]:
    if any(was.get(key) != now.get(key) for key in ("type", "format")) or xdm_type(was) != xdm_type(now):
        yield f"The type of field {where} cannot be changed"
        return
    if "enum" in now and ("enum" not in was or not set(map(str, was["enum"])) <= set(map(str, now["enum"]))):
        yield f"The allowed values of field {where} cannot be narrowed"
    if now.get("pattern") != was.get("pattern") and now.get("pattern"):
        yield f"The pattern of field {where} cannot be narrowed"
    for key, sign in _BOUNDS:
        if _narrower(was.get(key), now.get(key), sign):
            yield f"The {key} of field {where} cannot be narrowed"
    for key in ("items", "additionalProperties"):
        if isinstance(was.get(key), dict):
            yield from _field(was[key], now.get(key) or {}, f"{where}/{key}")
    yield from breaks(was, now, where)


def _narrower(was: Any, now: Any, sign: int) -> bool:
    return now is not None and (was is None or sign * now > sign * was)


def check_delete(request: Request, doc: Doc) -> None:
    if doc["meta:resourceType"] == "schemas":
        found = datasets_of(request, doc["$id"])
        if found:
            raise refuse(request, 400, IN_USE, f"Schema {doc['$id']} is in use by dataset {found[0]['id']}")
    using = referring(request, doc["$id"])
    if using:
        raise refuse(request, 400, IN_USE, f"{doc['$id']} is in use by {using[0]['$id']} ({using[0]['title']})")
