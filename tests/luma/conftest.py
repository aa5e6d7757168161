"""The recipe's package is importable by its own name, as in its image; data is generated once."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from luma import bare, events
from tests.support.luma.layout import RECIPE
from tests.support.repository import real_events

sys.path.insert(0, str(RECIPE))


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's default data."""
    return events.events_file(tmp_path_factory.mktemp("events"))


@pytest.fixture(scope="session")
def shop(generated: Path) -> pd.DataFrame:
    """The same as a table with dotted columns."""
    found: pd.DataFrame = bare.dotted(generated)
    return found


@pytest.fixture(scope="session")
def real() -> Path:
    return real_events()
