"""Lines of Markdown wrap at 120 columns, tables and code excepted: a change of a word is a change of a line."""

import re
import subprocess

import pytest

from tests.support.repository import ROOT

LIMIT = 120


def pages() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return sorted({name for name in listed if (ROOT / name).exists()})


def prose(text: str) -> list[tuple[int, str]]:
    """Number and line, without fenced code, tables, and lines that are one word, such as an address."""
    bare = re.sub(r"^( *)```.*?^\1```$", lambda code: "\n" * code[0].count("\n"), text, flags=re.DOTALL | re.MULTILINE)
    lines = enumerate(bare.splitlines(), start=1)
    return [(number, line) for number, line in lines if not line.startswith("|") and " " in line.strip("-* ")]


@pytest.mark.parametrize("page", pages())
def test_lines_wrap(page: str) -> None:
    long = [number for number, line in prose((ROOT / page).read_text()) if len(line) > LIMIT]
    assert long == [], f"{page}: these lines are longer than {LIMIT}"
