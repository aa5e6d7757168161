"""A recipe's requirements against what is installed, by the rules of Python packaging."""

from pathlib import Path

import pytest
from aep_emulator.runtime.requirements import unmet


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package `toy-numbers` of version 2.0a1, one `toy_local` of version 1.4.0+cpu."""
    for name, version in (("toy-numbers", "2.0a1"), ("toy_local", "1.4.0+cpu")):
        folder = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.parametrize(
    "met",
    [
        "toy-numbers",
        "Toy_Numbers>=1.9",
        "toy.numbers (>=2.0a1)",
        "toy-numbers<2.0.1,!=1.5",
        "toy-numbers==2.0.*",
        "toy-local==1.4",
        "toy-local~=1.3",
        "toy-numbers[fast]>=1",
        "nowhere; python_version < '3'",
        "nowhere; extra == 'docs'",
        "platform_sdk>=99",
    ],
)
def test_what_is_met(installed: None, met: str) -> None:
    """Names are compared as packaging normalises them; what a marker rules out is not required."""
    assert unmet([met]) == []


@pytest.mark.parametrize(
    ("requirement", "said"),
    [
        ("toy-numbers>=2.0.1", "toy-numbers>=2.0.1 (2.0a1 is installed)"),
        ("toy-numbers>=2.0", "toy-numbers>=2.0 (2.0a1 is installed)"),
        ("toy-numbers==2.0", "toy-numbers==2.0 (2.0a1 is installed)"),
        ("toy-local!=1.4.0", "toy-local!=1.4.0 (1.4.0+cpu is installed)"),
        ("toy-local~=1.5", "toy-local~=1.5 (1.4.0+cpu is installed)"),
        ("nowhere", "nowhere"),
        ("nowhere; python_version >= '3'", "nowhere; python_version >= '3'"),
    ],
)
def test_what_is_not(installed: None, requirement: str, said: str) -> None:
    """An alpha of 2.0 is older than 2.0, and so than 2.0.1."""
    assert unmet([requirement]) == [said]
