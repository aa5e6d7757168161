"""Images in a real registry: pushed without Docker, laid upon a base, not sent twice."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests
from process import ProviderProcess

SETUP = """
setup(name="tiny", version="1", entry_points={
    "Training": ["training_dataloader = tiny.all", "training_pipeline = tiny.all"],
    "Scoring": ["scoring_dataloader = tiny.all", "scoring_pipeline = tiny.all", "scoring_datasaver = tiny.all"],
    "Evaluation": ["evaluator = tiny.all:Judge"],
})
"""


@pytest.fixture
def source(folder: Path) -> str:
    package = folder / "tiny" / "tiny"
    package.mkdir(parents=True, exist_ok=True)
    (folder / "tiny" / "setup.py").write_text(SETUP)
    (package / "__init__.py").touch()
    (package / "all.py").write_text("# everything\n")
    return "tiny"


def registry(ready: dict[str, str]) -> dict[str, str]:
    form = {"grant_type": "client_credentials", "scope": "openid"}
    form |= {key: ready[key] for key in ("client_id", "client_secret")}
    token = requests.post(f"{ready['url']}/ims/token/v3", data=form, timeout=30).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "x-api-key": ready["client_id"], "x-gw-ims-org-id": ready["org"]}
    url = f"{ready['url']}/data/sensei/engines/dockerRegistry"
    found: dict[str, str] = requests.get(url, headers=headers, timeout=30).json()
    return found


def pulled(ready: dict[str, str], address: str, what: str) -> Any:
    login = registry(ready)
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
    (folder / "tiny" / "tiny" / "all.py").write_text("# more\n")
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
