"""What CONTRIBUTING.md names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
PLACES = (ROOT, ROOT / "providers" / "pulumi_aep", ROOT / "emulator" / "aep_emulator")


def test_make_knows_every_verb_that_is_named() -> None:
    named = set(re.findall(r"(?:`|\$ )make (\w+)", TEXT))
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named - targets == set()


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`(?:pytest |python )?([\w./]+(?:\.(?:py|toml|md)|/))`", TEXT)))
)
def test_every_place_that_is_named_is_there(path: str) -> None:
    """From the root, or inside of the library or the emulator."""
    assert any(list(place.glob(path)) or list(place.glob(f"*/{path}")) for place in PLACES)
