"""Finding kinds by their files: each module in `kinds` holds the kind it is named after.

A kind is imported when it is first asked for, as a provider process needs only some.
"""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from .adoptable import Chapter
from .kind import FOLDER, KINDS, Kind

TYPE = "pulumi-python:dynamic/aep:"  # the type token of a kind's resource, up to the kind's name; frozen


def kind_named(name: str) -> type[Kind]:
    if name not in KINDS:
        import_module(f"{FOLDER}.{_modules()[name]}")
    return KINDS[name]


def is_kind(name: str) -> bool:
    return name in _modules()


def kind_of(type_token: str) -> type[Kind] | None:
    """The kind behind a resource's type token; None if it is none of ours."""
    name = type_token.removeprefix(TYPE)
    return kind_named(name) if type_token.startswith(TYPE) and is_kind(name) else None


@cache
def kind_names() -> tuple[str, ...]:
    """All kinds, chapter by chapter, what is referred to before what refers to it."""
    kinds = [kind_named(name) for name in sorted(_modules())]
    chapters = ([kind for kind in kinds if kind.chapter == chapter] for chapter in Chapter)
    return tuple(name for chapter in chapters for name in _by_reference(chapter))


def kinds() -> list[type[Kind]]:
    return [kind_named(name) for name in kind_names()]


def in_order(names: Iterable[str]) -> list[str]:
    """Each of these kinds once, in the order of `kind_names`."""
    wanted = set(names)
    return [name for name in kind_names() if name in wanted] if wanted else []


def _by_reference(chapter: list[type[Kind]]) -> list[str]:
    left = {kind.__name__: {item.target for item in kind.FIELDS.values() if item.target} for kind in chapter}
    found: list[str] = []
    while left:
        name = next((name for name, targets in left.items() if not (targets - {name}) & left.keys()), next(iter(left)))
        found.append(name)
        del left[name]
    return found


@cache
def _modules() -> dict[str, str]:
    """A kind's name to its module's: `FieldGroup` is in `field_group`."""
    folder = import_module(FOLDER)
    names = [item.name for item in iter_modules(folder.__path__)]
    return {"".join(part.capitalize() for part in name.split("_")): name for name in names}
