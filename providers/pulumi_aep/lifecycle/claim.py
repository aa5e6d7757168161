"""Decides by the mark that an asset carries now whether it belongs to this resource, and if not, what to report."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Fields, Live
from ..core.owner_mark import OwnerMark
from ..core.registry import TYPE, kind_named
from ..errors import AepError

MARKED = "__marked"  # recorded where the mark is not the resource's own: taken over, or one that can't be rewritten


class Whose(Enum):
    """To whom an asset in state belongs."""

    OURS = "this resource's, or nobody's"
    COPY = "another state's, of which this one is a copy so far"
    SHARED = "by a mark of the first release another resource's as well, which has it recorded too"
    OTHERS = "somebody else's by now"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A resource's claim on an asset: its own mark, and what state recorded of the asset's mark."""

    mark: OwnerMark  # the resource's own
    was: OwnerMark | None = None  # recorded when it was last written
    here: Callable[[OwnerMark], bool] = lambda _mark: True  # whether a mark names this backend
    shared: Callable[[str, str], bool] = lambda _kind, _id: False  # whether another resource has it recorded too
    seen: OwnerMark | None = None  # what the asset carried then, if another than `was`

    def whose(self, kind: type[Kind], live: Live) -> Whose:
        found = OwnerMark.parse(kind.owner(live))
        before = self.seen or self.was
        if found is None or (found.state and self.mark.same_resource(found)):
            return Whose.OURS
        if not found.state and self._named(found):
            return Whose.SHARED if self.shared(kind.__name__, live.id) else Whose.OURS
        if before is None or before.state != found.state or not before.same_resource(found):
            return Whose.OTHERS
        ours = self.was is None or self.was.state == self.mark.state or self.here(self.was)
        return Whose.OURS if ours else Whose.COPY

    def _named(self, found: OwnerMark) -> bool:
        """Whether a mark of the first release may stand for this resource."""
        return any(mark and mark.same_resource(found) for mark in (self.mark, self.was, self.seen))

    def check_update(self, kind: type[Kind], live: Live) -> None:
        """AepError if somebody else has taken the asset over. A copy of a state takes it over, as the preview said."""
        if self.whose(kind, live) is not Whose.OTHERS or (self.was and not self.was.state and not _state(kind, live)):
            return
        raise AepError(
            f"{live.id} belongs to {_owner(kind, live, self.mark)} now and is left as it is; to have one of its own, "
            "take it out of this state (pulumi state delete) and run pulumi up again"
        )

    def check_delete(self, kind: type[Kind], api: Api, id: str, recorded: Fields) -> str:
        """Why the asset must not be deleted, as a sentence; "" if it may be. AepError if that can't be decided yet.

        The asset itself is read: a cached list would be older than this process's own deletes.
        """
        live = None if recorded.get("existing") or kind.undeletable else kind.fetch(api, id, recorded)
        whose = self.whose(kind, live) if live else Whose.OURS
        if live and whose is Whose.OURS and kind.mark_stays and kind.part_of:
            return self._with_its_whole(kind, api, live, recorded)
        if live is None or whose is Whose.OURS:
            return ""
        if whose is Whose.COPY:
            raise AepError(
                f"{id} belongs to {_owner(kind, live, self.mark)}, of which this state is a copy; run pulumi up, "
                "which takes over what it records, and then delete it"
            )
        if whose is Whose.SHARED:
            return f"{id} stays: another resource of this stack has it recorded as its own"
        return f"{id} stays: it belongs to {_owner(kind, live, self.mark)} now"

    def _with_its_whole(self, kind: type[Kind], api: Api, live: Live, recorded: Fields) -> str:
        """The same for a mark that can't be rewritten, which still names this state if another took its parent over."""
        above = kind_named(kind.FIELDS[kind.part_of].target)
        id = str(recorded.get(kind.part_of) or "")
        whole = above.fetch(api, id, {}) if id else None
        found = OwnerMark.parse(above.owner(whole)) if whole else None
        if whole is None or found is None or found.stack != self.mark.stack:
            return ""
        if found.state in ("", self.mark.state, _state(kind, live)) or self.here(found):
            return ""
        return f"{live.id} stays: {above.noun()} {whole.id} belongs to {_owner(above, whole, self.mark)} now"


def _state(kind: type[Kind], live: Live) -> str:
    mark = OwnerMark.parse(kind.owner(live))
    return mark.state if mark else ""


def _owner(kind: type[Kind], live: Live, mine: OwnerMark) -> str:
    found = OwnerMark.parse(kind.owner(live))
    if found is None:
        return "nobody"
    return found.label + (f" in another state ({found.state})" if found.state != mine.state else "")


def name_taken(kind: type[Kind], stranger: Live, mark: OwnerMark) -> str:
    """`belongs to …; …`: who owns a name that is already taken, and what to do; "" if the asset has no mark."""
    found = OwnerMark.parse(kind.owner(stranger))
    if found is None:
        return ""
    if found.stack != mark.stack:
        return f"belongs to {found.label}; choose another name, or take it over with: aep adopt --include-owned"
    if found.state == mark.state:
        return f"is this stack's own, as {found.label}; {_alias(kind, found, mark)}"
    whose = f"in another state ({found.state})" if found.state else "in a state that its mark does not tell"
    return (
        f"belongs to {found.label} {whose}; use the backend that holds that state (pulumi login, or "
        "PULUMI_BACKEND_URL), or, if that state is lost and nobody else's, take it over with: aep adopt --lost-state"
    )


def _alias(kind: type[Kind], found: OwnerMark, mark: OwnerMark) -> str:
    """Advice for a resource that was renamed, or moved to another component: the alias to write."""
    before, now = (item.resource.rpartition("::")[0] for item in (found, mark))
    project, _, stack = found.stack.partition("/")
    if before == now:
        alias = f'pulumi.Alias(name="{found.name}")'
    elif not before:
        alias = f'pulumi.Alias(name="{found.name}", parent=pulumi.ROOT_STACK_RESOURCE)'
    else:
        alias = f'"urn:pulumi:{stack}::{project}::{before}${TYPE}{kind.__name__}::{found.name}"'
    return (
        f"if it was renamed or moved in the program, write opts=pulumi.ResourceOptions(aliases=[{alias}]); "
        "if it is another one, choose another name"
    )
