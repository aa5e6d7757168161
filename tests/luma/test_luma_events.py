"""The generator: the shape of the real events, the same rows for the same seed, and something to learn."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import pandas as pd
import pytest
from luma_propensity.table import training_table
from pyarrow import parquet

from luma import bare, events
from luma.events.layout import LAYOUT
from tests.support.repository import ROOT

VISITOR = "endUserIDs._experience.mcid.id"


@pytest.fixture(scope="module")
def few() -> list[dict[str, Any]]:
    return events.events(visitors=40, seed=5)


def test_one_seed_gives_one_shop(few: list[dict[str, Any]]) -> None:
    """The same events again; another seed, other events."""
    assert events.events(visitors=40, seed=5) == few
    assert not {row["_id"] for row in few} & {row["_id"] for row in events.events(visitors=40, seed=6)}


def test_a_shop_is_known(few: list[dict[str, Any]]) -> None:
    """A change of these events must raise the generator's version, or old files would be taken for new ones."""
    text = json.dumps(few, default=str)
    assert (events.VERSION, len(few), crc32(text.encode())) == (1, 690, 2740622573)


def test_events_are_in_order_and_within_six_weeks(few: list[dict[str, Any]]) -> None:
    """A fixed window in the past, whenever it is drawn."""
    times = [row["timestamp"] for row in few]
    assert times == sorted(times)
    assert datetime(2024, 1, 1) <= times[0] < times[-1] < datetime(2024, 2, 12)  # noqa: DTZ001
    assert len({row["_id"] for row in few}) == len(few)


def test_no_key_without_a_value(few: list[dict[str, Any]]) -> None:
    """The Platform refuses an empty field in JSON."""

    def values(thing: Any) -> list[Any]:
        if isinstance(thing, dict):
            return [leaf for value in thing.values() for leaf in values(value)]
        return [leaf for value in thing for leaf in values(value)] if isinstance(thing, list) else [thing]

    assert not [row for row in few if any(value is None or value == "" for value in values(row))]


def test_every_column_is_filled_by_some_event(shop: pd.DataFrame) -> None:
    """A column that is empty throughout would be tested by nobody."""
    assert shop.columns[shop.isna().all()].tolist() == ["web.webInteraction.URL"]


def test_the_layout_is_that_of_the_real_events(real: Path) -> None:
    """Same columns, same nesting, same types."""
    assert parquet.read_schema(real).remove_metadata().equals(LAYOUT)


def test_no_row_is_a_real_one(real: Path, shop: pd.DataFrame) -> None:
    """Neither events nor visitors of the real file are in it."""
    ours, theirs = shop, bare.dotted(real)
    assert not {*ours["_id"]} & {*theirs["_id"]}
    assert not {*ours[VISITOR]} & {*theirs[VISITOR]}


def test_a_file_that_exists_is_left_alone(tmp_path: Path) -> None:
    """Every preview asks for it."""
    path = events.events_file(tmp_path, visitors=10, seed=1)
    path.write_bytes(b"kept")
    assert events.events_file(tmp_path, visitors=10, seed=1) == path
    assert path.read_bytes() == b"kept"
    assert [file.name for file in tmp_path.iterdir()] == ["luma-events-v1-10-1.parquet"]


def test_json_lines_hold_the_same_events(tmp_path: Path, few: list[dict[str, Any]]) -> None:
    """Times as the Platform writes them."""
    path = events.events_file(tmp_path, visitors=40, seed=5, form="jsonl")
    found = [json.loads(line) for line in path.read_text().splitlines()]
    assert [row["_id"] for row in found] == [row["_id"] for row in few]
    assert found[0]["timestamp"] == few[0]["timestamp"].strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_the_command_prints_the_file(tmp_path: Path) -> None:
    """And can be told how much, by which seed, and in which form."""
    words = ["-m", "luma.events", "--out", str(tmp_path), "--visitors", "5", "--seed", "9", "--format", "jsonl"]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == f"{tmp_path / 'luma-events-v1-5-9.jsonl'}\n"


def test_the_program_imports_nothing_heavy() -> None:
    """A preview with the file in its place must not pay for pandas or pyarrow."""
    code = "import sys, luma.events, luma.schemas; print({'pandas', 'numpy', 'pyarrow'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "set()\n"


def test_a_quarter_orders_and_it_can_be_learnt(generated: Path, shop: pd.DataFrame) -> None:
    """Neither trivial nor hopeless: defaults reach an auroc of 0.80 to 0.92."""
    orders = shop.groupby(VISITOR)["commerce.order.purchaseID"].count()
    assert 0.2 <= (orders > 0).mean() <= 0.35
    assert 20_000 <= len(shop) <= 30_000
    assert 0.80 <= bare.run(generated, {})["metrics"]["auroc"] <= 0.92


def test_both_formats_give_the_recipe_the_same(tmp_path: Path) -> None:
    """Features and labels do not depend on how the events were written."""
    files = [events.events_file(tmp_path, visitors=60, seed=3, form=form) for form in ("parquet", "jsonl")]
    one, other = (training_table(bare.dotted(file), {}) for file in files)
    pd.testing.assert_frame_equal(one, other)
