"""What a run reads: rows that the program no longer declares are deleted from its dataset before it begins.

Pulumi deletes at the end of an `up`, after the runs. So rows that are replaced are deleted once the new ones are in,
and rows that left the program right before the first run that would read them; Pulumi's own delete then finds nothing.
Rows that aren't this stack's stay and are read; the run's row names them.
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
    """The stack's own rows: `declared` holds ids, `later` the names of those that the program declares further down.

    `recorded` returns, by kind and id, everything in state that Pulumi may delete; `leave` deletes one.
    """

    mark: OwnerMark
    declared: frozenset[str]
    later: frozenset[str]
    recorded: Callable[[], Mapping[tuple[str, str], Leaving]]
    leave: Callable[[type[Kind], str, Leaving], None]

    def begin(self, kind: type[Kind], api: Api, fields: Fields) -> str:
        """Prepare the dataset for a run of that kind; returns a phrase for rows of others in it, or ""."""
        dataset = kind.rows_of(api, fields)
        others: list[tuple[type[Kind], Live]] = []
        for holder in holders() if dataset else []:
            there = holder.rows_in(api, dataset)
            self._check(kind, holder, api, fields, {live.id for live in there})
            unknown = [live for live in there if live.id not in self.declared]
            others += [(holder, live) for live in unknown if not self._ours(holder, live)]
        return _foreign(others)

    def supersede(self, kind: type[Kind], api: Api, id: str, fields: Fields) -> None:
        """Delete the rows of the same resource that `id` has replaced in its dataset."""
        for live in kind.rows_in(api, str(fields[kind.part_of])):
            if live.id != id and self.mark.of_same(kind.owner(live)):
                self._ours(kind, live)

    def _ours(self, holder: type[Kind], live: Live) -> bool:
        """Whether state records it. If so, it is deleted now, unless the program declares it further down."""
        if not self.mark.of_same_stack(holder.owner(live)):
            return False
        found = self.recorded().get((holder.__name__, live.id))
        if found and found.name not in self.later:
            self.leave(holder, live.id, found)
        return found is not None

    def _check(self, kind: type[Kind], holder: type[Kind], api: Api, fields: Fields, there: set[str]) -> None:
        """AepError unless all rows that the run is told to read are in its dataset."""
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
