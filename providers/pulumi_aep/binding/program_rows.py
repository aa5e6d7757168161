"""The rows that a program declares for its runs: by id if declared before the run, by name if declared after it.

A run waits for what is declared before it. What comes after may wait for the run, so its id isn't known yet.
"""

from typing import Any

import pulumi

from ..core.kind import Kind

Given = dict[str, Any]
_declared: dict[Any, list[tuple[Any, set[str], Any]]] = {}  # program: (resource, its names, the dataset it is in)
_given: dict[Any, Given] = {}  # resource: its arguments


def note(self: Any, kind: type[Kind], name: str, given: Given, opts: pulumi.ResourceOptions | None) -> None:
    _given[self] = given
    if kind.holds_rows:
        _here().append((self, {name, *_former_names(opts)}, given.get(kind.part_of)))


def above(kind: type[Kind], given: Given) -> dict[str, Any]:
    """Ids of the rows declared before a run, and names of those declared after it."""
    here = _here()
    read, count = _read(kind, given), len(here)
    return {
        "ids": [one.id for one, _, dataset in here if _may_be_same(dataset, read)],
        "later": pulumi.Output.from_input(_below(here, count)),
    }


async def _below(here: list[tuple[Any, set[str], Any]], count: int) -> list[str]:
    """Awaited when the whole program has been declared."""
    return sorted({name for _, names, _ in here[count:] for name in names})


def _here() -> list[tuple[Any, set[str], Any]]:
    return _declared.setdefault(pulumi.runtime.get_root_resource(), [])


def _read(kind: type[Kind], given: Given) -> Any:
    """The dataset as given to the run, or to the resource that it takes its dataset from."""
    by, attribute = kind.FIELDS[kind.reads].carried or ("", "")
    return _given.get(given.get(by), {}).get(attribute) if by else given.get(kind.reads)


def _may_be_same(one: Any, other: Any) -> bool:
    plain = (pulumi.CustomResource, str)
    return one is other or one == other if isinstance(one, plain) and isinstance(other, plain) else True


def _former_names(opts: pulumi.ResourceOptions | None) -> list[str]:
    found = (opts.aliases if opts else None) or []
    names = [one.rpartition("::")[2] if isinstance(one, str) else getattr(one, "name", None) for one in found]
    return [name for name in names if isinstance(name, str)]
