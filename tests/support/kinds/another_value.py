"""For every field of every kind another value than the one it has, made from the field's type or its kind's row."""

from typing import Any

from pulumi_aep.core.field import Field

from tests.support.kinds import by_type
from tests.support.kinds.program import to
from tests.support.kinds.rows import ROWS


def another(kind: str, item: Field, now: Any, *, case: str, merge_policy: str = "") -> Any:
    """A field that this cannot tell one for fails here. `case` makes a text that nothing else has."""
    given = ROWS[kind].other.get(item.name)
    if given is None and item.reference:
        given = to(item.target, ROWS[item.target].second)
    if given is None:
        given = _of_its_type(kind, item, item.default if now is None else now)
    return given.format(kind=kind, case=case, merge_policy=merge_policy) if isinstance(given, str) else given


def _of_its_type(kind: str, item: Field, now: Any) -> Any:
    if by_type.plain(item) is bool:
        return not now
    if choices := by_type.choices(item):
        return next(value for value in choices if value != now)
    found = by_type.of(item).another
    assert found is not None, f"{kind}.{item.name}: give another value for it in its row, or in by_type.py"
    return found
