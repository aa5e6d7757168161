"""How fields of a schema in use may change: what there is may only be widened (`xdm/schema/composition`, evolution).

Whether a schema is in use, only the Platform knows; so what it would then refuse counts as refused.
"""

from collections.abc import Mapping
from typing import Any

Field = Mapping[str, Any]
INTEGERS = {2**7: "byte", 2**15: "short", 2**31: "int", 2**53: "long"}  # XDM's types by their wider bound
AT_LEAST = ("minimum", "minLength", "minItems", "exclusiveMinimum", "minProperties")
AT_MOST = ("maximum", "maxLength", "maxItems", "exclusiveMaximum", "maxProperties")


def narrows(old: Any, new: Any) -> bool:
    """Whether fields, by name, lose one, or one of them takes less or something else than before."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return bool(old != new)
    return any(name not in new or _field(was, new[name]) for name, was in old.items())


def _field(was: Any, now: Any) -> bool:
    if not isinstance(was, Mapping) or not isinstance(now, Mapping):
        return bool(was != now)
    if any(was.get(key) != now.get(key) for key in ("type", "format", "$ref", "const")) or _type(was) != _type(now):
        return True
    if _values(was, now) or (now.get("pattern") and now.get("pattern") != was.get("pattern")):
        return True
    if any(_tighter(was, now, key, -1) for key in AT_MOST) or any(_tighter(was, now, key, 1) for key in AT_LEAST):
        return True
    if set(now.get("required") or ()) - set(was.get("required") or ()):
        return True
    if any(key in was and _field(was[key], now.get(key) or {}) for key in ("items", "additionalProperties")):
        return True
    if "additionalProperties" in now and "additionalProperties" not in was:
        return True
    if now.get("uniqueItems") and not was.get("uniqueItems"):
        return True
    return narrows(was.get("properties") or {}, now.get("properties") or {})


def _values(was: Field, now: Field) -> bool:
    """Whether a value that was allowed is so no more; all are where none are listed."""
    if not now.get("enum"):
        return False
    return not was.get("enum") or not {str(one) for one in was["enum"]} <= {str(one) for one in now["enum"]}


def _tighter(was: Field, now: Field, key: str, sign: int) -> bool:
    if now.get(key) is None:
        return False
    return was.get(key) is None or bool(sign * now[key] > sign * was[key])


def _type(field: Field) -> str:
    """An XDM type, where that of JSON Schema says less: kinds of whole numbers, and maps among objects."""
    if field.get("type") == "integer":
        bounds = [abs(field[key]) for key in ("minimum", "maximum") if isinstance(field.get(key), int | float)]
        if not bounds:
            return "int"
        return next((name for limit, name in INTEGERS.items() if max(bounds) <= limit), "long")
    return "map" if isinstance(field.get("additionalProperties"), Mapping) else str(field.get("type"))
