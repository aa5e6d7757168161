"""A stack's configuration, the connection settings read from it and from the environment, and a client for them."""

import json
from typing import TYPE_CHECKING

from ..errors import AepError
from ..platform.endpoint import Settings, read_settings
from .command import pulumi
from .project import find_project

if TYPE_CHECKING:
    from ..platform.client import SandboxApi


def load_config(stack: str | None) -> dict[str, str]:
    """The stack's configuration with decrypted secrets; empty outside a project."""
    folder = find_project()
    if folder is None:
        if stack:
            raise AepError(f"--stack {stack}: there is no Pulumi.yaml here or above; run it in the project's folder")
        return {}
    option = ["--stack", stack] if stack else []
    found = json.loads(pulumi("config", "--json", "--show-secrets", *option, project=folder))
    return {key: item["value"] for key, item in found.items() if isinstance(item.get("value"), str)}


def load_settings(stack: str | None) -> Settings:
    """The settings: the environment comes first, and the engine is asked only for what it leaves open."""
    loaded: list[dict[str, str]] = []

    def lookup(key: str) -> str | None:
        if not loaded:
            loaded.append(load_config(stack))
        return loaded[0].get(key)

    try:
        return read_settings(lookup)
    except AepError:
        environment_only = read_settings(lambda _: None)
        if stack or environment_only.embedded or environment_only.problems():
            raise
        return environment_only


def connect(stack: str | None) -> "SandboxApi":
    """A client for the stack's sandbox. Starts the emulator if the stack uses it."""
    from ..platform.client import SandboxApi, client

    settings = load_settings(stack)
    if not settings.sandbox and find_project() is None:
        raise AepError(
            "there is no Pulumi.yaml here or above, and AEP_SANDBOX is not set; run it in the project's folder"
        )
    return SandboxApi(client(settings), settings.sandbox)
