"""What has drifted in a stack: its recorded state, looked at through the Platform's lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import AepError
from ..platform.parallel import parallel
from ..stack import command, configuration

if TYPE_CHECKING:
    from ..platform.client import SandboxApi
    from ..stack.state import Recorded, State
    from .difference import Difference, Drift, Orphan
    from .ignore import Ignored


@dataclass(frozen=True)
class Found:
    """One difference of one resource, and whether it is ignored."""

    drift: "Drift"
    difference: "Difference"
    ignored: "Ignored | None"

    @property
    def label(self) -> str:
        return self.drift.resource.label

    @property
    def name(self) -> str:
        """As commands take it: `Dataset/luma-web.description`."""
        return f"{self.label}.{self.difference.place}"

    def counts(self, today: date) -> bool:
        return self.ignored is None or self.ignored.over(today)


@dataclass(frozen=True)
class Report:
    """All that one look found."""

    folder: Path
    stack: str
    project: str
    state: "State"
    found: tuple[Found, ...]
    gone: "tuple[Recorded, ...]"
    unseen: tuple[str, ...]
    orphans: "tuple[Orphan, ...]"
    today: date

    @property
    def counted(self) -> int:
        return sum(item.counts(self.today) for item in self.found) + len(self.gone) + len(self.orphans)


def look(stack: str | None, *, strangers: bool = True) -> Report:
    """Reads state and Platform; writes to neither."""
    from ..source import stack_file
    from ..stack.state import state

    folder = configuration.required_project()
    stack = stack or command.selected(folder)
    recorded = state(exported(folder, stack))
    project = stack_file.name(folder)
    api, org = configuration.platform(stack), configuration.settings(stack).recorded_org
    entries = list(_ignored(stack_file.place(folder, stack)))
    drifts = parallel(lambda item: _one(api, item, org), recorded.resources)
    return Report(
        folder,
        stack,
        project,
        recorded,
        tuple(_found(drifts, entries)),
        tuple(item.resource for item in drifts if item.gone),
        tuple(f"{item.resource.label}.{name}" for item in drifts for name in item.unseen),
        tuple(_orphans(api, recorded, f"{project}/{stack.rpartition('/')[2]}/")) if strangers else (),
        datetime.now(UTC).date(),
    )


def exported(folder: Path, stack: str) -> str:
    return command.pulumi("stack", "export", "--show-secrets=false", "--stack", stack, project=folder)


def _one(api: "SandboxApi", recorded: "Recorded", org: str) -> "Drift":
    from ..core.registry import kind_named
    from . import difference as drift

    there = recorded.fields.get("org", org)
    if there != org:
        raise AepError(
            f"{recorded.label} is recorded in organisation {there}, but the settings are for {org}; "
            "set aep:endpoint and aep:org to where it is"
        )
    try:
        return drift.look(kind_named(recorded.kind), _at(api, str(recorded.fields.get("sandbox", ""))), recorded)
    except AepError as error:
        raise AepError(f"{recorded.label}: {error}") from None


def _at(api: "SandboxApi", sandbox: str) -> "SandboxApi":
    from ..platform.client import SandboxApi

    return SandboxApi(api.client, sandbox, looking=True)


def _found(drifts: "list[Drift]", entries: "list[Ignored]") -> Iterator[Found]:
    from .ignore import covering

    for item in drifts:
        for difference in item.differences:
            yield Found(item, difference, covering(entries, item.resource.label, difference.place))


def _ignored(file: Path) -> "Iterator[Ignored]":
    from ..source import stack_file
    from .ignore import entry

    if file.exists():
        yield from map(entry, stack_file.ignored(file.read_text(encoding="utf-8")))


def _orphans(api: "SandboxApi", recorded: "State", stamped: str) -> "list[Orphan]":
    """In every sandbox that the stack has something in, or is set to."""
    from ..core.registry import kinds
    from . import difference as drift

    ids = {(item.kind, item.id) for item in recorded.resources} | recorded.going
    sandboxes = {str(item.fields["sandbox"]) for item in recorded.resources if item.fields.get("sandbox")}
    places: list[tuple[Any, str]] = [
        (kind, sandbox) for kind in kinds() for sandbox in sorted({api.sandbox, *sandboxes} if kind.sandboxed else {""})
    ]

    def among(place: tuple[Any, str]) -> list[Any]:
        kind, there = place[0], _at(api, place[1])
        mine = {id for name, id in ids if name == kind.__name__}
        return [(kind, there, live, stamped) for live in drift.strangers(kind, there, mine)]

    strangers = [one for some in parallel(among, places) for one in some]
    return [found for found in parallel(lambda one: drift.orphan(*one), strangers) if found]
