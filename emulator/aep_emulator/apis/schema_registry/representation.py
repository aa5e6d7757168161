"""The representations of a resource that an Accept header can ask for."""

from typing import Any

from ...platform.http import Request
from ...platform.store import Doc
from . import identity, resolve
from .xdm_type import annotated

BRIEF = ("$id", "meta:altId", "version", "title")
_TEXTS = ("title", "description")


def brief(doc: Doc) -> Doc:
    return {key: doc[key] for key in BRIEF if key in doc}


def shown(request: Request, form: str, doc: Doc) -> Doc:
    """`full` resolves references into `properties`; `notext` leaves out titles and descriptions."""
    if form.startswith("full"):
        doc = resolve.full_of(request.world, request.sandbox, doc)
        doc = {key: value for key, value in doc.items() if key not in ("allOf", "definitions")}
        doc["properties"] = {name: annotated(field) for name, field in doc["properties"].items()}
    if form == "full-desc":
        doc = {**doc, "meta:descriptors": identity.all_descriptors(request.world, request.sandbox, doc["$id"])}
    return _without_text(doc) if "notext" in form else doc


def _without_text(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_text(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _without_text(inner) for key, inner in value.items() if not (key in _TEXTS and isinstance(inner, str))}
