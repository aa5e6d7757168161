"""Console transcripts in a Markdown page: run line by line, what is shown compared with what was said."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.support.engine.project import Project

_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_CODE = re.compile(r"#\s*exit code (\d+)\s*$")


@dataclass(frozen=True)
class Step:
    """One command, its exit code, and lines that its output holds. `…` in a line stands for anything.

    A line that starts with `# ` is no command but something that happens elsewhere, which the test brings about.
    """

    command: str
    code: int = 0
    shown: tuple[str, ...] = ()

    @property
    def event(self) -> str:
        return self.command.removeprefix("# ") if self.command.startswith("# ") else ""

    def run(self, project: Project) -> str:
        done = subprocess.run(
            ["bash", "-c", self.command],
            cwd=project.folder,
            env=project.env(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        where = f"$ {self.command} (exit code {done.returncode})"
        assert done.returncode == self.code, f"{where}\n{done.stdout}"
        said = [" ".join(line.split()) for line in done.stdout.splitlines()]
        for line in self.shown:
            pattern = ".*".join(re.escape(" ".join(part.split())) for part in line.split("…"))
            assert any(re.search(pattern, one) for one in said), f"{where}\n{line}\n-- not in --\n{done.stdout}"
        return done.stdout


def steps(page: Path) -> dict[str, list[Step]]:
    """Heading to the commands below it, in order."""
    found: dict[str, list[Step]] = {}
    for section in re.split(r"^##? (?=[A-Z])", page.read_text(), flags=re.MULTILINE)[1:]:
        heading = section.partition("\n")[0]
        for block in _BLOCK.findall(section):
            found.setdefault(heading, []).extend(_steps(block))
    return found


def _steps(block: str) -> list[Step]:
    parts = re.split(r"^(?:\$ |(?=# ))", block, flags=re.MULTILINE)[1:]
    made = []
    for part in parts:
        command, _, rest = part.partition("\n")
        code = _CODE.search(command)
        shown = tuple(line for line in rest.splitlines() if line.strip(" …"))
        made.append(Step(command, int(code[1]) if code else 0, shown))
    return made
