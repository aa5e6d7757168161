"""Runs the `pulumi` command line, and turns its errors into sentences."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from ..errors import AepError, did_you_mean
from . import advice

HALF_WRITTEN = "failed to load checkpoint"
_READS = 20
INSTALL = "see https://www.pulumi.com/docs/install, and put pulumi on PATH"


def find_executable(name: str) -> str | None:
    """Looks beside this Python first, so that the virtual environment need not be activated."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


def pulumi(*arguments: str, project: Path) -> str:
    """Standard output of a command that succeeds; AepError with the engine's own message otherwise."""
    process = run(*arguments, project=project)
    if process.returncode:
        raise engine_error(process, arguments[0], project)
    return process.stdout


def command_line(*arguments: str) -> list[str]:
    found = find_executable("pulumi")
    if not found:
        raise AepError(f"pulumi is not installed, and the stack's settings are asked from it; {advice.set_up(INSTALL)}")
    return [found, *arguments, "--non-interactive"]


def run(*arguments: str, project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the command to its end, whatever its exit code, with these additions to its environment."""
    return subprocess.run(
        command_line(*arguments),
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


def engine_error(process: subprocess.CompletedProcess[str], command: str, project: Path) -> AepError:
    """The engine's error message as an AepError, with advice if it is a common one."""
    message = next((line for line in process.stderr.splitlines() if line.startswith("error:")), "error: no message")
    return AepError(_advise(message.removeprefix("error: "), project) or f"pulumi {command}: {message[7:]}")


def _advise(message: str, project: Path) -> str:
    """What to do about the most common errors; "" for all others."""
    if message.startswith("no stack selected"):
        return "no stack is selected; run: pulumi stack select NAME, or give --stack NAME"
    unknown = re.match(r"no stack named '(.*)' found", message)
    if unknown:
        stacks = [item["name"] for item in json.loads(pulumi("stack", "ls", "--json", project=project))]
        return f'there is no stack "{unknown[1]}"; {did_you_mean(unknown[1], stacks)}'
    return ""


def selected_stack(project: Path) -> str:
    """The stack that commands use if none is named."""
    return pulumi("stack", "--show-name", project=project).strip()


def export_state(stack: str, *, project: Path) -> str:
    """The stack's deployment as JSON, secrets encrypted.

    An engine that is at work in the same stack writes its checkpoints in place: a read in between finds half of one.
    """
    words = ("stack", "export", "--show-secrets=false", "--stack", stack)
    for _ in range(_READS):
        process = run(*words, project=project)
        if not process.returncode or HALF_WRITTEN not in process.stderr:
            break
        time.sleep(0.1)
    if process.returncode:
        raise engine_error(process, words[0], project)
    return process.stdout
