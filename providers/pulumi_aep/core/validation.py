"""A kind's values against its fields' types, by pydantic; what is wrong comes as phrases that read on after the field.

The validator is made from the kind's own fields. pydantic words its findings for programmers; here each has a phrase.
"""

from functools import cache
from typing import Any

from pydantic import ConfigDict, StrictBool, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from .kind import Kind
from .live import Fields
from .problem import Problem
from .values import finite, quoted

# pydantic's type of error: what the value must be
OUGHT = {
    "string_type": "text",
    "string_sub_type": "text",
    "string_unicode": "text",
    "bool_type": "True or False",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number of a sensible size",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "mapping_type": "a map of names to values",
    "dict_type": "a map of names to values",
    "list_type": "a list",
    "sequence_str": "a list",
    "is_instance_of": "a list",
    "dataclass_type": "a map of its fields",
    "literal_error": "{expected}",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
    "recursion_loop": "free of circles",
}


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


def validator_of(kind: type[Kind]) -> TypeAdapter[Fields]:
    found: Any = kind  # a class is hashable, which its stub denies
    return _adapter(found)


def validated(kind: type[Kind], known: Fields) -> tuple[Fields, list[Problem]]:
    """The canonical form of what is valid, and what isn't."""
    endless = {name: where for name, value in known.items() if (where := finite(value)) is not None}
    wrong = [Problem(name, f"holds a number that is not finite{_at(where)}") for name, where in endless.items()]
    good, more = _typed(kind, {name: value for name, value in known.items() if name not in endless})
    return good, wrong + more


def _typed(kind: type[Kind], known: Fields) -> tuple[Fields, list[Problem]]:
    try:
        value = validator_of(kind).validate_python(known)
    except ValidationError as error:
        wrong = error.errors(include_url=False)
        bad = {str(item["loc"][0]) for item in wrong if item["loc"]}
        good, _ = _typed(kind, {name: value for name, value in known.items() if name not in bad})
        return good, [_problem(item) for item in wrong]
    return validator_of(kind).dump_python(value, mode="json", exclude_none=True), []


def _problem(item: Any) -> Problem:
    """pydantic's finding as part of a sentence: what is wrong, with which value, where inside the field."""
    field, *inside = [str(part) for part in item["loc"]]
    place = [part for part in inside if not part.startswith(("function-", "constrained-"))]
    match item["type"]:
        case "value_error":
            return Problem(field, f"{item['ctx']['error']}{_at(place)}")
        case "missing" | "missing_argument":
            return Problem(field, f"has no {quoted(place[-1])}{_at(place[:-1])}")
        case "unexpected_keyword_argument" | "extra_forbidden":
            return Problem(field, f"has a field too many, {quoted(place[-1])}{_at(place[:-1])}")
        case other:
            said = {key: _plain(value) for key, value in item.get("ctx", {}).items()}
            ought = OUGHT[other].format(**said) if other in OUGHT else str(item["msg"]).lower()
            return Problem(field, f"must be {ought}, not {quoted(item['input'])}{_at(place)}")


def _plain(value: Any) -> str:
    return str(value).replace("'", '"')


def _at(place: list[str]) -> str:
    shown = (part if part.isprintable() and len(part) < 40 else quoted(part) for part in place)
    return f" (at {'.'.join(shown)})" if place else ""
