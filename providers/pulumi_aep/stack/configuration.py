"""The settings of a stack: what the environment says, then the stack's configuration; and the Platform they lead to."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import AepError
from ..platform.endpoint import Settings
from ..platform.endpoint import settings as settings_from
from .command import pulumi

if TYPE_CHECKING:
    from ..platform.client import SandboxApi


def project() -> Path | None:
    """The folder of the Pulumi project we are in."""
    from ..platform.local_emulator import project_folder

    folder = project_folder()
    return folder if (folder / "Pulumi.yaml").exists() else None


def required_project() -> Path:
    """The same, for commands that make no sense without one."""
    found = project()
    if found is None:
        raise AepError("there is no Pulumi.yaml here or above; run it in the project's folder")
    return found


def config(stack: str | None) -> dict[str, str]:
    """The stack's configuration, secrets in clear; empty outside of a project."""
    folder = project()
    if folder is None:
        if stack:
            raise AepError(f"--stack {stack}: there is no Pulumi.yaml here or above; run it in the project's folder")
        return {}
    named = ["--stack", stack] if stack else []
    found = json.loads(pulumi("config", "--json", "--show-secrets", *named, project=folder))
    return {key: item["value"] for key, item in found.items() if isinstance(item.get("value"), str)}


def settings(stack: str | None) -> Settings:
    """The environment's, then the stack's. The engine is asked only for what the environment leaves open."""
    known: list[dict[str, str]] = []

    def lookup(key: str) -> str | None:
        if not known:
            known.append(config(stack))
        return known[0].get(key)

    try:
        return settings_from(lookup)
    except AepError:
        alone = settings_from(lambda _: None)
        if stack or alone.embedded or alone.problems():
            raise
        return alone


def platform(stack: str | None) -> "SandboxApi":
    """The Platform, seen from the stack's sandbox. An emulator that is meant and not running is started."""
    from ..platform.client import SandboxApi, client

    found = settings(stack)
    if not found.sandbox and project() is None:
        raise AepError(
            "there is no Pulumi.yaml here or above, and AEP_SANDBOX is not set; run it in the project's folder"
        )
    return SandboxApi(client(found), found.sandbox)
