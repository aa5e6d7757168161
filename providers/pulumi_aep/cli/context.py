"""What a command works on: the stack's settings, the Platform as its sandbox shows it, an asset by its name."""

import difflib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..endpoint import Settings
from ..endpoint import settings as settings_of
from ..errors import AepError

if TYPE_CHECKING:
    from ..client import SandboxApi
    from ..kind import Doc

T = TypeVar("T")
R = TypeVar("R")
AT_ONCE = 8  # calls under way at the same time

stack_option = click.option("--stack", metavar="NAME", help="Stack whose settings apply, if not the selected one.")


def program(name: str) -> str | None:
    """A command, first of all the one beside this Python: a virtual environment need not be activated."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


def pulumi(*arguments: str, project: Path) -> str:
    """What that command of the engine prints. AepError holds the engine's own words."""
    done = engine(*arguments, project=project)
    if done.returncode:
        raise refused(done, arguments[0], project)
    return done.stdout


def engine(*arguments: str, project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """That command of the engine, run to its end, however it ends; with that much more in its environment."""
    found = program("pulumi")
    if not found:
        raise AepError("pulumi is not installed, and the stack's settings are asked from it; run: make setup")
    return subprocess.run(
        [found, *arguments, "--non-interactive"],
        cwd=project,
        env={
            **os.environ,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "",
            **environment,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str], command: str, project: Path) -> AepError:
    """What the engine complains about, as a sentence."""
    said = next((line for line in done.stderr.splitlines() if line.startswith("error:")), "error: no message")
    return AepError(_plain(said.removeprefix("error: "), project) or f"pulumi {command}: {said[7:]}")


def _plain(said: str, project: Path) -> str:
    """The engine's commonest complaints, with what to do."""
    if said.startswith("no stack selected"):
        return "no stack is selected; run: pulumi stack select NAME, or give --stack NAME"
    unknown = re.match(r"no stack named '(.*)' found", said)
    if unknown:
        stacks = [item["name"] for item in json.loads(pulumi("stack", "ls", "--json", project=project))]
        return f'there is no stack "{unknown[1]}"; {meant(unknown[1], stacks)}'
    return ""


def selected(project: Path) -> str:
    """The stack that is meant where none is named."""
    return pulumi("stack", "--show-name", project=project).strip()


def project() -> Path | None:
    """The folder of the Pulumi project we are in."""
    from ..embedded import project_folder

    folder = project_folder()
    return folder if (folder / "Pulumi.yaml").exists() else None


def required_project() -> Path:
    """The same, where a command makes no sense without."""
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
        return settings_of(lookup)
    except AepError:
        alone = settings_of(lambda _: None)
        if stack or alone.embedded or alone.problems():
            raise
        return alone


def platform(stack: str | None) -> "SandboxApi":
    """The Platform, seen from the stack's sandbox. An emulator that is meant and not running is started."""
    from ..client import SandboxApi, client

    found = settings(stack)
    if not found.sandbox and project() is None:
        raise AepError(
            "there is no Pulumi.yaml here or above, and AEP_SANDBOX is not set; run it in the project's folder"
        )
    return SandboxApi(client(found), found.sandbox)


def named(items: "Iterable[Doc]", wanted: str, *, what: str, name: str = "name", ids: Sequence[str] = ("id",)) -> "Doc":
    """The one that goes by that name or id."""
    listed = list(items)
    found = [item for item in listed if wanted in [item.get(key) for key in ids]]
    found = found or [item for item in listed if item.get(name) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise AepError(
            f'{len(found)} {what}s are named "{wanted}": {", ".join(str(item[ids[0]]) for item in found)}; give the id'
        )
    raise AepError(f'there is no {what} "{wanted}"; {meant(wanted, [str(item.get(name, "")) for item in listed])}')


def meant(wanted: str, names: Sequence[str]) -> str:
    """What could have been meant, as the second half of a sentence."""
    lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(wanted.lower(), lower, n=1)
    if close:
        return f'did you mean "{lower[close[0]]}"?'
    few = ", ".join(f'"{name}"' for name in sorted(names)[:10])
    return f"there are: {few}{' …' if len(names) > 10 else ''}" if names else "there are none"


def at_once(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """`work` of each, several at the same time, in the order given."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(work, items))


def pages(fetch: Callable[[int], "Sequence[Doc]"], size: int = 100) -> "list[Doc]":
    """All items of a list that is read by offset until a page is not full."""
    found: list[Any] = []
    while True:
        page = fetch(len(found))
        found += page
        if len(page) < size:
            return found
