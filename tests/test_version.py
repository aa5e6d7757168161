"""One version, in one place, for all that is released together."""

import re
from importlib.metadata import distribution, version
from pathlib import Path

import pulumi_aep
import pytest

from tests.support.repository import ROOT


@pytest.mark.parametrize("distribution", ["pulumi-aep", "aep-emulator"])
def test_both_distributions_bear_it(distribution: str) -> None:
    assert version(distribution) == pulumi_aep.__version__


def test_the_engine_finds_that_the_library_is_no_plugin() -> None:
    """The language host looks where the distribution is installed, in an editable install too; if this file isn't
    there, each command asks the network for a plugin, five times with pauses."""
    marker = Path(str(distribution("pulumi-aep").locate_file("pulumi_aep/pulumi-plugin.json")))
    assert marker.read_text().strip() == '{"resource": false}'


def test_no_other_file_says_one() -> None:
    """Neither a module nor a package's settings; and no plugin has one to look for (`pulumi-plugin.json`)."""
    folders = (ROOT / "providers", ROOT / "emulator", ROOT / "engine")
    settings = [*ROOT.glob("*/pyproject.toml"), *(ROOT / "providers").rglob("pulumi-plugin.json")]
    files = [*(file for folder in folders for file in folder.rglob("*.py")), *settings]
    said = re.compile(r'^(__version__|version) = "|"version":', re.MULTILINE)
    ours = [file for file in files if "__version__" in file.read_text() or file in settings]
    found = [str(file.relative_to(ROOT)) for file in ours if said.search(file.read_text())]
    assert found == ["providers/pulumi_aep/__init__.py"]


def test_the_changelog_tells_of_it() -> None:
    """What isn't released yet stands first, then the version that the code bears."""
    headings = re.findall(r"^## \[(.*?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[:2] == ["Unreleased", pulumi_aep.__version__]
