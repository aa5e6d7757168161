"""From what was declared to canonical values, or to everything that is wrong with it at once. No network.

The pydantic validator that validates a kind is made from the kind's own fields.
"""

import difflib
from functools import cache
from typing import Any

from pydantic import ConfigDict, StrictBool, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from .field import UNKNOWN, unknown
from .kind import Fields, Kind, Problem, Rejected


def _strict(type_: Any) -> Any:
    """`yes` is no boolean here."""
    return StrictBool if type_ is bool else type_


@cache
def _adapter(kind: Any) -> TypeAdapter[Fields]:
    """Every field optional: which are required is asked where it is known which are not known yet."""
    fields = {item.name: _strict(item.type) | None for item in kind.declared_fields()}
    make: Any = TypedDict  # made at run time, which type checkers don't know of
    shape = make(kind.__name__, fields, total=False)
    shape.__pydantic_config__ = ConfigDict(allow_inf_nan=False)
    return TypeAdapter(shape)


def model(kind: type[Kind]) -> TypeAdapter[Fields]:
    found: Any = kind  # a class is hashable, which its stub denies
    return _adapter(found)


def check(kind: type[Kind], news: Fields) -> tuple[Fields, list[Problem]]:
    """Canonical values (defaults filled in, unset fields absent) and problems. Unknown values pass unseen."""
    given = {name: value for name, value in news.items() if value is not None}
    later = {name: UNKNOWN for name, value in given.items() if name in kind.FIELDS and unknown(value)}
    problems = list(_unheard_of(kind, given))
    given = {name: value for name, value in given.items() if name in kind.FIELDS and not kind.FIELDS[name].output}
    for item in kind.declared_fields():
        if item.name not in given and not item.required and item.default is not None:
            given[item.name] = item.default
    problems += [
        Problem(item.name, "is required, and missing")
        for item in kind.declared_fields()
        if item.required and item.name not in given
    ]
    known = {name: value for name, value in given.items() if name not in later}
    valid, wrong = _validated(kind, known)
    problems += wrong
    for item in kind.declared_fields():
        if item.unordered and isinstance(valid.get(item.name), list):
            valid[item.name] = sorted(valid[item.name], key=repr)
    named = {problem.field for problem in problems}
    fields = {**valid, **later}
    problems += [problem for problem in kind.problems(fields) if problem.field not in named]
    if not problems:
        try:
            fields |= {name: value for name, value in kind.derive(fields).items() if value is not None}
        except Rejected as rejected:
            problems += rejected.problems
    return fields, problems


def _validated(kind: type[Kind], known: Fields) -> tuple[Fields, list[Problem]]:
    """The canonical form of what is valid, and what isn't."""
    try:
        value = model(kind).validate_python(known)
    except ValidationError as error:
        wrong = error.errors(include_url=False)
        bad = {str(item["loc"][0]) for item in wrong if item["loc"]}
        good, _ = _validated(kind, {name: value for name, value in known.items() if name not in bad})
        return good, [_problem(item) for item in wrong]
    return model(kind).dump_python(value, mode="json", exclude_none=True), []


def _unheard_of(kind: type[Kind], given: Fields) -> list[Problem]:
    names = [item.name for item in kind.declared_fields()]
    found = []
    for name in given:
        if name in names:
            continue
        close = difflib.get_close_matches(name, names, n=1)
        hint = f'did you mean "{close[0]}"?' if close else f"its fields are {', '.join(sorted(names))}"
        found.append(Problem(name, f"{kind.__name__} has no such field; {hint}"))
    return found


def _problem(item: Any) -> Problem:
    """pydantic's finding as part of a sentence: what is wrong, with which value, where inside the field."""
    place = [part if (part := str(step)).isprintable() else repr(part) for step in item["loc"]]
    inside = [part for part in place[1:] if not part.startswith(("function-", "constrained-"))]
    where = f" (at {'.'.join(inside)})" if inside else ""
    message = str(item["msg"])
    if message.startswith("Value error, "):
        return Problem(place[0], message.removeprefix("Value error, ") + where)
    got = repr(item["input"])
    return Problem(
        place[0], f"{message[0].lower()}{message[1:]}, not {got if len(got) < 60 else got[:57] + '…'}{where}"
    )
