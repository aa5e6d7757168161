"""Budgets: what a plan may cost before a pipeline stops it."""

from collections.abc import Callable
from dataclasses import dataclass

from ..core.registry import kind_named
from ..errors import few
from .document import Exceeded, Plan, Step

LOSES = {"delete", "replace"}
HARMLESS = {"create", "same", "read", "import"}


@dataclass(frozen=True)
class Limits:
    """The limits; None and False mean no limit."""

    max_delete: int | None = None
    additive_only: bool = False
    no_retrain: bool = False
    no_irreversible: bool = False


def exceeded(plan: Plan, limits: Limits) -> list[Exceeded]:
    found = []
    lost = _names(plan, lambda step: step.op in LOSES and not step.retained)
    if limits.max_delete is not None and len(lost) > limits.max_delete:
        said = f"--max-delete {limits.max_delete}: {len(lost)} would be deleted or replaced: {few(lost)}"
        found.append(Exceeded(budget="max-delete", resources=lost, message=said))
    more = _names(plan, lambda step: step.op not in HARMLESS)
    if limits.additive_only and more:
        said = f"--additive-only: {len(more)} would be changed, replaced or deleted: {few(more)}"
        found.append(Exceeded(budget="additive-only", resources=more, message=said))
    trains = _names(plan, _trains)
    if limits.no_retrain and trains:
        said = f"--no-retrain: {len(trains)} would train: {few(trains)}"
        found.append(Exceeded(budget="no-retrain", resources=trains, message=said))
    lasts = _names(plan, lambda step: bool(step.irreversible))
    if limits.no_irreversible and lasts:
        said = f"--no-irreversible: {len(lasts)} would do what can't be taken back: {few(lasts)}"
        found.append(Exceeded(budget="no-irreversible", resources=lasts, message=said))
    return found


def _names(plan: Plan, counts: Callable[[Step], bool]) -> list[str]:
    """The names of the steps' resources; the stack itself is not one."""
    return [
        f'{step.kind} "{step.name}"'
        for step in plan.steps
        if counts(step) and not step.urn.split("::")[2].endswith("Stack")
    ]


def _trains(step: Step) -> bool:
    """Whether the step trains: creating or replacing a training run does, and so does resuming an unfinished one."""
    return (
        step.ours and kind_named(step.kind).trains and (step.op in ("create", "replace") or step.change == "continue")
    )
