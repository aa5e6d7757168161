"""Which module a declaration goes into: one for each pipeline, around a recipe; what several share is data."""

import keyword
from collections.abc import Iterable, Mapping

from ..core.adoptable import Chapter
from .asset import Declaration, Key
from .dependency import DEPENDS_ON
from .naming import slug

DATA, AUDIENCES = "data", "audiences"


def modules(declarations: Iterable[Declaration]) -> dict[str, list[Declaration]]:
    """Module name to what is declared there, in the order of the declarations; the sandbox is in none of them."""
    every = [item for item in declarations if item.asset.type.sandboxed]
    homes = _homes(every)
    names = _names({home: item for item in every if (home := homes[item.key]) == item.key})
    found: dict[str, list[Declaration]] = {}
    for item in every:
        home = homes[item.key]
        found.setdefault(names.get(home, home[0]), []).append(item)
    return dict(sorted(found.items()))


def _homes(every: list[Declaration]) -> dict[Key, Key]:
    """Declaration to the root of its pipeline, or to (`data`, "") or (`audiences`, "")."""
    homes: dict[Key, Key] = {}
    known = {item.key for item in every}
    for item in every:
        if item.asset.type.chapter == Chapter.AUDIENCES:
            homes[item.key] = (AUDIENCES, "")
        elif item.asset.type.chapter != Chapter.DATA:
            homes[item.key] = homes[parent] if (parent := _parent(item, known)) else item.key
    users: dict[Key, set[Key]] = {}
    for item in reversed(every):  # what refers comes after what it refers to
        if item.asset.type.chapter == Chapter.DATA:
            using = users.get(item.key, set())
            homes[item.key] = next(iter(using)) if len(using) == 1 else (DATA, "")
        for name, keys in item.refers.items():
            for key in keys if name != DEPENDS_ON else ():
                users.setdefault(key, set()).add(homes[item.key])
    return homes


def _parent(item: Declaration, known: set[Key]) -> Key | None:
    """What it belongs with."""
    kind = item.asset.type
    parents = [*item.refers.get(kind.pipeline, ()), kind.implied_parent(item.asset.live)]
    return next((key for key in parents if key in known), None)


def _names(roots: Mapping[Key, Declaration]) -> dict[Key, str]:
    found: dict[Key, str] = {}
    used = {DATA, AUDIENCES}
    for key, root in roots.items():
        base = slug(root.name).replace("-", "_")
        base = base if base.isidentifier() and not keyword.iskeyword(base) else f"pipeline_{base}"
        name, number = base if base not in used else f"{base}_pipeline", 1
        while name in used:
            number += 1
            name = f"{base}_{number}"
        used.add(name)
        found[key] = name
    return found
