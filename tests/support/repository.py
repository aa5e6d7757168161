"""Where things lie: the checkout, the commands of its environment, the real Luma data beside it."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
DOCS = ROOT / "docs"
LUMA_EVENTS = ROOT.parent / "shared" / "platform" / "data" / "luma" / "luma_post.reduced.snappy.parquet"


def executable(name: str) -> str:
    """A command of the environment that the tests run in."""
    return str(Path(sys.executable).parent / name)


def real_events() -> Path:
    """Real web data of the Luma shop. The file is not part of the repository; without it the test is skipped."""
    if not LUMA_EVENTS.exists():
        pytest.skip(f"the Luma data file is not beside the checkout: {LUMA_EVENTS.relative_to(ROOT.parent)}")
    return LUMA_EVENTS
