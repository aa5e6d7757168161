"""Accepting drift: edits the program so that it declares what is live, and verifies that with the engine."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import AepError, did_you_mean
from ..stack import command
from ..stack.project import stack_file

if TYPE_CHECKING:
    from ..source.manual import ManualEdit
    from .report import DriftEntry, DriftReport

NO_CHANGE = {"same", "read"}


@dataclass(frozen=True)
class ProgramEdits:
    """Edits that aren't written yet: each file's text before and after, and the entries that they accept."""

    before: dict[str, str]
    after: dict[str, str]
    accepted: "list[DriftEntry]"
    by_hand: "list[ManualEdit]"

    @property
    def changed(self) -> dict[str, str]:
        return {path: text for path, text in self.after.items() if text != self.before.get(path)}


# -- selection ------------------------------------------------------------------------------------------------------
def select(report: "DriftReport", names: Sequence[str]) -> "list[DriftEntry]":
    """The entries of these names; without names, all that are not ignored."""
    if not names:
        return [item for item in report.entries if item.counts(report.today)]
    found: list[DriftEntry] = []
    for name in names:
        found += [item for item in _entries_named(report, name) if item not in found]
    return found


def _entries_named(report: "DriftReport", name: str) -> "list[DriftEntry]":
    found = [item for item in report.entries if any(_is_within(full, name) for full in _names(item))]
    if not found:
        gone = next((item for item in report.gone if name.split(".", maxsplit=1)[0] in (item.label, item.name)), None)
        if gone:
            raise AepError(f"{gone.label} is gone from the Platform; take its declaration out of the program by hand")
        known = [item.name for item in report.entries]
        raise AepError(f'nothing called "{name}" has drifted; {did_you_mean(name, known)}')
    labels = sorted({item.label for item in found})
    if len(labels) > 1:
        raise AepError(f'"{name}" is {" and ".join(labels)}; name one of them')
    return found


def _names(item: "DriftEntry") -> tuple[str, str]:
    return item.name, item.name.partition("/")[2]


def _is_within(full: str, name: str) -> bool:
    return full == name or full.startswith(f"{name}.")


# -- edits ----------------------------------------------------------------------------------------------------------
def compute_edits(report: "DriftReport", entries: "Sequence[DriftEntry]") -> ProgramEdits:
    from ..core.registry import kind_named
    from ..source import files
    from ..source.edit import ConfigEdit
    from ..source.field_edit import FieldEdit
    from ..source.manual import CannotEdit, ManualEdit
    from ..source.program import Program
    from ..source.stack_file import set_value

    texts = files.read_program(report.folder)
    program = Program(dict(texts), report.project, {item.label: item.id for item in report.state.resources})
    file = stack_file(report.folder, report.stack)
    path = str(file.relative_to(report.folder))
    settings = before = files.read_text(file)
    edits = ProgramEdits(texts | {path: before}, program.texts, [], [])
    for item in entries:
        recorded, difference = item.drift.resource, item.difference
        fields = kind_named(recorded.kind).FIELDS
        preceding = tuple(fields)[: list(fields).index(difference.field)]
        field_value = (item.drift.live or {}).get(difference.field)
        edit = FieldEdit(fields[difference.field], difference.path, difference.live, field_value, preceding)
        left = program.apply(recorded.kind, recorded.name, edit)
        if isinstance(left, ConfigEdit):
            try:
                settings = set_value(settings, left.key, left.path, left.value, numeric=left.numeric)
                left = None
            except CannotEdit as reason:
                left = ManualEdit(path, 0, f"{path}: {item.name} {reason}; edit it by hand")
        if left:
            edits.by_hand.append(left)
        else:
            edits.accepted.append(item)
    program.texts[path] = settings
    return edits


# -- verification ---------------------------------------------------------------------------------------------------
def verify(report: "DriftReport", edits: ProgramEdits) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(steps that the preview still plans for the accepted fields, its other steps)"""
    urns = sorted({item.drift.resource.urn for item in edits.accepted})
    targets = [word for urn in urns for word in ("--target", urn)]
    stack = ("--stack", report.stack)
    try:
        command.pulumi("refresh", "--yes", "--skip-preview", *targets, *stack, project=report.folder)
        preview = command.pulumi("preview", "--json", *stack, project=report.folder)
    except AepError as error:
        raise AepError(f"the edits are written to {', '.join(edits.changed)}, but then: {error}") from None
    steps = [step for step in json.loads(preview).get("steps") or [] if step.get("op") not in NO_CHANGE]
    accepted = {(item.drift.resource.urn, item.difference.field) for item in edits.accepted}
    left = [step for step in steps if any((step["urn"], field) in accepted for field in _fields(step))]
    return [_summarize(step) for step in left], [_summarize(step) for step in steps if step not in left]


def _fields(step: dict[str, Any]) -> set[str]:
    """The fields that a step changes, from paths such as `tags.team` and `tags["a.b"]`."""
    return {field for path in step.get("detailedDiff") or step.get("diffReasons") or () if (field := _field(path))}


def _summarize(step: dict[str, Any]) -> dict[str, Any]:
    kind, name = step["urn"].split("::")[-2].rpartition(":")[2], step["urn"].rpartition("::")[2]
    return {
        "resource": f"{kind}/{name}",
        "op": step["op"],
        "fields": sorted(filter(_field, step.get("detailedDiff") or {})),
    }


def _field(path: str) -> str:
    """The field that a path begins with; "" for a hidden one."""
    return "" if path.startswith("__") else re.split(r"[.\[]", path)[0]
