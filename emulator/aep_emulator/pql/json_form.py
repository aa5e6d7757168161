"""pql/json. Adobe's pages show four kinds of node: fnApply, fieldLookup, parameterReference, literal. The others, for
arrays and events, are choices. It is parsed by way of its text, so that there is only one set of rules.
"""

import json
from typing import Any

from .error import PqlError
from .functions import OVER
from .parse import parse
from .text_form import to_text
from .tree import Apply, Binding, Field, ListOf, Literal, Node, Over, Parameter, Quantified, Variable

_LITERALS = {"String": str, "Boolean": bool, "Integer": int, "Double": float}


def to_json(node: Node) -> str:
    return json.dumps(_document(node), separators=(",", ":"))


def _document(node: Node) -> dict[str, Any]:
    match node:
        case Literal(value):
            name = {kind: name for name, kind in _LITERALS.items()}[type(value)]
            return {"nodeType": "literal", "literalType": name, "value": value}
        case ListOf(items):
            return {"nodeType": "literal", "literalType": "List", "value": [_document(each) for each in items]}
        case Parameter(position):
            return {"nodeType": "parameterReference", "position": position}
        case Variable(name):
            return {"nodeType": "variable", "varName": name}
        case Field(of, name):
            return {"nodeType": "fieldLookup", "fieldName": name, "object": _document(of)}
        case Apply(function, arguments):
            return {"nodeType": "fnApply", "fnName": function, "params": [_document(each) for each in arguments]}
        case Over(function, source, body, name):
            element = {"nodeType": "element", "varName": name, "body": _document(body)}
            return {"nodeType": "fnApply", "fnName": function, "params": [_document(source), element]}
        case Quantified(quantifier, bindings):
            return {"nodeType": "quantifier", "quantifier": quantifier, "bindings": [_bound(each) for each in bindings]}


def _bound(binding: Binding) -> dict[str, Any]:
    where = {"where": _document(binding.condition)} if binding.condition else {}
    return {"varName": binding.name, "from": _document(binding.source), **where}


def from_json(text: str) -> Node:
    try:
        spelled = to_text(_node(json.loads(text)))
    except RecursionError:
        raise PqlError("the expression is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise PqlError(f"not JSON: {error}") from None
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise PqlError(f"not pql/json: {error!r}") from None
    return parse(spelled)


def _node(document: dict[str, Any]) -> Node:
    match document["nodeType"]:
        case "literal":
            return _literal(document)
        case "parameterReference":
            return Parameter(int(document["position"]))
        case "variable":
            return Variable(str(document["varName"]))
        case "fieldLookup":
            return Field(_node(document["object"]), str(document["fieldName"]))
        case "fnApply":
            return _applied(str(document["fnName"]), document["params"])
        case "quantifier":
            return Quantified(str(document["quantifier"]), tuple(_binding(each) for each in document["bindings"]))
        case other:
            raise ValueError(f"there is no node of type {other!r}, or it is not emulated")


def _binding(document: dict[str, Any]) -> Binding:
    where = _node(document["where"]) if "where" in document else None
    return Binding(str(document["varName"]), _node(document["from"]), where)


def _literal(document: dict[str, Any]) -> Node:
    name, value = document["literalType"], document["value"]
    if name == "List":
        return ListOf(tuple(_node(each) if isinstance(each, dict) else _plain(each) for each in value))
    if name == "Double" and type(value) is int:
        value = float(value)
    if type(value) is not _LITERALS.get(name):
        raise ValueError(f"{value!r} is not a literal of type {name!r}")
    return Literal(value)


def _plain(value: Any) -> Node:
    if not isinstance(value, str | int | float | bool):
        raise TypeError(f"{value!r} cannot stand in a list")
    return Literal(value)


def _applied(function: str, params: list[dict[str, Any]]) -> Node:
    if function in OVER and len(params) == 2:
        return Over(function, _node(params[0]), _node(params[1]["body"]), params[1]["varName"])
    return Apply(function, tuple(_node(each) for each in params))
