"""The resources that depend on a step's, found by the dependencies recorded in the preview's states."""

from collections.abc import Sequence

from ..lifecycle import downstream
from ..lifecycle.diff import spreading
from .document import Dependent
from .preview_step import PreviewStep

After = list[tuple[PreviewStep, bool]]  # (a dependent, whether it changes because of the step)


def dependents(step: PreviewStep, steps: Sequence[PreviewStep]) -> After:
    """Everything that depends on a step that updates or replaces, in the engine's order."""
    if step.kind is None or step.op not in ("update", "replace"):
        return []
    depends, follows = {step.urn}, {step.urn}
    found: After = []
    for other in steps:  # what is depended on comes before what depends on it
        if other.kind and other.urn not in depends and depends & set(other.state.get("dependencies") or []):
            depends.add(other.urn)
            if _because_of(other, follows):
                follows.add(other.urn)
            found.append((other, other.urn in follows))
    return found


def _because_of(step: PreviewStep, upstream: set[str]) -> bool:
    """Whether one of the fields that change comes from an upstream resource."""
    by_field = step.new.get("propertyDependencies") or {}
    return any(upstream & set(by_field.get(item.field) or []) for item in step.changes)


def dependent(step: PreviewStep, *, follows: bool) -> Dependent:
    return Dependent(
        kind=step.label,
        name=step.name,
        urn=step.urn,
        op=step.op,
        change=step.change,
        follows=follows,
        last=step.last,
    )


def consequence_of(step: PreviewStep, after: After, steps: Sequence[PreviewStep]) -> str:
    """As on the row of the preview: `then trains luma, scores 23,055 events (luma)`; "" if nothing follows."""
    if not step.changes:
        return ""
    for one in steps:
        if one.kind:
            downstream.note(one.kind, one.name, one.recorded, anew=one.op == "replace")
    followers = [{"kind": one.label, "name": one.name, "data": _batches(one)} for one, follows in after if follows]
    return downstream.then(spreading(step.changes), followers)


def _batches(step: PreviewStep) -> list[str]:
    """The names of the batches that it reads."""
    by_field = step.state.get("propertyDependencies") or {}
    fields = step.kind.FIELDS.values() if step.kind else ()
    urns = [urn for item in fields if item.reads_rows for urn in by_field.get(item.name) or []]
    return [urn.rpartition("::")[2] for urn in urns]
