"""Two environments of one program, applied for real, compared by what their states hold."""

import json
from collections.abc import Callable

from tests.support.engine.project import Project

PROGRAM = """\
import pulumi
import pulumi_aep as aep

config = pulumi.Config()
stack = pulumi.get_stack()
aep.Sandbox("here", existing=True, type="production" if stack == "prod" else "development")
fields = aep.FieldGroup("f", title="F", extends=["profile"], fields={"id": aep.xdm.string()})
schema = aep.Schema("s", title="S", behavior="profile", field_groups=[fields])
data = aep.Dataset("d", name=f"Data of {stack}", schema=schema)
aep.Batch("b", dataset=data, source=config.require("rows"))
recipe = aep.Recipe("r", name="R", image="registry.example/r:1")
aep.Model("m", name="M", recipe=recipe, hyperparameters=config.require_object("tuned"), training_dataset=data,
    scoring_dataset=data, results_dataset=data)
"""


def stack(found: Project, name: str, rate: float, rows: int) -> None:
    (found.folder / f"{name}.jsonl").write_text("".join(f'{{"_id": "{number}"}}\n' for number in range(rows)))
    settings = {"aep:sandbox": name, "luma:tuned": {"rate": rate, "trees": 5}, "luma:rows": f"{name}.jsonl"}
    (found.folder / "stacks" / f"Pulumi.{name}.yaml").write_text(json.dumps({"config": settings}))


def test_two_environments_side_by_side(project: Callable[..., Project]) -> None:
    """What is configured differs and is told apart; then something else differs, and something is only in one."""
    found = project(PROGRAM.replace("existing=True", 'existing=stack == "prod"'))
    stack(found, "dev", 0.1, 3)
    stack(found, "prod", 0.2, 4)
    found.init("prod")
    for name in ("dev", "prod"):
        done = found.up("--stack", name)
        assert done.ok, done.text
    done = found.aep("diff", "dev", "prod", "--json")
    assert done.code == 0, done.text
    said = json.loads(done.text)
    assert (said["differences"], said["only"]) == ([], {"dev": [], "prod": []})
    explained = {f"{item['resource']}.{item['field']}": item["setting"] for item in said["configured"]}
    assert explained["Model/m.hyperparameters"] == "luma:tuned.rate"
    assert explained["Dataset/d.name"] == "the stack's name"
    assert explained["Batch/b.source"] == "luma:rows"
    assert said["data"] == [{"resource": "Batch/b", "rows": [3, 4], "same_content": False}]

    found.edit("__main__.py", "schema=schema)", 'schema=schema, description="new")')
    with (found.folder / "__main__.py").open("a") as file:
        file.write('aep.Dataset("e", name="E", schema=schema)\n')
    done = found.up("--stack", "dev")
    assert done.ok, done.text
    done = found.aep("diff", "dev", "prod", "--json")
    said = json.loads(done.text)
    assert (done.code, said["only"]) == (2, {"dev": ["Dataset/e"], "prod": []})
    assert said["differences"] == [{"resource": "Dataset/d", "field": "description", "path": [], "values": ["new", ""]}]
    assert "Dataset/e  " in found.aep("diff", "dev", "prod").text

    done = found.aep("diff", "dev", "prd")
    assert (done.code, done.text.strip()) == (1, 'aep: there is no stack "prd"; did you mean "prod"?')
    assert found.aep("diff", "dev").code == 1
