"""The recipe's package is importable by its own name, as in its image; data is generated once."""

import sys
from pathlib import Path

import pandas as pd
import pytest
from layout import REAL, RECIPE

from luma import bare, events

sys.path.insert(0, str(RECIPE))


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's default data."""
    return events.events_file(tmp_path_factory.mktemp("events"))


@pytest.fixture(scope="session")
def shop(generated: Path) -> pd.DataFrame:
    """The same as a table with dotted columns."""
    return bare.dotted(generated)


@pytest.fixture(scope="session")
def real() -> Path:
    if not REAL.exists():
        pytest.skip("the real Luma events do not lie beside this project")
    return REAL
