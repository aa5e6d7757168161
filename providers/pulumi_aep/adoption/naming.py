"""Names in the program: logical names as slugs of what things are called, variables after them and their kind."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from ..core.owner_mark import OwnerMark
from .asset import Asset, Key, referred

LONG = 60


def slug(text: str) -> str:
    """`Luma, web-data (2024)` as `luma-web-data-2024`; empty where nothing of it is a letter or digit."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONG].rstrip("-")


def words(kind: str) -> str:
    """`TrainingRun` as `training_run`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()


def names(assets: Iterable[Asset], *, taken: Iterable[tuple[str, str]], stack: str) -> dict[Key, str]:
    """A logical name for each, unique in its kind. What carries this stack's owner mark goes by the name in it."""
    used, found = set(taken), dict[Key, str]()
    known = {asset.key: asset for asset in assets}
    for asset in known.values():
        own = parse_owner(asset.owner, stack)
        wanted = own[0] if own else _wanted(asset, found)
        name, number = wanted, 1
        while (asset.kind, name) in used:
            number += 1
            name = f"{wanted}-{number}"
        used.add((asset.kind, name))
        found[asset.key] = name
    return found


def parse_owner(owner: str | None, stack: str) -> tuple[str, int] | None:
    """(name, generation) in an owner mark, if it is of that `project/stack@state`."""
    mark = OwnerMark.parse(owner)
    return (mark.name, mark.generation) if mark and mark.of(stack) else None


def _wanted(asset: Asset, found: Mapping[Key, str]) -> str:
    special = asset.type.logical_name(asset.fields, lambda by: found.get(referred(asset, by), ""))
    return slug(special or asset.title) or words(asset.kind).replace("_", "-")


def variable(kind: str, name: str) -> str:
    """`luma-web-data` of a Dataset as `luma_web_data_dataset`."""
    base, kind_words = slug(name).replace("-", "_"), words(kind)
    text = base if base == kind_words or base.endswith(f"_{kind_words}") else f"{base}_{kind_words}".strip("_")
    return text if text.isidentifier() else f"{kind_words}_{base}"


def variables(names_: Mapping[Key, str], *, used: Iterable[str] = ()) -> dict[Key, str]:
    """One for each, unique over all: modules import from each other."""
    taken = set(used)
    found = {}
    for key, name in names_.items():
        text = base = variable(key[0], name)
        number = 1
        while text in taken:
            number += 1
            text = f"{base}_{number}"
        taken.add(text)
        found[key] = text
    return found
