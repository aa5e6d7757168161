"""What else happens when an asset changes, as phrases for its row in the preview: `then trains luma`.

The program knows which resources refer to it (resource.py passes that on); the provider process has seen how many
rows the batches hold. None of this is recorded.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ..core.field import REPLACING, Change
from ..core.kind import Kind
from ..core.registry import in_order, kind_named

Follower = Mapping[str, Any]  # {kind, name, data: names of the batches it reads}
_rows: dict[str, int] = {}  # batch by name: rows the Platform took


def note(kind: type[Kind], name: str, recorded: Mapping[str, Any], *, anew: bool = False) -> None:
    """Remember how many rows an asset holds, for the previews of what reads them; a replaced one holds other rows."""
    if kind.holds_rows and recorded.get("rows") and not anew:
        _rows[name] = int(recorded["rows"])
    elif kind.holds_rows:
        _rows.pop(name, None)


def then(change: Change, followers: Sequence[Follower]) -> str:
    """`then scores 23,055 events, replaces service luma-propensity`; "" where nothing follows."""
    if change not in REPLACING:
        return ""
    phrases = []
    for name in in_order(item["kind"] for item in followers):
        kind, mine = kind_named(name), [item for item in followers if item["kind"] == name]
        if kind.when_moved:
            phrases.append(_phrase(kind, mine))
    return f"then {', '.join(phrases)}" if phrases else ""


def _phrase(kind: type[Kind], mine: Sequence[Follower]) -> str:
    names = sorted(str(item["name"]) for item in mine)
    batches = {name for item in mine for name in item["data"]}
    known = batches and batches <= _rows.keys()
    events = f" {sum(_rows[name] for name in batches):,} events" if known else " again"
    text = kind.when_moved.format(names=" and ".join(names), events=events, s="s" if len(names) > 1 else "")
    return " ".join(text.split())
