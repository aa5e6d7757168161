"""What a change to each field does, out of the fields themselves: `python -m docs.consequences` writes the page anew.

A page that somebody wrote would be wrong after the next field; a test compares this one with what the fields say,
and another with what the Platform's journal shows of an `up`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pulumi_aep.core.field import Change, Field
from pulumi_aep.core.kind import Kind
from pulumi_aep.core.registry import kind_named, kind_names
from pulumi_aep.lifecycle.diff import consequence

PAGE = Path(__file__).with_suffix(".md")
HEAD = """\
# What a change to each field does

Made from the fields of the kinds by `python -m docs.consequences`. `tests/engine/test_consequences.py` holds it to
what an `up` really does.

- **metadata**: names, texts, tags; nothing runs. **rejudge**: recorded metrics meet the new gate; nothing runs.
  **reschedule**: when things run from now on. **rescore**: a new scoring run. **retrain**: a new training run.
  **recreate**: a new asset; what the old one held is lost.
- *in place* updates the asset that is there; *new asset* makes another one and removes the old one.
- What stands under *then* follows in the same `up`, in resources of the program that refer to this one. A reference
  that is given as a bare id tells nothing, and nothing follows.
- *more* and *less*: a field, a field group, the union is added, or taken away. Another type takes a field away, too.
- *carried* comes along with a reference, *derived* is computed from files; neither is declared.

A change of the stack's sandbox or organisation recreates everything.
"""


class Effect(NamedTuple):
    """What happens to a resource of that kind."""

    kind: str
    change: Change
    replaced: bool


def target(kind: type[Kind], item: Field) -> str:
    """The kind that a reference field refers to."""
    found: Any = get_args(kind.__annotations__[item.name])[0]
    return str(found.__name__)


def replaces(item: Field) -> bool:
    """Whether it takes a new asset; where that depends on the values: when what was there is taken away."""
    old, new = (True, False) if item.type is bool else ("old", "new")
    return item.replaces_for([old] if item.unordered else old, [new] if item.unordered else new)


def follows(kind: str, name: str) -> list[Effect]:
    """What a change of that field leads to in other kinds, in the order of the kinds; each with its gravest effect."""
    found: dict[str, Effect] = {}
    item = kind_named(kind).FIELDS[name]
    _spread(kind, item, found, moved=replaces(item) and not callable(item.replaces))
    return [found[other] for other in kind_names() if other in found and other != kind]


def follows_replacement(kind: str) -> list[Effect]:
    """What follows when an asset of that kind is made anew, whatever the reason."""
    found: dict[str, Effect] = {}
    _move(kind, found)
    return [found[other] for other in kind_names() if other in found and other != kind]


def _spread(kind: str, item: Field, found: dict[str, Effect], *, moved: bool) -> None:
    for other, field in _carrying(kind, item.name):
        _hit(other, field, found)
    for field in kind_named(kind).FIELDS.values():
        if item.name in (field.of or ()):
            _hit(kind, field, found)
    if moved:
        _move(kind, found)


def _move(kind: str, found: dict[str, Effect]) -> None:
    for other in kind_names():
        for field in kind_named(other).FIELDS.values():
            if field.reference and target(kind_named(other), field) == kind:
                _hit(other, field, found)


def _hit(kind: str, field: Field, found: dict[str, Effect]) -> None:
    moved = replaces(field)
    effect = Effect(kind, consequence(field, replaces=moved), moved)
    before = found.get(kind)
    found[kind] = effect if before is None else max(before, effect, key=lambda one: list(Change).index(one.change))
    if before is None or (effect.replaced and not before.replaced) or field.carried:
        _spread(kind, field, found, moved=effect.replaced)


def _carrying(kind: str, attribute: str) -> Iterator[tuple[str, Field]]:
    for other in kind_names():
        fields = kind_named(other).FIELDS
        for field in fields.values():
            by, wanted = field.carried or ("", "")
            if wanted == attribute and target(kind_named(other), fields[by]) == kind:
                yield other, field


def rows(kind: str) -> Iterator[str]:
    for item in kind_named(kind).declared_fields():
        label = f"`{item.name}`" + (" (carried)" if item.carried else "" if item.of is None else " (derived)")
        after = _words(follows(kind, item.name))
        if callable(item.replaces):
            yield f"| {label}: more | {item.change} | in place | {after} |"
            yield f"| {label}: less | {Change.RECREATE} | new asset | {_words(follows_replacement(kind))} |"
        else:
            place = "new asset" if replaces(item) else "in place"
            yield f"| {label} | {item.change} | {place} | {after} |"


def _words(effects: list[Effect]) -> str:
    return ", ".join(f"{one.kind} {one.change}" for one in effects) or "–"


def page() -> str:
    parts = [HEAD]
    for kind in kind_names():
        parts += [f"\n## {kind}\n\n| field | class | | then |\n|---|---|---|---|\n" + "\n".join(rows(kind)) + "\n"]
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page())
