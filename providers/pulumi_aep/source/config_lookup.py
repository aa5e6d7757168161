"""Calls that look up stack configuration: `config.require_object("hyperparameters")`."""

from dataclasses import dataclass

import libcst as cst

from .manual import CannotEdit
from .module import Module

PLAIN = {f"{verb}{what}" for verb in ("get", "require") for what in ("", "_bool", "_int", "_float", "_object")}
SECRET = {f"{verb}_secret{what}" for verb in ("get", "require") for what in ("", "_bool", "_int", "_float", "_object")}


@dataclass(frozen=True)
class ConfigLookup:
    """`key` is written as in the stack's file; `required` means that the program fails without it."""

    key: str
    required: bool
    fallback: cst.BaseExpression | None = None


def parse_lookup(module: Module, node: cst.BaseExpression, project: str) -> ConfigLookup | None:
    """None if the node is anything else. Secrets cannot be edited: they must never be written in plain text."""
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return None
    method, namespace = node.func.attr.value, _namespace(module, node.func.value, project)
    if namespace is None or method not in PLAIN | SECRET:
        return None
    key = _argument(node, 0, "key")
    try:
        name = module.value(key) if key else None
    except ValueError:
        name = None
    if not isinstance(name, str):
        raise CannotEdit("is looked up in the configuration by a computed key", module.line(node))
    full = name if ":" in name else f"{namespace}:{name}"
    if method in SECRET:
        raise CannotEdit(f"is the secret {full}, set with pulumi config set --secret", module.line(node))
    return ConfigLookup(full, method.startswith("require"), _argument(node, 1, "default"))


def _namespace(module: Module, node: cst.BaseExpression, project: str) -> str | None:
    """The namespace of a `pulumi.Config(…)`, or of a variable that holds one."""
    if isinstance(node, cst.Name):
        found = module.assignment(node, anywhere=True)
        node = found[0] if found else node
    if not isinstance(node, cst.Call) or "pulumi.Config" not in module.qualified_names(node.func):
        return None
    name = _argument(node, 0, "name")
    try:
        return str(module.value(name)) if name else project
    except ValueError:
        return None


def _argument(call: cst.Call, at: int, name: str) -> cst.BaseExpression | None:
    plain = [item.value for item in call.args if item.keyword is None and not item.star]
    named = [item.value for item in call.args if item.keyword is not None and item.keyword.value == name]
    return named[0] if named else plain[at] if len(plain) > at else None
