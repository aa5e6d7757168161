"""From what was declared to canonical values, or to everything that is wrong with it at once. No network."""

import difflib
from collections.abc import Iterator
from dataclasses import replace

from .field import UNKNOWN, Field, unknown
from .kind import Kind
from .live import Fields
from .problem import InvalidDeclaration, Problem
from .validation import validated
from .values import printable, quoted


def check(kind: type[Kind], news: Fields) -> tuple[Fields, list[Problem]]:
    """Canonical values (defaults filled in, unset fields absent) and problems. Unknown values pass unseen."""
    given = {name: value for name, value in news.items() if value is not None}
    later = {name: UNKNOWN for name, value in given.items() if name in kind.FIELDS and unknown(value)}
    problems = list(_unheard_of(kind, given))
    given = {name: value for name, value in given.items() if name in kind.FIELDS and not kind.FIELDS[name].output}
    for item in kind.declared_fields():
        if item.name not in given and not item.required and item.default is not None:
            given[item.name] = item.default
    problems += [problem for item in kind.declared_fields() for problem in _absent(item, given)]
    known = {name: value for name, value in given.items() if name not in later}
    valid, wrong = validated(kind, known)
    problems += wrong
    for item in kind.declared_fields():
        if item.unordered and isinstance(valid.get(item.name), list):
            valid[item.name] = sorted(valid[item.name], key=repr)
    named = {problem.field for problem in problems}
    fields = {**valid, **later}
    seen = {**fields, **dict.fromkeys(named & given.keys(), UNKNOWN)}  # what is wrong by itself is not wrong twice
    problems += [problem for problem in kind.problems(seen) if problem.field not in named]
    if not problems:
        try:
            fields |= {name: value for name, value in kind.derive(fields).items() if value is not None}
        except InvalidDeclaration as invalid:
            problems += invalid.problems
    return fields, [replace(problem, message=printable(problem.message)) for problem in problems]


def _absent(item: Field, given: Fields) -> Iterator[Problem]:
    """A name that is blank is none: no API takes one."""
    if item.required and item.name not in given:
        yield Problem(item.name, "is required, and missing")
    value = given.get(item.name)
    values = value if isinstance(value, list | tuple) else [value]
    if (item.required or item.reference) and any(isinstance(one, str) and not one.strip() for one in values):
        yield Problem(item.name, "is empty; give it a value" if item.required else "is empty; leave it out instead")


def _unheard_of(kind: type[Kind], given: Fields) -> Iterator[Problem]:
    declared = [item.name for item in kind.declared_fields()]
    names = sorted(item.name for item in kind.declared_fields() if not item.carried and item.of is None)
    for name in given:
        if name in kind.FIELDS and name not in declared:
            yield Problem(name, f"is set by the Platform; a {kind.__name__} only gives it")
        elif name not in declared:
            close = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {quoted(close[0])}?" if close else f"its fields are {', '.join(names)}"
            yield Problem(name, f"{kind.__name__} has no such field; {hint}")
