"""`aep recipe`: creates a recipe from a template, in the layout that Adobe's runtime expects."""

import re
import sys
from pathlib import Path

import click

from ..errors import AepError
from ..stack.project import find_project
from . import options, output

TEMPLATE = Path(__file__).parent / "template"
RESERVED = {"ml", "platform_sdk", "numpy", "pandas", "sklearn", "setuptools"} | sys.stdlib_module_names


@click.group("recipe")
def command() -> None:
    """Recipes: code that trains and scores.

    \b
    Example:
      aep recipe new recipes/churn
    """


@command.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", help="Name of the recipe; the folder's, if left out.")
@options.json_option
def new(folder: Path, name: str | None, as_json: bool) -> None:
    """Write a recipe into a new FOLDER that trains and scores as it is.

    It learns a number, or yes and no, from columns of a dataset that its parameters name: ACP_DSW_INPUT_FEATURES and
    ACP_DSW_TARGET_FEATURES. Its README.md shows how a program declares it.

    \b
    Examples:
      aep recipe new recipes/churn
      aep recipe new recipes/churn --name "Luma churn"
    JSON:
      {"folder", "name", "package", "files": [path below the folder, …]}
    """
    name = name or folder.resolve().name
    package = _package_name(name)
    try:
        words = {"my_recipe": package, "my-recipe": package.replace("_", "-"), "My recipe": name}
        files = _copy_template(folder, words)
    except OSError as error:
        raise AepError(f"{error.filename or folder} cannot be written: {error.strerror}; give another folder") from None
    document = {"folder": str(folder), "name": name, "package": package, "files": files}
    next_step = (
        f'declare it: aep.Recipe("{package.replace("_", "-")}", name="{name}", source="{_from_project(folder)}")'
    )
    output.show(document, as_json=as_json, as_text=lambda: click.echo("\n".join([*files, "", next_step])))


def _from_project(folder: Path) -> Path:
    """As a program says it: from the project's folder."""
    project = find_project()
    whole = folder.resolve()
    return whole.relative_to(project) if project and whole.is_relative_to(project) else folder


def _package_name(name: str) -> str:
    """The name of the recipe's Python package."""
    made = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not made.isidentifier():
        raise AepError(f'no Python package can be named after "{name}"; give --name with a letter first')
    if made in RESERVED:
        raise AepError(f'"{name}" would hide the Python package {made}; give another --name')
    return made


def _copy_template(folder: Path, words: dict[str, str]) -> list[str]:
    """Copies the template, with its words replaced. Returns the paths of the new files."""
    if folder.exists() and any(folder.iterdir()):
        raise AepError(f"{folder} exists and is not empty; give a new folder")

    def fill_in(text: str) -> str:
        for word, replacement in words.items():
            text = text.replace(word, replacement)
        return text

    written = []
    for file in sorted(file for file in TEMPLATE.rglob("*") if file.suffix in (".py", ".md")):
        path = fill_in(file.relative_to(TEMPLATE).as_posix())
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(fill_in(file.read_text()))
        written.append(path)
    return written
