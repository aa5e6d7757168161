"""The Pulumi project: its folder, and what Pulumi.yaml says."""

from pathlib import Path
from typing import Any

from ..errors import AepError
from ..platform.local_emulator import project_folder


def find_project() -> Path | None:
    """The folder of the project around the working folder."""
    folder = project_folder()
    return folder if (folder / "Pulumi.yaml").exists() else None


def require_project() -> Path:
    """The same, for commands that need a project."""
    found = find_project()
    if found is None:
        raise AepError("there is no Pulumi.yaml here or above; run it in the project's folder")
    return found


def project_name(folder: Path) -> str:
    """Also the namespace of configuration keys without one."""
    return str(pulumi_yaml(folder).get("name", ""))


def backend_url(folder: Path) -> str:
    """Where the project keeps its states, as far as it says; "" if not."""
    try:
        return str((pulumi_yaml(folder).get("backend") or {}).get("url") or "")
    except OSError:
        return ""


def program_folder(folder: Path) -> Path:
    """Where the program lies: `main:` in Pulumi.yaml may name a folder in the project's."""
    named = folder / str(pulumi_yaml(folder).get("main") or "")
    return named if named.is_dir() else named.parent


def stack_file(folder: Path, stack: str) -> Path:
    """The stack's settings file; Pulumi.yaml may name another folder for it."""
    return folder / str(pulumi_yaml(folder).get("stackConfigDir") or "") / f"Pulumi.{stack.rpartition('/')[2]}.yaml"


def pulumi_yaml(folder: Path, file: Path | None = None) -> dict[str, Any]:
    """What the project's file says, or that one of a stack; nothing if it is not there."""
    from ruamel.yaml import YAML

    place = file or folder / "Pulumi.yaml"
    return (YAML(typ="safe").load(place) if place.exists() else None) or {}
