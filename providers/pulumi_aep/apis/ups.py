"""Profile and segmentation (`/data/core/ups`). A definition is PATCHed as a whole; a schedule by JSON Patch `add` only.

Source: `segmentation.yaml`, pages `segmentation/api/*`.
"""

from ..core.api import Api
from ..core.live import Doc
from ..core.ownership import InText
from .paging import pages
from .rest import RestKind
from .schema_registry import TENANT

ROOT = "/data/core/ups"
PAGE = 100
PROFILE = "_xdm.context.profile"  # the class of profiles, as this API names classes


def definitions(api: Api) -> list[Doc]:
    """All segment definitions of the sandbox."""

    def page(start: int) -> list[Doc]:
        params = {"start": start, "limit": PAGE}
        found: list[Doc] = api.get(f"{ROOT}/segment/definitions", params=params).json().get("segments", [])
        return found

    return pages(page, PAGE)


def schedules(api: Api) -> list[Doc]:
    children: list[Doc] = api.get(f"{ROOT}/config/schedules", params={"limit": 100}).json().get("children", [])
    return children


class UpsKind(RestKind, abstract=True):
    """Documents without tags: the owner mark ends a text."""

    ownership = InText("description")


def default_merge_policy(api: Api, schema: str) -> str:
    """The id of the policy that merges profiles of that class where none is named; "" if none is found."""

    def fetch() -> list[Doc]:
        children: list[Doc] = api.get(f"{ROOT}/config/mergePolicies", params={"limit": 100}).json().get("children", [])
        return children

    found = api.shared("mergePolicies", fetch)
    of_class = [doc for doc in found if doc.get("default") and (doc.get("schema") or {}).get("name") == schema]
    return str(of_class[0]["id"]) if of_class else ""


def own_fields(expression: str) -> set[str]:
    """Top-level fields of the organisation's own namespace that an expression asks for."""
    import re

    return set(re.findall(rf"\b{TENANT}\.(\w+)", expression))


def to_wire(expression: str, tenant: str) -> str:
    """PQL with the organisation's own namespace in place of `_tenant`."""
    import re

    return re.sub(rf"\b{TENANT}\b", f"_{tenant}", expression)


def from_wire(expression: str, tenant: str) -> str:
    import re

    return re.sub(rf"\b_{re.escape(tenant)}\b", TENANT, expression)
