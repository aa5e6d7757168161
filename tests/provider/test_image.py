"""Images in a real registry: pushed without Docker, laid upon a base, not sent twice."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.engine.provider_process import ProviderProcess
from tests.support.platform.client import Client
from tests.support.recipes import image, toy


@pytest.fixture
def source(folder: Path) -> str:
    toy.write(folder / "toy")
    return "toy"


def pulled(ready: dict[str, str], address: str, what: str) -> Any:
    login = image.login(Client(ready))
    name, _, tag = address.partition("/")[2].rpartition(":")
    url = f"http://{login['host']}/v2/{name}/{what.format(tag=tag)}"
    accept = {"Accept": "application/vnd.oci.image.manifest.v1+json"}
    answer = requests.get(url, auth=(login["username"], login["password"]), headers=accept, timeout=30)
    assert answer.status_code == 200, answer.text
    return json.loads(answer.content)


def test_a_recipe_is_laid_upon_its_base(provider: ProviderProcess, folder: Path, source: str) -> None:
    """The base's layers come first and stay as they are; its environment is kept; the egg is on PYTHONPATH."""
    given = {"name": "Base", "source": source, "__stamp": "luma/dev/base"}
    inputs, problems = provider.check("Recipe", given)
    assert problems == []
    id, base = provider.create(inputs)
    ready = json.loads((folder / ".aep" / "emulator" / "emulator.json").read_text())
    toy.write(folder / "toy", remark="more")
    inputs, _ = provider.check(
        "Recipe", {**given, "name": "Above", "base": base["location"], "__stamp": "luma/dev/above"}
    )
    above_id, above = provider.create(inputs)
    below, on_top = (pulled(ready, item["location"], "manifests/{tag}") for item in (base, above))
    assert [layer["digest"] for layer in on_top["layers"]][:-1] == [layer["digest"] for layer in below["layers"]]
    assert len(on_top["layers"]) == 2
    config = pulled(ready, above["location"], f"blobs/{on_top['config']['digest']}")
    assert config["config"]["Env"] == ["PYTHONPATH=/application.egg:/application.egg"]
    assert len(config["rootfs"]["diff_ids"]) == 2
    for one, outputs in ((above_id, above), (id, base)):
        provider.delete(one, outputs)


def test_the_same_source_is_the_same_image(provider: ProviderProcess, source: str) -> None:
    """Its address is its content's digest."""
    found = []
    for number in (1, 2):
        given = {"name": "Same", "source": source, "__stamp": f"luma/dev/same-{number}"}
        inputs, _ = provider.check("Recipe", given)
        id, outputs = provider.create(inputs)
        found.append((inputs["digest"], outputs["location"]))
        provider.delete(id, outputs)
    assert found[0] == found[1]
    assert found[0][0].removeprefix("sha256:")[:16] == found[0][1].rpartition(":")[2]
