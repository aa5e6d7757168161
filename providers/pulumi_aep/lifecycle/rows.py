"""What a run reads: before it begins, rows that the program no longer declares are gone from its dataset.

Pulumi deletes at the end of an `up`, after the runs. So rows that new ones replace go once those are in, and rows that
left the program go right before the first run that would read them; Pulumi's own delete then finds nothing. Rows that
are not this stack's stay, are read, and are named.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Fields, Live
from ..core.ownership import OwnerMark
from ..core.registry import kind_named, kind_names
from ..errors import AepError


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """A resource of the state that nothing declares any more, as it was recorded."""

    name: str
    fields: Fields


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What is known of the stack's own: `declared` are ids, `later` names of what the program declares further down.

    `recorded` asks the state, by kind and id, for all that Pulumi may delete; `leave` takes one away.
    """

    mark: OwnerMark
    declared: frozenset[str]
    later: frozenset[str]
    recorded: Callable[[], Mapping[tuple[str, str], Leaving]]
    leave: Callable[[type[Kind], str, Leaving], None]

    def begin(self, kind: type[Kind], api: Api, fields: Fields) -> str:
        """Make ready what a run of that kind reads; what else is in there, in words, or "" if nothing is."""
        dataset = kind.rows_of(api, fields)
        others: list[tuple[type[Kind], Live]] = []
        for holder in holders() if dataset else []:
            there = holder.rows_in(api, dataset)
            self._check(kind, holder, api, fields, {live.id for live in there})
            unknown = [live for live in there if live.id not in self.declared]
            others += [(holder, live) for live in unknown if not self._ours(holder, live)]
        return _foreign(others)

    def supersede(self, kind: type[Kind], api: Api, id: str, fields: Fields) -> None:
        """The rows of the same resource that were in the same place before `id`."""
        for live in kind.rows_in(api, str(fields[kind.part_of])):
            if live.id != id and self.mark.of_same(kind.owner(live)):
                self._ours(kind, live)

    def _ours(self, holder: type[Kind], live: Live) -> bool:
        """Whether the state holds it. Then it is gone now, unless it is declared further down."""
        if not self.mark.of_same_stack(holder.owner(live)):
            return False
        found = self.recorded().get((holder.__name__, live.id))
        if found and found.name not in self.later:
            self.leave(holder, live.id, found)
        return found is not None

    def _check(self, kind: type[Kind], holder: type[Kind], api: Api, fields: Fields, there: set[str]) -> None:
        """What it is told to read must be in."""
        named = [item for item in kind.declared_fields() if item.reads_rows and item.target == holder.__name__]
        for id in (id for item in named for id in fields.get(item.name) or []):
            if id not in there and holder.fetch(api, id, {}) is None:
                raise AepError(
                    f"{holder.noun()} {id}, which it reads, is gone from the Platform; run pulumi up --refresh, which "
                    "sends it again"
                )


def holders() -> list[type[Kind]]:
    """The kinds that bring rows."""
    return [kind for kind in map(kind_named, kind_names()) if kind.holds_rows]


def _foreign(others: list[tuple[type[Kind], Live]]) -> str:
    """`reads what is declared and 2 batches by others, 1,204 rows`"""
    if not others:
        return ""
    holder, count = others[0][0], len(others)
    rows = sum(kind.row_count(live) for kind, live in others)
    nouns = f"{count} {holder.noun()}{'es' if count > 1 else ''}"
    return f"reads what is declared and {nouns} by others, {rows:,} row{'' if rows == 1 else 's'}"
