"""Tags: arrays of strings by name. `unifiedProfile` and `unifiedIdentity` enable a dataset for Profile.

Source: pages `catalog/datasets/enable-for-profile` and `enable-upsert`.
"""

import re
from typing import Any

from ...platform.store import Doc
from ...platform.world import World
from ..data_foundation import refuse
from ..schema_registry import identity

SWITCHES = ("unifiedProfile", "unifiedIdentity")
TABLE = "adobe/pqs/table"  # the dataset's name in Query Service
_SETTING = re.compile(r"(enabled|isUpsert):\s*(true|false)\Z")


def check_tags(tags: Any) -> Doc:
    """Null means no tags."""
    found = {} if tags is None else tags
    if not isinstance(found, dict):
        raise refuse(400, "tags must be an object")
    for name, values in found.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise refuse(400, f"tags.{name} must be an array of strings")
    return found


def switch_setting(doc: Doc, switch: str) -> dict[str, bool]:
    """The settings that a switch holds; some samples have a space after the colon."""
    matches = (_SETTING.match(value) for value in (doc.get("tags") or {}).get(switch) or [])
    return {match[1]: match[2] == "true" for match in matches if match}


def profile_enabled(doc: Doc) -> bool:
    return switch_setting(doc, "unifiedProfile").get("enabled", False)


def check_switches(world: World, sandbox: str, doc: Doc, old: Doc | None) -> None:
    for switch in SWITCHES:
        for value in (doc.get("tags") or {}).get(switch) or []:
            if not _SETTING.match(value):
                raise refuse(400, f"tags.{switch} knows enabled:true, enabled:false and isUpsert:true, not {value}")
        now, was = switch_setting(doc, switch), switch_setting(old or {}, switch)
        schema = doc["schemaRef"]["id"]
        if now.get("enabled") and not was.get("enabled") and not identity.in_union(world, sandbox, schema):
            raise refuse(400, f"{switch} cannot be enabled: schema {schema} is not in the union")
        if now.get("enabled") and was.get("enabled") and now.get("isUpsert") and not was.get("isUpsert"):
            raise refuse(400, f"{switch} must be disabled before it can be enabled with isUpsert")


def table_name(name: str, taken: set[str]) -> str:
    """Lower case, with underscores for what a table's name cannot contain, and a number where the name is taken."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "dataset"
    candidate, number = plain, 1
    while candidate in taken:
        number += 1
        candidate = f"{plain}_{number}"
    return candidate
