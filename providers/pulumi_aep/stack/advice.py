"""Commands in messages: each must name the right stack, and be available to run."""

import re
from pathlib import Path

from .project import find_project

TAKE_STACK = re.compile(
    r"\b(?:pulumi (?:up|preview|refresh|destroy|cancel|config set)"
    r"|aep (?:adopt|doctor|plan|destroy-report|drift(?: accept| ignore)?|runs (?:list|logs|metrics|stop)))\b"
    r"(?! (?:--new|[^;,.:()]*--stack))"
)


def name_stack(text: str, stack: str) -> str:
    """The text, with the stack added to each command that would otherwise use the selected one."""
    return TAKE_STACK.sub(lambda found: f"{found[0]} --stack {stack}", text) if stack else text


def stack_of(urn: str) -> str:
    """The stack in a URN: `urn:pulumi:STACK::PROJECT::TYPE::NAME`."""
    head, _, rest = urn.partition("::")
    return head.removeprefix("urn:pulumi:") if rest else ""


def import_refusal(kind: str, name: str, id: str, stack: str) -> str:
    adopt = name_stack("aep adopt", stack)
    return (
        f'{kind} "{name}": Pulumi can\'t import dynamic resources; to own what is there run: {adopt}; '
        f'only to refer to it write: aep.{kind}.get("{name}", "{id}")'
    )


def set_up(otherwise: str) -> str:
    """The command that sets the environment up: `make setup` if the project has it, otherwise what that would do."""
    folder = find_project() or Path.cwd()
    try:
        made = re.search(r"^setup:.*\n\t.*", (folder / "Makefile").read_text(), re.MULTILINE)
    except OSError:
        made = None
    return "run: make setup" if made and (folder / "engine").is_dir() else otherwise
