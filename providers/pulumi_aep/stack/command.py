"""The `pulumi` command line: the one place that runs it, and what its complaints mean."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from ..errors import AepError, did_you_mean


def executable(name: str) -> str | None:
    """A command, preferably the one beside this Python: a virtual environment need not be activated."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


def pulumi(*arguments: str, project: Path) -> str:
    """What the command prints. AepError holds the engine's own words."""
    done = run(*arguments, project=project)
    if done.returncode:
        raise complaint(done, arguments[0], project)
    return done.stdout


def run(*arguments: str, project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the command to its end, however it ends, with these additions to its environment."""
    found = executable("pulumi")
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


def complaint(done: subprocess.CompletedProcess[str], command: str, project: Path) -> AepError:
    """What the engine complains about, as a sentence."""
    said = next((line for line in done.stderr.splitlines() if line.startswith("error:")), "error: no message")
    return AepError(_advice(said.removeprefix("error: "), project) or f"pulumi {command}: {said[7:]}")


def _advice(said: str, project: Path) -> str:
    """The engine's commonest complaints, with what to do about them."""
    if said.startswith("no stack selected"):
        return "no stack is selected; run: pulumi stack select NAME, or give --stack NAME"
    unknown = re.match(r"no stack named '(.*)' found", said)
    if unknown:
        stacks = [item["name"] for item in json.loads(pulumi("stack", "ls", "--json", project=project))]
        return f'there is no stack "{unknown[1]}"; {did_you_mean(unknown[1], stacks)}'
    return ""


def selected(project: Path) -> str:
    """The stack that is meant where none is named."""
    return pulumi("stack", "--show-name", project=project).strip()
