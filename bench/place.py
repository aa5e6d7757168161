"""What lies where: the checkout, the commands of its environment, the data."""

import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "platform" / "data" / "luma" / "luma_post.reduced.snappy.parquet"


def beside_python(name: str) -> str:
    """A command of the environment this runs in."""
    return str(Path(sys.executable).parent / name)


def generated(folder: Path) -> Path:
    """The program's own data: what everybody has who has no real events."""
    from luma import events

    return events.events_file(folder)


def real_or_generated(folder: Path) -> tuple[Path, str]:
    """The real events where they are, and their name in a table."""
    return (REAL, "the real events") if REAL.exists() else (generated(folder), "generated events")


def hyperparameters() -> dict[str, Any]:
    """Those of the program's stack `dev`."""
    settings = yaml.safe_load((ROOT / "stacks" / "Pulumi.dev.yaml").read_text())
    found: dict[str, Any] = settings["config"]["luma:hyperparameters"]
    return found
