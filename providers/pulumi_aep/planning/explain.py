"""The engine's preview as a plan: every step with its class, its reason, and what follows."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..core.field import unknown
from ..errors import AepError
from ..lifecycle.diff import FieldChange, reason
from . import preview_state as state
from .dependents import consequence_of, dependent, dependents
from .document import Plan, PlanField, Step
from .preview_step import IDLE, PreviewStep, parse_step


def explain(preview: Mapping[str, Any]) -> Plan:
    """The plan for the output of `pulumi preview --json --show-sames`. Steps that only read (refresh) are left out."""
    steps = [parse_step(step) for step in preview.get("steps") or [] if step["op"] != "refresh"]
    stack, project = _names(steps)
    return Plan(
        version=1,
        project=project,
        stack=stack,
        changes=any(step.op not in IDLE for step in steps),
        ops=dict(Counter(step.op for step in steps)),
        steps=[_step(step, steps) for step in steps],
        exceeded=[],
    )


def _names(steps: list[PreviewStep]) -> tuple[str, str]:
    """Stack and project are in every URN: `urn:pulumi:STACK::PROJECT::TYPE::NAME`."""
    if not steps:
        raise AepError("the preview shows nothing, not even the stack; run pulumi preview to see why")
    stack, project = steps[0].urn.removeprefix("urn:pulumi:").split("::")[:2]
    return stack, project


def _step(step: PreviewStep, steps: list[PreviewStep]) -> Step:
    after = dependents(step, steps)
    return Step(
        kind=step.label,
        name=step.name,
        urn=step.urn,
        ours=step.kind is not None,
        op=step.op,
        change=step.change,
        reason=_reason(step),
        fields=[_plan_field(step, item) for item in step.changes],
        then=consequence_of(step, after, steps),
        downstream=[dependent(one, follows=follows) for one, follows in after],
        last=step.last,
        protected=bool(step.old.get("protect")),
        irreversible=step.irreversible,
        retained=step.retained,
        declared=state.source_position(step.new),
    )


def _reason(step: PreviewStep) -> str:
    if step.kind is None or step.op in IDLE:
        return ""
    if step.op == "create":
        value = step.declared.get(step.kind.name_field)
        return f'{step.kind.name_field} "{value}"' if value and not unknown(value) else ""
    if step.op == "delete":
        kept = "; it stays on the Platform" if step.retained else ""
        return f"not declared any more{kept}"
    foretold = step.kind.foretell(step.recorded, step.declared) if step.op == "update" else ""
    if step.changes:
        return reason(step.changes).partition(": ")[2] + (f"; {foretold}" if foretold else "")
    if step.moved:
        return step.moved
    if foretold:
        return foretold
    left = [" ".join(str(text).split()) for text in step.old.get("initErrors") or []]
    return left[0] if left else "asked for by an option of the resource"


def _plan_field(step: PreviewStep, item: FieldChange) -> PlanField:
    old, new = step.recorded.get(item.field), step.declared.get(item.field)
    return PlanField(
        field=item.field,
        change=item.change.value,
        replaces=item.replaces,
        old=state.shown(old),
        new=state.shown(new),
        known=not unknown(new),
    )
