"""`aep adopt --new`: a Pulumi project around a sandbox, in a folder that holds none."""

import os
import sys
from pathlib import Path
from typing import Any

from ..errors import AepError
from ..platform.endpoint import SETTINGS
from ..stack import command
from ..stack.project import find_project
from .naming import slug

SECRETS = {"client_secret", "access_token", "sandbox"}


def new_project(sandbox: str, stack: str | None, *, folder: Path) -> None:
    """Pulumi.yaml, and a stack (named after the sandbox) with what the environment says of the Platform."""
    if find_project():
        raise AepError("there is a Pulumi project here already; run aep adopt without --new")
    name = slug(folder.name) or "aep"
    _write(
        folder / "Pulumi.yaml", {"name": name, "runtime": _runtime(folder), "backend": {"url": "file://./.aep/state"}}
    )
    (folder / ".aep" / "state").mkdir(parents=True, exist_ok=True)
    try:
        command.pulumi("stack", "init", stack or sandbox, project=folder)
        _configure(sandbox, folder)
    except AepError:
        (folder / "Pulumi.yaml").unlink()
        raise


def _runtime(folder: Path) -> dict[str, Any]:
    """The virtual environment that this runs in: the program needs what is installed there."""
    place = Path(sys.prefix)
    inside = place.relative_to(folder) if place.is_relative_to(folder) else place
    return {"name": "python", "options": {"toolchain": "pip", "virtualenv": str(inside)}}


def _configure(sandbox: str, folder: Path) -> None:
    """Secrets stay in the environment."""
    known = {name: os.environ.get(variable, "") for name, (_, variable) in SETTINGS.items() if name not in SECRETS}
    known["sandbox"] = sandbox
    for name, value in known.items():
        if value:
            command.pulumi("config", "set", SETTINGS[name][0], value, project=folder)


def _write(path: Path, content: dict[str, Any]) -> None:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.default_flow_style = False
    with path.open("w") as file:
        yaml.dump(content, file)
