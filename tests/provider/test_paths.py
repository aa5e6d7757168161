"""Where a program's paths begin: at the folder of Pulumi.yaml, wherever the program itself lies in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.engine.provider_process import ProviderProcess, environment
from tests.support.kinds.files import write_files
from tests.support.recipes.toy import MARKED

ROW = '{"_id": "1"}\n'


@pytest.fixture
def inside(folder: Path) -> Iterator[ProviderProcess]:
    """Pulumi starts programs and providers in the folder that `main:` names."""
    (folder / "src").mkdir(exist_ok=True)
    process = ProviderProcess(folder=folder / "src", environment=environment(folder, AEP_ARCHIVE="kept"))
    yield process
    process.stop()
    shutil.rmtree(folder / "src")


def batch(source: str) -> dict[str, Any]:
    return {"dataset": "d", "source": source, "__stamp": "luma/dev/b"}


def test_data_begin_at_the_project_folder(inside: ProviderProcess, provider: ProviderProcess, folder: Path) -> None:
    """And are the same data as if the program lay there; the project's come before the program's."""
    (folder / "rows.json").write_text(ROW)
    (folder / "src" / "rows.json").write_text(ROW * 2)
    (folder / "src" / "beside.json").write_text(ROW)
    found, problems = inside.check("Batch", batch("rows.json"))
    assert problems == []
    assert found == provider.check("Batch", batch("rows.json"))[0]
    assert inside.check("Batch", batch("beside.json"))[1] == []
    assert inside.check("Batch", batch(str(folder / "src" / "beside.json")))[1] == []
    said = f"{folder.resolve()}/none.json does not exist; check the path (a relative one begins at the project folder, "
    assert inside.check("Batch", batch("none.json"))[1] == [f"{said}{folder.resolve()})"]


def test_recipes_begin_at_the_project_folder(inside: ProviderProcess, provider: ProviderProcess, folder: Path) -> None:
    """The digest does not know where that is."""
    write_files(folder, MARKED)
    declared = {"name": "R", "source": "recipe", "__stamp": "luma/dev/r"}
    found, problems = inside.check("Recipe", declared)
    assert problems == []
    assert found == provider.check("Recipe", declared)[0]
    assert str(folder.resolve()) in inside.check("Recipe", {**declared, "source": "nowhere"})[1][0]


def test_archives_go_to_the_project_folder(inside: ProviderProcess, folder: Path) -> None:
    """Not to where the program lies."""
    fields = {"title": "Kept", "extends": ["profile"], "fields": {"a": {"type": "string"}}, "__stamp": "luma/dev/k"}
    id, outputs = inside.create(inside.check("FieldGroup", fields)[0])
    inside.delete(id, outputs)
    assert [item.name for item in folder.glob("kept/*/FieldGroup/*")]
    assert not list((folder / "src").iterdir())
