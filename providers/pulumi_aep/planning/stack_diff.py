"""Compares two stacks of one program by their states: what differs, and which setting explains it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.field import Field
from ..core.kind import Kind
from ..core.live import Fields
from ..core.values import scalar_text
from ..lifecycle.diff import differing_leaves
from ..stack.state import State, StateResource, contains_secret

ITSELF = "the sandbox itself"  # what explains a difference between two sandboxes
DATA = "content"  # of a batch: that data differ is told beside their rows


@dataclass(frozen=True)
class StackSnapshot:
    """A stack: its recorded resources and its configuration, without secrets."""

    name: str
    state: State
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class StackDifference:
    """One value that differs. `setting`: the configuration key that differs in the same way; "" if there is none."""

    resource: str
    field: str
    path: tuple[str, ...]
    values: tuple[Any, Any]
    setting: str = ""

    @property
    def place(self) -> str:
        return ".".join((self.field, *self.path))


@dataclass(frozen=True)
class FigurePair:
    """One figure of one resource in both, None where there is none. Of rows: whether their content is the same."""

    resource: str
    name: str
    values: tuple[Any, Any]


@dataclass(frozen=True)
class Comparison:
    differences: tuple[StackDifference, ...]
    only: tuple[tuple[str, ...], tuple[str, ...]]
    metrics: tuple[FigurePair, ...]
    data: tuple[FigurePair, ...]
    unseen: tuple[str, ...]

    @property
    def unexpected(self) -> tuple[StackDifference, ...]:
        return tuple(item for item in self.differences if not item.setting)


def compare(one: StackSnapshot, other: StackSnapshot, kinds: Mapping[str, type[Kind]]) -> Comparison:
    """By logical name. An id becomes the name of what has it, so that only what is meant by it is compared."""
    first, second = one.state.by_label(), other.state.by_label()
    both = [label for label in first if label in second]
    names = (_labels(one.state), _labels(other.state))
    settings = list(_settings(one, other))
    found, unseen = [], []
    for label in both:
        kind, pair = kinds[first[label].kind], (first[label], second[label])
        for item in _compared(kind):
            values = (pair[0].fields.get(item.name), pair[1].fields.get(item.name))
            if contains_secret(values[0]) or contains_secret(values[1]):
                unseen.append(f"{label}.{item.name}")
                continue
            named = (_named(values[0], names[0]), _named(values[1], names[1]))
            for path, *leaf in _leaves(item, *named):
                setting = _explained(leaf[0], leaf[1], settings) if kind.sandboxed else ITSELF
                found.append(StackDifference(label, item.name, path, (leaf[0], leaf[1]), setting))
    return Comparison(
        tuple(found),
        (_without(first, second), _without(second, first)),
        tuple(_metrics(both, first, second)),
        tuple(_rows(both, first, second)),
        tuple(unseen),
    )


def _without(have: Mapping[str, StateResource], lack: Mapping[str, StateResource]) -> tuple[str, ...]:
    return tuple(label for label in have if label not in lack)


def _compared(kind: type[Kind]) -> list[Field]:
    """The fields to compare; those passed along with a reference are compared where they are declared."""
    return [item for item in kind.declared_fields() if not item.carried and item.name != DATA]


def _labels(state: State) -> dict[str, str]:
    return {item.id: item.label for item in state.resources if item.id}


def _named(value: Any, labels: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return labels.get(value, value)
    if isinstance(value, Mapping):
        return {key: _named(item, labels) for key, item in value.items()}
    if isinstance(value, list):
        return [_named(item, labels) for item in value]
    return value


def _leaves(item: Field, one: Any, other: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Unordered lists are sorted again, since ids have been replaced by names."""
    default = list(item.default) if isinstance(item.default, tuple) else item.default
    one, other = (default if value is None and not item.required else value for value in (one, other))
    if item.unordered and isinstance(one, list) and isinstance(other, list):
        one, other = sorted(one, key=repr), sorted(other, key=repr)
    yield from differing_leaves(one, other)


# -- what explains a difference -------------------------------------------------------------------------------------
Setting = tuple[str, Any, Any]  # name, value in the one, value in the other


def _settings(one: StackSnapshot, other: StackSnapshot) -> Iterator[Setting]:
    """Those that both have and that differ, and each of their parts that does; and the stack's own name."""
    yield "the stack's name", one.name.rpartition("/")[2], other.name.rpartition("/")[2]
    for key in one.settings:
        if key in other.settings:
            yield from _parts(key, one.settings[key], other.settings[key])


def _parts(name: str, one: Any, other: Any) -> Iterator[Setting]:
    if one == other:
        return
    yield name, one, other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in {**one, **other}:
            yield from _parts(f"{name}.{key}", one.get(key), other.get(key))


def _explained(one: Any, other: Any, settings: list[Setting]) -> str:
    """The setting that explains the difference: its values equal these two, or occur in them as whole words."""
    for name, mine, theirs in settings:
        if _text(mine) == _text(one) and _text(theirs) == _text(other):
            return name
    if isinstance(one, str) and isinstance(other, str):
        for name, mine, theirs in settings:
            if _is_word(mine) and _is_word(theirs) and _within(one, str(mine), str(theirs)) == other:
                return name
    return ""


def _text(value: Any) -> Any:
    """Numbers and text as one (parameters are text on the Platform), and spaces aside."""
    if isinstance(value, Mapping):
        return {key: _text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_text(item) for item in value]
    return "".join(scalar_text(value).split()) if isinstance(value, str | int | float) else value


def _is_word(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and bool(str(value))


def _within(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text)


# -- side by side ---------------------------------------------------------------------------------------------------
def _metrics(
    both: list[str], first: Mapping[str, StateResource], second: Mapping[str, StateResource]
) -> Iterator[FigurePair]:
    for label in both:
        pair = [resource.fields.get("metrics") or {} for resource in (first[label], second[label])]
        for name in [*pair[0], *(name for name in pair[1] if name not in pair[0])]:
            yield FigurePair(label, name, (pair[0].get(name), pair[1].get(name)))


def _rows(
    both: list[str], first: Mapping[str, StateResource], second: Mapping[str, StateResource]
) -> Iterator[FigurePair]:
    """The number of rows, for batches and scores."""
    for label in both:
        pair: tuple[Fields, Fields] = (first[label].fields, second[label].fields)
        if "rows" in pair[0] or "rows" in pair[1]:
            known = DATA in pair[0] and DATA in pair[1]
            alike = ("same" if pair[0][DATA] == pair[1][DATA] else "other") if known else ""
            yield FigurePair(label, alike, (pair[0].get("rows"), pair[1].get("rows")))
