"""A declaration as the Python that a person would write: references by name, no defaults, helpers where they fit."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_args

from ..core import xdm
from ..core.field import Field
from ..core.secret import MASK
from ..core.values import Parameters, scalar_text
from .asset import Declaration, Key
from .dependency import DEPENDS_ON
from .python_layout import Bare, Nest, Node, call, listed, literal, mapped

Names = Mapping[Key, str]  # of declared assets: the variables that hold them


def constructor(declaration: Declaration, variables: Names) -> Nest:
    """`aep.Dataset("luma-web", name="Luma web data", schema=web_schema)`."""
    given: dict[str, Node] = {
        item.name: _value(declaration, item, variables)
        for item in declaration.asset.type.declared_fields()
        if _said(item, declaration.inputs.get(item.name))
    }
    after = [Bare(variables[key]) for key in declaration.refers.get(DEPENDS_ON, ())]
    if after:
        given["opts"] = call("pulumi.ResourceOptions", depends_on=listed([*after]))
    return call(f"aep.{declaration.asset.kind}", Bare(literal(declaration.name)), **given)


def _said(item: Field, value: Any) -> bool:
    """Whether a program has to say it: what is derived or carried can't be said, a default need not."""
    if value is None or not item.given or item.from_stack_config:
        return False
    default = list(item.default) if isinstance(item.default, tuple) else item.default
    return item.required or bool(value != default)


def _value(declaration: Declaration, item: Field, variables: Names) -> Node:
    value = declaration.inputs[item.name]
    if holds_secret(value):
        return _secret(value, f"{declaration.name}-{item.name}")
    if item.reference:
        return _reference(item, value, variables)
    record = next((one for one in get_args(item.type) if isinstance(one, type) and is_dataclass(one)), None)
    if record:
        return listed([_record(record, one) for one in value])
    if item.type is xdm.Properties:
        return mapped({name: xdm_field(one) for name, one in value.items()})
    if item.type is Parameters:
        return mapped({name: Bare(_scalar(text)) for name, text in value.items()})
    return plain(value)


def holds_secret(value: Any) -> bool:
    """Whether something was left out of it, as an archive holds no secrets."""
    if isinstance(value, Mapping):
        return any(holds_secret(one) for one in value.values())
    return any(holds_secret(one) for one in value) if isinstance(value, list) else value == MASK


def _secret(value: Any, key: str) -> Node:
    """Out of the stack's configuration, under a name of its own."""
    if isinstance(value, Mapping):
        return mapped({str(name): _secret(one, f"{key}-{name}") for name, one in value.items()})
    if value == MASK:
        return Bare(f"pulumi.Config().require_secret({literal(key)})")
    return listed([_secret(one, key) for one in value]) if isinstance(value, list) else plain(value)


def _reference(item: Field, value: Any, variables: Names) -> Node:
    if not isinstance(value, list):
        return Bare(variables.get((item.target, value)) or literal(value))
    return listed([Bare(text) for text in sorted(variables.get((item.target, one)) or literal(one) for one in value)])


def _record(made: Any, value: Mapping[str, Any]) -> Node:
    """A value of a class of ours, such as `aep.Identity(…)`: its first field by place, the others by name."""
    first, *others = fields(made)
    named = {item.name: plain(value[item.name]) for item in others if value[item.name] != item.default}
    return call(f"aep.{made.__name__}", plain(value[first.name]), **named)


def _scalar(text: str) -> str:
    """A parameter, which the wire knows as text only: as the number or truth it spells."""
    if text in ("true", "false"):
        return text.capitalize()
    for read in (int, float):
        try:
            value: int | float = read(text)
        except ValueError:
            continue
        if abs(value) < 2**53 and scalar_text(value) == text:
            return repr(value)
    return literal(text)


def plain(value: Any) -> Node:
    if isinstance(value, Mapping):
        return mapped({str(key): plain(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return listed([plain(item) for item in value])
    return Bare(literal(value) if isinstance(value, str) else repr(value))


# -- XDM fields -----------------------------------------------------------------------------------------------------
_SIMPLE: dict[str, Callable[..., xdm.Field]] = {
    "string": xdm.string,
    "number": xdm.number,
    "integer": xdm.integer,
    "long": xdm.long,
    "boolean": xdm.boolean,
    "date": xdm.date,
    "datetime": xdm.datetime,
}


def xdm_field(value: Mapping[str, Any]) -> Node:
    """By a helper of `aep.xdm` if one makes just that; else as it is, with helpers below."""
    return next(_helped(dict(value)), None) or _unhelped(value)


def _helped(value: dict[str, Any]) -> Iterator[Node]:
    text = str(value.get("description", ""))
    said = [Bare(literal(text))] if text else []
    for name, make in _SIMPLE.items():
        if make(text) == value:
            yield call(f"aep.xdm.{name}", *said)
    if isinstance(value.get("enum"), list) and xdm.string(text, enum=value["enum"]) == value:
        yield call("aep.xdm.string", *said, enum=plain(value["enum"]))
    if isinstance(value.get("properties"), Mapping) and xdm.struct(value["properties"], text) == value:
        yield call("aep.xdm.struct", _below(value["properties"]), *said)
    if isinstance(value.get("items"), Mapping) and xdm.array(value["items"], text) == value:
        yield call("aep.xdm.array", xdm_field(value["items"]), *said)


def _unhelped(value: Mapping[str, Any]) -> Node:
    parts: dict[str, Node] = {}
    for key, item in value.items():
        match key:
            case "properties" if isinstance(item, Mapping):
                parts[key] = _below(item)
            case "items" if isinstance(item, Mapping):
                parts[key] = xdm_field(item)
            case _:
                parts[key] = plain(item)
    return mapped(parts)


def _below(properties: Mapping[str, Any]) -> Node:
    return mapped({name: xdm_field(item) for name, item in properties.items()})
