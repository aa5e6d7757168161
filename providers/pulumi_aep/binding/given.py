"""The resources that a program's references lead to, passed along so that the check's messages can name them."""

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi

from ..core.kind import Kind
from ..core.problem import Problem
from ..core.registry import is_kind
from . import reference

KEY = "__given"  # the hidden input; the check takes it out again
LEFT_OUT = "which is not there yet and which --target leaves out; make it a target too, or run without --target"


def labels(kind: type[Kind], given: Mapping[str, Any]) -> dict[str, list[str]]:
    """By field, as `Schema "web"`."""
    refers = {item.name: reference.all_meant(given.get(item.name)) for item in kind.FIELDS.values() if item.reference}
    return {name: [_label(one) for one in found] for name, found in refers.items() if found}


def _label(resource: pulumi.CustomResource) -> str:
    return f'{type(resource).__name__} "{resource.pulumi_resource_name}"'


def problems(kind: type[Kind], told: Mapping[str, list[str]], given: Mapping[str, Any]) -> Iterator[Problem]:
    """References to a resource of the wrong kind, or to one without an id, which happens only under --target."""
    for name, found in told.items():
        wanted = kind.FIELDS[name].target
        others = [label for label in found if is_kind(label.split()[0]) and label.split()[0] != wanted]
        if others:
            yield Problem(name, f"is a {wanted}, or the id of one; {', '.join(others)} is none")
        elif name not in given:
            yield Problem(name, f"refers to {', '.join(found)}, {LEFT_OUT}")
