"""A program as text: modules as a person would write them, in ruff's layout."""

from collections.abc import Iterable, Mapping, Sequence

from ..core.adoptable import Chapter
from .asset import Declaration, Key
from .dependency import DEPENDS_ON
from .expression import constructor, holds_secret
from .naming import variables
from .pipeline import AUDIENCES, DATA, modules
from .python_layout import WIDTH, laid_out

HEAD = "import pulumi_aep as aep"
Held = Mapping[Key, tuple[str, str]]  # of what the project declares already: module and variable
Notes = Mapping[Key, Sequence[str]]  # what is to be said above a declaration


def program(declarations: Sequence[Declaration], *, sandbox: str, notes: Notes) -> dict[str, str]:
    """`__main__.py` alone, or with a package `pipelines` where there is more than one."""
    found = modules(declarations)
    title = f"What was found in the sandbox {sandbox}."
    if len(found.keys() - {DATA, AUDIENCES}) <= 1:
        return {"__main__.py": _module(title, declarations, {}, notes, variables_of(declarations))}
    main = f'"""{title[:-1]}; importing a module declares what is in it."""\n\n{imports("pipelines", found)}\n'
    return {"__main__.py": main, **package("pipelines", declarations, sandbox=sandbox, notes=notes)}


def package(
    folder: str, declarations: Sequence[Declaration], *, sandbox: str, notes: Notes, elsewhere: Held | None = None
) -> dict[str, str]:
    """A package: the sandbox, if it is declared, in its `__init__`, and a module for each pipeline.

    `elsewhere`: where the project holds what is declared already.
    """
    there = elsewhere or {}
    found, held = modules(declarations), variables_of(declarations, there)
    here = [item for item in declarations if not item.asset.type.sandboxed]
    title = f"What was found in the sandbox {sandbox}."
    files = {f"{folder}/__init__.py": _module(title, here, {}, notes, held) if here else f'"""{title}"""\n'}
    home = {key: module for key, (module, _) in there.items()}
    home |= {item.key: f".{name}" for name, items in found.items() for item in items}
    for name, items in found.items():
        files[f"{folder}/{name}.py"] = _module(
            _title(name, items), items, _imported(name, items, home, held), notes, held
        )
    return files


def module(title: str, declarations: Sequence[Declaration]) -> str:
    """Everything in one file."""
    return _module(title, declarations, {}, {}, variables_of(declarations))


def imports(folder: str, names: Iterable[str]) -> str:
    """The line by which a program declares what is in the modules."""
    return _import(folder, sorted(names), tail="  # noqa: F401")


def variables_of(declarations: Iterable[Declaration], elsewhere: Held | None = None) -> dict[Key, str]:
    """A variable for everything that something refers to."""
    every = list(declarations)
    wanted = {key for item in every for keys in item.refers.values() for key in keys}
    there = {key: variable for key, (_, variable) in (elsewhere or {}).items() if key in wanted}
    names = {item.key: item.name for item in every if item.key in wanted}
    return there | variables(names, used=there.values())


def _title(name: str, items: Sequence[Declaration]) -> str:
    if name == DATA:
        return "Schemas and datasets that more than one pipeline uses, or none."
    if name == AUDIENCES:
        return "Audiences, and when they are evaluated."
    root = next((item for item in items if item.asset.type.heads_pipeline and not item.asset.type.pipeline), items[-1])
    return f"The pipeline {root.name}."


def _imported(
    name: str, items: Iterable[Declaration], home: Mapping[Key, str], held: Mapping[Key, str]
) -> dict[str, list[str]]:
    """Other modules to the variables that this one takes from them."""
    found: dict[str, set[str]] = {}
    for item in items:
        for keys in item.refers.values():
            for key in keys:
                if home[key] != f".{name}":
                    found.setdefault(home[key], set()).add(held[key])
    return {module: sorted(names) for module, names in sorted(found.items())}


def _blocks(imported: Mapping[str, Sequence[str]]) -> list[str]:
    """The project's modules, then those of the same package."""
    lines = {module: _import(module, names) for module, names in imported.items()}
    parts = ([line for module, line in lines.items() if module.startswith(".") == near] for near in (False, True))
    return ["\n".join(part) for part in parts if part]


def _module(
    title: str,
    items: Iterable[Declaration],
    imported: Mapping[str, Sequence[str]],
    notes: Notes,
    held: Mapping[Key, str],
) -> str:
    every = list(items)
    parts = []
    for chapter in Chapter:
        lines = [_statement(item, notes, held) for item in every if item.asset.type.chapter == chapter]
        if lines:
            parts.append("\n".join([f"# {chapter}", *lines]))
    head = f"import pulumi\n{HEAD}" if any(_needs_pulumi(item) for item in every) else HEAD
    blocks = [f'"""{title}"""', head, *_blocks(imported), *parts]
    return "\n\n".join(blocks) + "\n"


def _needs_pulumi(item: Declaration) -> bool:
    return DEPENDS_ON in item.refers or holds_secret(item.inputs)


def _statement(item: Declaration, notes: Notes, held: Mapping[Key, str]) -> str:
    above = [f"# {note}" for note in notes.get(item.key, ())]
    lead = f"{held[item.key]} = " if item.key in held else ""
    return "\n".join([*above, laid_out(constructor(item, held), lead=lead)])


def _import(module: str, names: Sequence[str], *, tail: str = "") -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line + tail
    return f"from {module} import ({tail}\n" + "".join(f"    {name},\n" for name in names) + ")"
