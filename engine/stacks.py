"""The state folder and the stacks: in this checkout by default, elsewhere if PULUMI_BACKEND_URL says so."""

import difflib
import json
import os
import subprocess

from engine import pins, unlock
from engine.problem import Problem
from engine.say import say

STATE = pins.ROOT / ".aep" / "state"
SETTINGS = pins.ROOT / "stacks"
PROJECT = "luma"
OURS = ("dev", "stage", "prod")


def ensure(stack: str) -> None:
    """Every stack of ours on the default backend; on a backend that is shared, only the one that is asked for."""
    shared = bool(os.environ.get("PULUMI_BACKEND_URL"))
    if not shared:
        STATE.mkdir(parents=True, exist_ok=True)
        unlock.release(STATE)
    wanted = (stack,) if shared else tuple(dict.fromkeys((*OURS, stack)))
    there = _shared() if shared else {file.stem for file in (STATE / ".pulumi" / "stacks" / PROJECT).glob("*.json")}
    made = [name for name in wanted if name not in there]
    if stack in made:
        _refuse_unknown(stack, there)
    for name in made:
        _pulumi("stack", "init", name, "--no-select")
    if made:
        say(f"Stacks made: {', '.join(made)}.")
    if _run("stack", "--show-name").returncode:
        _pulumi("stack", "select", stack)


def _refuse_unknown(stack: str, there: set[str]) -> None:
    """A stack that has neither state nor a settings file is a slip of the pen, and is not made of it."""
    known = sorted({*OURS, *there, *(file.stem.partition(".")[2] for file in SETTINGS.glob("Pulumi.*.yaml"))})
    if stack in known:
        return
    close = difflib.get_close_matches(stack, known, n=1)
    which = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}."
    raise Problem(
        f"There is no stack {stack}: {which} To add one, write its settings, stacks/Pulumi.{stack}.yaml, first."
    )


def _shared() -> set[str]:
    listed = json.loads(_pulumi("stack", "ls", "--json"))
    return {entry["name"].rpartition("/")[2] for entry in listed}


def _pulumi(*words: str) -> str:
    ran = _run(*words)
    if ran.returncode:
        raise Problem(_sentence(" ".join(words), ran.stderr.strip() or ran.stdout.strip()))
    return ran.stdout


def _run(*words: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        **os.environ,
        "PATH": f"{pins.VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    if "PULUMI_CONFIG_PASSPHRASE_FILE" not in environment:
        environment.setdefault("PULUMI_CONFIG_PASSPHRASE", "")
    return subprocess.run(
        ["pulumi", *words, "--non-interactive", "--color", "never"],
        cwd=pins.ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _sentence(command: str, said: str) -> str:
    if "incorrect passphrase" in said:
        remedy = "unset it, or give the stacks yours with `pulumi stack change-secrets-provider passphrase`"
        return f"PULUMI_CONFIG_PASSPHRASE is not the passphrase of these stacks, which is empty: {remedy}."
    remedy = "check PULUMI_BACKEND_URL" if os.environ.get("PULUMI_BACKEND_URL") else f"look at {STATE}"
    return f"`pulumi {command}` failed ({said.removeprefix('error: ')[:300]}): {remedy} and run it again."
