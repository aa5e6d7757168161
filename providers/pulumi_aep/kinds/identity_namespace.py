"""IdentityNamespace: what sort of id a value is, such as a number of the shop's loyalty programme."""

from collections.abc import Iterable
from typing import Literal

from ..apis.rest import RestKind
from ..core.api import Api
from ..core.field import Change, Prop, prop
from ..core.live import Doc, Fields
from ..core.ownership import InText, OwnerMark
from ..core.problem import Problem

PATH = "/data/core/idnamespace/identities"
TYPES = Literal["COOKIE", "CROSS_DEVICE", "DEVICE", "EMAIL", "MOBILE", "NON_PEOPLE", "PHONE"]


class IdentityNamespace(RestKind):
    """An identity namespace (API: identity, in the Identity Service). The Platform can't delete one."""

    code: Prop[str] = prop(Change.RECREATE, "What data and descriptors call it; it stays for ever.", at="code")
    name: Prop[str] = prop(Change.METADATA, "Name on screens.", at="name")
    description: Prop[str] = prop(Change.METADATA, "Text.", default="", at="description")
    type: Prop[TYPES] = prop(Change.METADATA, "What its ids stand for: a person, a device, a cookie …", at="idType")

    path = PATH
    update_method = "PUT"
    ownership = InText("description")
    name_field = "code"
    unique = "code"
    undeletable = True

    @classmethod
    def problems(cls, fields: Fields) -> Iterable[Problem]:
        if isinstance(code := fields.get("code"), str) and not (code.isascii() and code.isalnum()):
            yield Problem("code", "has letters and digits only")

    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, mark: OwnerMark) -> Doc:
        """Only the fields that a client may set."""
        return super().wire(api, fields, {}, mark)

    @classmethod
    def documents(cls, api: Api) -> list[Doc]:
        """The organisation's own; a sandbox has Adobe's besides."""
        return [doc for doc in super().documents(api) if doc.get("custom")]
