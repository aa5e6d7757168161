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
    """The project's name, which is also the namespace of configuration keys without one."""
    return str(pulumi_yaml(folder).get("name", ""))


def backend_url(folder: Path) -> str:
    """The backend that Pulumi.yaml names; "" if it names none."""
    try:
        return str((pulumi_yaml(folder).get("backend") or {}).get("url") or "")
    except OSError:
        return ""


def program_folder(folder: Path) -> Path:
    """The program's folder: `main:` in Pulumi.yaml may name one inside the project's."""
    named = folder / str(pulumi_yaml(folder).get("main") or "")
    return named if named.is_dir() else named.parent


def stack_file(folder: Path, stack: str) -> Path:
    """The stack's settings file; Pulumi.yaml may name another folder for it."""
    return folder / str(pulumi_yaml(folder).get("stackConfigDir") or "") / f"Pulumi.{stack.rpartition('/')[2]}.yaml"


def pulumi_yaml(folder: Path, file: Path | None = None) -> dict[str, Any]:
    """The content of Pulumi.yaml, or of a stack's file; empty if there is none."""
    from ruamel.yaml import YAML

    place = file or folder / "Pulumi.yaml"
    return (YAML(typ="safe").load(place) if place.exists() else None) or {}
