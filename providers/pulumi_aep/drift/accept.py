"""Taking drift into the program: what is meant, what that edits, and the engine's proof that nothing is left."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import AepError, did_you_mean
from ..stack import command

if TYPE_CHECKING:
    from ..source.manual import Left
    from .report import Found, Report

SETTLED = {"same", "read"}


@dataclass(frozen=True)
class Edits:
    """Computed, not written: path to text before and after, what went in, what has to be done by hand."""

    before: dict[str, str]
    after: dict[str, str]
    accepted: "list[Found]"
    by_hand: "list[Left]"

    @property
    def changed(self) -> dict[str, str]:
        return {path: text for path, text in self.after.items() if text != self.before.get(path)}


def chosen(report: "Report", names: Sequence[str]) -> "list[Found]":
    if not names:
        return [item for item in report.found if item.counts(report.today)]
    found: list[Found] = []
    for name in names:
        found += [item for item in _called(report, name) if item not in found]
    return found


def _called(report: "Report", name: str) -> "list[Found]":
    found = [item for item in report.found if any(_within(full, name) for full in _names(item))]
    if not found:
        gone = next((item for item in report.gone if name.split(".", maxsplit=1)[0] in (item.label, item.name)), None)
        if gone:
            raise AepError(f"{gone.label} is gone from the Platform; take its declaration out of the program by hand")
        known = [item.name for item in report.found]
        raise AepError(f'nothing called "{name}" has drifted; {did_you_mean(name, known)}')
    labels = sorted({item.label for item in found})
    if len(labels) > 1:
        raise AepError(f'"{name}" is {" and ".join(labels)}; name one of them')
    return found


def _names(item: "Found") -> tuple[str, str]:
    return item.name, item.name.partition("/")[2]


def _within(full: str, name: str) -> bool:
    return full == name or full.startswith(f"{name}.")


# -- edits ----------------------------------------------------------------------------------------------------------
def edited(report: "Report", chosen: "Sequence[Found]") -> Edits:
    from ..core.registry import kind_named
    from ..source import files, stack_file
    from ..source.edit import Setting
    from ..source.manual import Left
    from ..source.program import Program
    from ..source.render_value import Wish

    texts = files.read(report.folder)
    program = Program(dict(texts), report.project, {item.label: item.id for item in report.state.resources})
    file = stack_file.place(report.folder, report.stack)
    path = str(file.relative_to(report.folder))
    settings = before = files.text(file) if file.exists() else ""
    edits = Edits(texts | {path: before}, program.texts, [], [])
    for item in chosen:
        recorded, differs = item.drift.resource, item.difference
        fields = kind_named(recorded.kind).FIELDS
        earlier = tuple(fields)[: list(fields).index(differs.field)]
        whole = (item.drift.live or {}).get(differs.field)
        wish = Wish(fields[differs.field], differs.path, differs.live, whole, earlier)
        done = program.put(recorded.kind, recorded.name, wish)
        if isinstance(done, Setting):
            put = stack_file.tried(settings, done)
            settings = put if isinstance(put, str) else settings
            left = None if isinstance(put, str) else Left(path, 0, f"{path}: {item.name} {put}; edit it by hand")
        else:
            left = done
        if left:
            edits.by_hand.append(left)
        else:
            edits.accepted.append(item)
    program.texts[path] = settings
    return edits


# -- proof ----------------------------------------------------------------------------------------------------------
def proved(report: "Report", edits: Edits) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What a preview still wants to do to the fields that were accepted, and what else it wants."""
    urns = sorted({item.drift.resource.urn for item in edits.accepted})
    targets = [word for urn in urns for word in ("--target", urn)]
    where = ("--stack", report.stack)
    try:
        command.pulumi("refresh", "--yes", "--skip-preview", *targets, *where, project=report.folder)
        told = command.pulumi("preview", "--json", *where, project=report.folder)
    except AepError as error:
        raise AepError(f"the edits are written to {', '.join(edits.changed)}, but then: {error}") from None
    steps = [step for step in json.loads(told).get("steps") or [] if step.get("op") not in SETTLED]
    accepted = {(item.drift.resource.urn, item.difference.field) for item in edits.accepted}
    left = [step for step in steps if any((step["urn"], field) in accepted for field in _fields(step))]
    return [_step(step) for step in left], [_step(step) for step in steps if step not in left]


def _fields(step: dict[str, Any]) -> set[str]:
    """Field names of a step, out of paths such as `tags.team` and `tags["a.b"]`."""
    return {re.split(r"[.\[]", path)[0] for path in step.get("detailedDiff") or step.get("diffReasons") or ()}


def _step(step: dict[str, Any]) -> dict[str, Any]:
    kind, name = step["urn"].split("::")[-2].rpartition(":")[2], step["urn"].rpartition("::")[2]
    return {"resource": f"{kind}/{name}", "op": step["op"], "fields": sorted(step.get("detailedDiff") or {})}
