"""The drift of a whole stack: its recorded state against the live assets, read through the Platform's lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import AepError
from ..platform.parallel import parallel
from ..stack import command, configuration
from ..stack.project import project_name, require_project, stack_file

if TYPE_CHECKING:
    from ..core.kind import Kind
    from ..core.live import Live
    from ..platform.client import SandboxApi
    from ..stack.state import State, StateResource
    from .difference import AssetDrift, Difference, Orphan
    from .ignore import IgnoreRule


@dataclass(frozen=True)
class DriftEntry:
    """One difference of one resource, with the rule that ignores it if there is one."""

    drift: "AssetDrift"
    difference: "Difference"
    ignored: "IgnoreRule | None"

    @property
    def label(self) -> str:
        return self.drift.resource.label

    @property
    def name(self) -> str:
        """The name that commands take: `Dataset/luma-web.description`."""
        return f"{self.label}.{self.difference.full_path}"

    def counts(self, today: date) -> bool:
        return self.ignored is None or self.ignored.expired(today)


@dataclass(frozen=True)
class DriftReport:
    folder: Path
    stack: str
    project: str
    state: "State"
    entries: tuple[DriftEntry, ...]
    gone: "tuple[StateResource, ...]"
    unseen: tuple[str, ...]
    orphans: "tuple[Orphan, ...]"
    today: date

    @property
    def drift_count(self) -> int:
        return sum(item.counts(self.today) for item in self.entries) + len(self.gone) + len(self.orphans)


def report_drift(stack: str | None, *, orphans: bool = True) -> DriftReport:
    """The stack's drift; state and Platform are only read."""
    from ..stack.state import parse_state

    folder = require_project()
    stack = stack or command.selected_stack(folder)
    state = parse_state(command.export_state(stack, project=folder))
    project = project_name(folder)
    api, org = configuration.connect(stack), configuration.load_settings(stack).recorded_org
    rules = list(_ignore_rules(stack_file(folder, stack)))
    drifts = parallel(lambda item: _check(api, item, org), state.resources)
    return DriftReport(
        folder,
        stack,
        project,
        state,
        tuple(_entries(drifts, rules)),
        tuple(item.resource for item in drifts if item.gone),
        tuple(f"{item.resource.label}.{name}" for item in drifts for name in item.unseen),
        tuple(_find_orphans(api, state, f"{project}/{stack.rpartition('/')[2]}")) if orphans else (),
        datetime.now(UTC).date(),
    )


def _check(api: "SandboxApi", resource: "StateResource", org: str) -> "AssetDrift":
    from ..core.registry import kind_named
    from .difference import check_asset

    recorded_org = resource.fields.get("org", org)
    if recorded_org != org:
        raise AepError(
            f"{resource.label} is recorded in organisation {recorded_org}, but the settings are for {org}; "
            "set aep:endpoint and aep:org to where it is"
        )
    try:
        sandbox = str(resource.fields.get("sandbox", ""))
        return check_asset(kind_named(resource.kind), _read_only(api, sandbox), resource)
    except AepError as error:
        raise AepError(f"{resource.label}: {error}") from None


def _read_only(api: "SandboxApi", sandbox: str) -> "SandboxApi":
    from ..platform.client import SandboxApi

    return SandboxApi(api.client, sandbox, read_only=True)


def _entries(drifts: "list[AssetDrift]", rules: "list[IgnoreRule]") -> Iterator[DriftEntry]:
    from .ignore import find_rule

    for item in drifts:
        for difference in item.differences:
            yield DriftEntry(item, difference, find_rule(rules, item.resource.label, difference.full_path))


def _ignore_rules(file: Path) -> "Iterator[IgnoreRule]":
    from ..source.files import read_text
    from ..source.stack_file import ignore_entries
    from .ignore import parse_rule

    yield from map(parse_rule, ignore_entries(read_text(file)))


def _find_orphans(api: "SandboxApi", state: "State", label: str) -> "list[Orphan]":
    """Orphans in the sandbox that the stack is set to, and in every one that it has recorded something in."""
    from ..core.registry import kinds
    from ..stack.backend import holder_of
    from .difference import as_orphan, unrecorded_assets

    holder = holder_of(label)

    ids = {(item.kind, item.id) for item in state.resources} | state.pending_deletes
    sandboxes = {str(item.fields["sandbox"]) for item in state.resources if item.fields.get("sandbox")}
    places = [
        (kind, _read_only(api, sandbox))
        for kind in kinds()
        for sandbox in sorted({api.sandbox, *sandboxes} if kind.sandboxed else {""})
    ]

    def unrecorded(place: "tuple[type[Kind], SandboxApi]") -> "list[tuple[type[Kind], SandboxApi, Live]]":
        kind, sandbox = place
        recorded = {id for name, id in ids if name == kind.__name__}
        return [(kind, sandbox, asset) for asset in unrecorded_assets(kind, sandbox, recorded)]

    assets = [found for some in parallel(unrecorded, places) for found in some]
    return [found for found in parallel(lambda asset: as_orphan(*asset, holder), assets) if found]
