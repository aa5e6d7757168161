"""FieldGroup: fields of the organisation's own, from which schemas are composed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..apis.schema_registry import CLASSES, SchemaRegistryKind, class_problems
from ..core import xdm
from ..core.api import Api
from ..core.field import UNKNOWN, Change, Prop, prop, unknown
from ..core.live import Doc, Fields, Live
from ..core.ownership import OwnerMark
from ..core.problem import Problem
from ..core.xdm_evolution import narrows

KEPT = {
    *("type", "title", "description", "format", "enum", "meta:enum", "pattern", "required", "default", "const"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
}


class FieldGroup(SchemaRegistryKind):
    """Fields under the organisation's namespace `_{tenant}` (API: fieldgroup, formerly mixin)."""

    title: Prop[str] = prop(Change.METADATA, "Unique among all registry resources of the tenant.", at="title")
    description: Prop[str] = prop(Change.METADATA, "Text.", default="", at="description")
    fields: Prop[xdm.Properties] = prop(
        Change.METADATA,
        "Field name to JSON Schema (see `pulumi_aep.xdm`), without the namespace. "
        "Adding and widening is in place; removing, retyping or narrowing (fewer values, tighter bounds, a new "
        "pattern, more that is required) recreates.",
        replaces=narrows,
    )
    extends: Prop[Sequence[str]] = prop(
        Change.RECREATE,
        "Classes it may be used with: `profile`, `experienceevent`, or a class id.",
        unordered=True,
        at="meta:intendedToExtend",
        words=CLASSES,
    )

    collection = "fieldgroups"

    @classmethod
    def problems(cls, fields: Fields) -> Iterable[Problem]:
        if not unknown(fields.get("extends", UNKNOWN)):
            yield from class_problems("extends", fields["extends"])

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, mark: OwnerMark) -> Doc:
        inner = {"type": "object", "properties": fields["fields"]}
        return {
            **super().wire(api, fields, base, mark),
            "definitions": {"customFields": {"type": "object", "properties": {f"_{api.tenant()}": inner}}},
            "allOf": [{"$ref": "#/definitions/customFields"}],
        }

    @classmethod
    def parts(cls, live: Doc, before: Doc, after: Doc) -> Iterator[Doc]:
        """A field group made elsewhere may use another key under `definitions`; references to it are renamed too."""
        found = list(super().parts(live, before, after))
        yield from found
        if (
            any(item["path"] == "/definitions" for item in found)
            and after["definitions"].keys() != live.get("definitions", {}).keys()
        ):
            yield {"op": "add", "path": "/allOf", "value": after["allOf"]}

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        tenant = f"_{api.tenant()}"
        found: dict[str, Any] = {}
        for part in (live.doc.get("definitions") or {}).values():
            found |= ((part.get("properties") or {}).get(tenant) or {}).get("properties") or {}
        return {**super().read(api, live), "fields": {name: plain(value) for name, value in found.items()}}

    @classmethod
    def defines(cls, inputs: Fields) -> set[str]:
        return set(inputs["fields"])

    @classmethod
    def not_adoptable(cls, api: Api, live: Live) -> str:
        """Only fields of the own namespace can be declared; a later write would lose all others."""
        tenant = f"_{api.tenant()}"
        parts = [live.doc, *(live.doc.get("definitions") or {}).values()]
        names = sorted({name for part in parts for name in part.get("properties") or {}} - {tenant})
        if names:
            return f"it has fields outside of the organisation's namespace: {', '.join(names[:5])}"
        refs = [str(item.get("$ref", "")) for item in live.doc.get("allOf", [])]
        beyond = [ref for ref in refs if not ref.startswith("#/definitions/")] + list(_referred(parts[1:]))
        return f"it is built on {beyond[0]}, which cannot be declared" if beyond else ""


def _referred(value: Any) -> Iterator[str]:
    """The data types that fields refer to."""
    if isinstance(value, Mapping):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from _referred(item)
    elif isinstance(value, list):
        for item in value:
            yield from _referred(item)


def plain(field: Mapping[str, Any]) -> dict[str, Any]:
    """A field without what the registry added to it."""
    kept = {key: value for key, value in field.items() if key in KEPT}
    if "properties" in field:
        kept["properties"] = {name: plain(value) for name, value in field["properties"].items()}
    if "items" in field:
        kept["items"] = plain(field["items"])
    if isinstance(field.get("additionalProperties"), Mapping):
        kept["additionalProperties"] = plain(field["additionalProperties"])
    return kept
