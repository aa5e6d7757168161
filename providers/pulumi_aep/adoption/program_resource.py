"""What a program declares, as a preview of the real engine tells it: checked inputs, and what is not known yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.live import Fields
from ..core.registry import TYPE, is_kind, kind_names
from ..stack.unknown import contains_unknown

Name = tuple[str, str]  # kind and logical name


@dataclass(frozen=True, kw_only=True)
class ProgramResource:
    """A resource of the program."""

    kind: str
    name: str
    inputs: Fields  # hidden ones and the provider's key included
    depends: Mapping[str, tuple[Name, ...]]  # field: the resources that its value comes from

    @property
    def key(self) -> Name:
        return self.kind, self.name

    def known(self, field: str) -> Any:
        """A field's value; None where it is unset or not known yet."""
        value = self.inputs.get(field)
        return None if contains_unknown(value) else value


def declared_resources(steps: Iterable[Mapping[str, Any]]) -> list[ProgramResource]:
    """The resources of ours among a preview's steps, what is referred to first."""
    found = []
    for step in steps:
        state = step.get("newState") or {}
        if (name := parse_urn(str(state.get("urn", "")))) and step["op"] not in ("delete", "delete-replaced"):
            depends = {
                key: tuple(kept for urn in urns if (kept := parse_urn(urn)))
                for key, urns in (state.get("propertyDependencies") or {}).items()
            }
            inputs = dict(state.get("inputs") or {})
            found.append(ProgramResource(kind=name[0], name=name[1], inputs=inputs, depends=depends))
    order = kind_names()
    return sorted(found, key=lambda item: order.index(item.kind))


def parse_urn(urn: str) -> Name | None:
    """(kind, logical name) of a resource of ours."""
    parts = urn.split("::")
    token = parts[2].rpartition("$")[2] if len(parts) > 3 else ""
    kind = token.removeprefix(TYPE)
    return (kind, "::".join(parts[3:])) if token.startswith(TYPE) and is_kind(kind) else None
