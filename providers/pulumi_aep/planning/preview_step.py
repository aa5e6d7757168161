"""A step of the preview, classified by the same `diff` that the provider uses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_args

from ..core.field import REPLACING, Change
from ..core.kind import Kind
from ..core.live import Fields
from ..core.owner_mark import OwnerMark, moved
from ..core.registry import kind_of
from ..errors import AepError
from ..lifecycle.diff import FieldChange, diff, worst
from . import hidden
from . import preview_state as state
from .document import Class, LastRun, Op

_OPS: dict[str, Op] = {
    **dict(zip(get_args(Op), get_args(Op), strict=True)),
    "create-replacement": "replace",
    "delete-replaced": "replace",
    "read-replacement": "replace",
    "import-replacement": "replace",
    "discard": "delete",
    "discard-replaced": "delete",
    "remove-pending-replace": "delete",
}
IDLE = {"same", "read"}


@dataclass(frozen=True)
class PreviewStep:
    urn: str
    op: Op
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    kind: type[Kind] | None
    changes: list[FieldChange] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.urn.rpartition("::")[2]

    @property
    def state(self) -> Mapping[str, Any]:
        """The new state; the old one if the resource is deleted."""
        return self.new or self.old

    @cached_property
    def recorded(self) -> Fields:
        return state.values(self.old, "outputs")

    @cached_property
    def declared(self) -> Fields:
        return state.values(self.new, "inputs")

    @property
    def label(self) -> str:
        return self.kind.__name__ if self.kind else str(self.state["type"]).rpartition(":")[2]

    @property
    def change(self) -> Class | None:
        """The class of the whole step."""
        if self.kind is None or self.op in IDLE:
            return None
        if self.op not in ("update", "replace"):
            return "delete" if self.op == "delete" else "create"
        if self.op == "replace" and not any(item.replaces for item in self.changes):
            return _made_anew(self.kind).value
        if self.changes:
            return worst(self.changes).value
        return "metadata" if self.moved else "continue"

    @property
    def moved(self) -> str:
        """`owner luma/dev/a → luma/dev/b` if it was renamed or moved from another stack; else ""."""
        before, now = (OwnerMark.recorded_as(item.get("__stamp")) for item in (self.recorded, self.declared))
        return moved(before, now) if self.op == "update" else ""

    @property
    def irreversible(self) -> list[str]:
        """Fields that are switched on for good, in a new asset too; `*` if the asset itself can't be deleted again."""
        if self.kind is None or self.op not in ("create", "update", "replace"):
            return []
        before = self.recorded if self.op == "update" else {}
        fields = self.kind.declared_fields()
        found = [one.name for one in fields if one.is_irreversible(before.get(one.name), self.declared.get(one.name))]
        return [*found, *(["*"] if self.kind.stays() and self.op != "update" else [])]

    @property
    def retained(self) -> bool:
        """Whether the asset stays on the Platform when the resource is deleted."""
        return bool(self.old.get("retainOnDelete") or self.recorded.get("existing"))

    @property
    def last(self) -> LastRun | None:
        """What is recorded of its last run."""
        found = self.recorded if self.kind else {}
        if not found.get("seconds"):
            return None
        rows = found.get("rows")
        return LastRun(seconds=found["seconds"], rows=None if rows is None else int(rows))


def parse_step(raw: Mapping[str, Any]) -> PreviewStep:
    """A step of `pulumi preview --json`."""
    if raw["op"] not in _OPS:
        raise AepError(
            f"the engine would {raw['op']} {raw['urn']}, which this release does not know; update pulumi-aep"
        )
    old, new = raw.get("oldState") or {}, raw.get("newState") or {}
    kind = kind_of((new or old)["type"])
    changes: list[FieldChange] = []
    if kind and old and new and raw["op"] not in IDLE:
        new = hidden.tell_apart(old, new, raw.get("detailedDiff") or {})
        changes = diff(kind, state.values(old, "outputs"), state.values(new, "inputs"))
    return PreviewStep(raw["urn"], _OPS[raw["op"]], old, new, kind, changes)


def _made_anew(kind: type[Kind]) -> Change:
    """The class of a replacement that the engine decides on (replace_on_changes, a dependency)."""
    order = list(Change)
    return max((item.change for item in kind.declared_fields() if item.change in REPLACING), key=order.index)
