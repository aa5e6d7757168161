"""The pages of the laws: each law has one, and the tests that it names are there."""

import re
from pathlib import Path

import pytest

from tests.support.repository import ROOT

PAGES = sorted((ROOT / "docs" / "laws").glob("*.md"), key=lambda page: int(page.stem.partition("-")[0]))


def test_every_law_has_a_page_and_the_table_leads_to_it() -> None:
    linked = re.findall(r"\]\((laws/[\w.-]+)\)", (ROOT / "docs" / "laws.md").read_text())
    assert linked == [f"laws/{page.name}" for page in PAGES]
    assert len(linked) == 13


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_names_is_there(page: Path) -> None:
    """Promise, tests and limits have their places; test modules exist; links lead somewhere."""
    text = page.read_text()
    for part in ("**Promised.**", "**How it holds.**", "**Tested by**", "**Not covered.**"):
        assert part in text
    modules = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    assert set(re.findall(r"test_\w+\.py", text)) <= modules
    assert all((page.parent / link).exists() for link in re.findall(r"\]\(([\w./-]+)\)", text))
