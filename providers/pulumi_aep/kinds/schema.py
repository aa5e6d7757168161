"""Schema: a class plus field groups, its identities, and whether it is in the union (Real-time Customer Profile)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import ConfigDict

from ..apis import schema_registry
from ..apis.schema_registry import SchemaRegistryKind, class_id, class_name
from ..core.api import Api
from ..core.field import UNKNOWN, Change, Prop, Refs, output, prop, ref, unknown
from ..core.live import Doc, Fields, Live
from ..core.ownership import OwnerMark
from ..core.problem import Problem
from ..core.values import Bool
from ..errors import Refused
from .field_group import FieldGroup

UNION = "union"


@dataclass(frozen=True)
class Identity:
    """A field that says who data is about.

    `path` is dotted, with `_tenant` for the own namespace; `namespace` is a code such as ECID or Email.
    """

    path: str
    namespace: str
    primary: Bool = True

    __pydantic_config__ = ConfigDict(extra="forbid")


def _left_out(old: Any, new: Any) -> bool:
    return not set(old or []) <= set(new or [])


class Schema(SchemaRegistryKind):
    """An XDM schema (API: schema, with its identity descriptors and its union tag)."""

    title: Prop[str] = prop(Change.METADATA, "Unique among all registry resources of the tenant.", at="title")
    description: Prop[str] = prop(Change.METADATA, "Text.", default="", at="description")
    behavior: Prop[str] = prop(Change.RECREATE, "Its class: `profile`, `experienceevent`, or a class id.")
    field_groups: Refs[FieldGroup] = ref(
        Change.METADATA,
        "Field groups, own ones or ids of Adobe's. Adding is in place; leaving one out recreates.",
        default=(),
        replaces=_left_out,
        unordered=True,
    )
    identities: Prop[Sequence[Identity]] = prop(
        Change.RECREATE, "Identities, see `Identity`. At most one is primary.", default=(), unordered=True
    )
    profile: Prop[bool] = prop(
        Change.METADATA,
        "Part of the union, so that datasets may feed Profile. Can't be taken back.",
        default=False,
        lasting=True,
        replaces=lambda old, new: bool(old) and not new,
    )
    alt_id: Prop[str] = output("The short form of its id (`meta:altId`).")

    collection = "schemas"
    typical = ("field_groups", "identities")

    @classmethod
    def problems(cls, fields: Fields) -> Iterable[Problem]:
        if not unknown(fields.get("behavior", UNKNOWN)):
            yield from schema_registry.class_problems("behavior", [fields["behavior"]])
        if unknown(fields.get("identities")):
            return
        paths = [item["path"] for item in fields.get("identities", ())]
        for path in sorted({path for path in paths if paths.count(path) > 1}):
            yield Problem("identities", f"names {path} twice; a field has one identity")
        if not all(item["path"].strip() and item["namespace"].strip() for item in fields.get("identities", ())):
            yield Problem("identities", 'has a blank path or namespace; write e.g. Identity(path, namespace="ECID")')
        primary = [item for item in fields.get("identities", ()) if item["primary"]]
        if len(primary) > 1:
            yield Problem("identities", "has more than one primary identity; a schema has at most one")
        if fields.get("profile") is True and "identities" in fields and not primary:
            yield Problem(
                "profile", 'needs a primary identity; add one to identities, e.g. Identity(path, namespace="ECID")'
            )

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, mark: OwnerMark) -> Doc:
        refs = [class_id(fields["behavior"]), *fields["field_groups"]]
        return {**super().wire(api, fields, base, mark), "allOf": [{"$ref": uri} for uri in refs]}

    @classmethod
    def parts(cls, live: Doc, before: Doc, after: Doc) -> Iterator[Doc]:
        """Field groups are only ever added in place (leaving one out recreates): each by itself, at the end."""
        for item in super().parts(live, before, after):
            if item["path"] != "/allOf":
                yield item
        there = [item.get("$ref") for item in before["allOf"]]
        yield from (
            {"op": "add", "path": "/allOf/-", "value": item} for item in after["allOf"] if item["$ref"] not in there
        )

    @classmethod
    def finish(cls, api: Api, live: Live, fields: Fields, mark: OwnerMark) -> Live:
        """Add the identities first, then join the union, which requires them."""
        if fields["identities"]:
            there = {item["path"] for item in cls._identities(api, live.id)}
            for identity in fields["identities"]:
                if identity["path"] not in there:
                    schema_registry.create_identity_descriptor(api, live.id, identity)
        if fields["profile"] and UNION not in live.doc.get("meta:immutableTags", ()):
            patch = [{"op": "add", "path": "/meta:immutableTags", "value": [UNION]}]
            return Live(live.id, api.send("PATCH", cls.path(live.id), body=patch).json())
        return live

    @classmethod
    def delete(cls, api: Api, id: str, recorded: Fields) -> None:
        """The schema first: the primary identity of a union schema can't go before it."""
        left = schema_registry.identities(api, id) if recorded.get("identities") else []
        super().delete(api, id, recorded)
        for item in left:
            try:
                schema_registry.delete_descriptor(api, item["@id"])
            except Refused:  # gone with its schema
                continue

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        refs = [item["$ref"] for item in live.doc.get("allOf", []) if "$ref" in item]
        behavior = live.doc.get("meta:class") or next(iter(refs), "")
        return {
            **super().read(api, live),
            "behavior": class_name(behavior),
            "field_groups": sorted((uri for uri in refs if uri != behavior), key=repr),
            "identities": sorted(cls._identities(api, live.id), key=repr),
            "profile": UNION in live.doc.get("meta:immutableTags", ()),
        }

    @classmethod
    def unites(cls, inputs: Fields) -> str:
        return "field_groups" if inputs.get("profile") else ""

    @classmethod
    def outputs(cls, api: Api, live: Live) -> Fields:
        return {"alt_id": live.doc.get("meta:altId", "")}

    @staticmethod
    def _identities(api: Api, id: str) -> list[dict[str, Any]]:
        return [
            asdict(
                Identity(
                    schema_registry.dotted(item["xdm:sourceProperty"], api.tenant()),
                    namespace=item["xdm:namespace"],
                    primary=bool(item.get("xdm:isPrimary")),
                )
            )
            for item in schema_registry.identities(api, id)
        ]
