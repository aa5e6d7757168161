"""What docs/architecture.md says of the code is so."""

import re
import tomllib

from tests.support.repository import ROOT

TEXT = (ROOT / "docs" / "architecture.md").read_text()
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def test_the_picture_of_the_rooms_is_the_contract() -> None:
    """The same rooms, in the same order; above them what stands outside."""
    picture = re.findall(r"^(\w+) {2,}\S", TEXT.partition("```text\n")[2].partition("```")[0], re.MULTILINE)
    layers = next(item["layers"] for item in CONTRACTS if item.get("containers") == ["pulumi_aep"])
    assert picture == ["__init__", "_loader", *layers]


def test_every_file_that_is_named_is_there() -> None:
    """Of the library, where no other folder is said."""
    places = (ROOT, ROOT / "providers" / "pulumi_aep")
    named = re.findall(r"`([\w./]+(?:\.py|/))`", TEXT)
    assert [name for name in named if not any((place / name).exists() for place in places)] == []
