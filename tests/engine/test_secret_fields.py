"""A secret in every field of every kind: made, changed, refused, drifted, archived; its value is nowhere to be read."""

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pulumi_aep.core.registry import kind_named, kind_names

from tests.support.engine.project import Outcome, Project
from tests.support.kinds.files import write_files
from tests.support.kinds.program import MAIN, Item, item, placed, write
from tests.support.kinds.rows import ROWS

NUMBERS = {value for row in ROWS.values() for value in row.secret.values.values() if isinstance(value, int)}
SEALED = MAIN.replace(
    "given = {name: value(field) for",
    "given = {name: value(field) if name in item['open'] else sealed(field) for",
).replace(
    "\n\nfor item in",
    """

def sealed(given):
    if isinstance(given, dict):
        return {key: sealed(one) for key, one in given.items()}
    return pulumi.Output.secret(given)


for item in""",
    1,
)


def worded(value: Any, word: str) -> Any:
    """With that word, a digit; numbers end with it."""
    if isinstance(value, dict):
        return {key: worded(one, word) for key, one in value.items()}
    if isinstance(value, str):
        return value.replace("{w}", word)
    return value + int(word) if value in NUMBERS else value


def program(word: str) -> list[Item]:
    found = []
    for kind in kind_names():
        row = ROWS[kind]
        after = [f"{other}/{ROWS[other].first}" for other in row.after]
        fields = {**row.assets[row.first], **worded(row.secret.values, word)}
        fields = {name: fields.get(name, one.default) for name, one in kind_named(kind).FIELDS.items() if one.given}
        fields = {name: value for name, value in fields.items() if name not in row.secret.absent and value != ()}
        refers = {name for name, one in kind_named(kind).FIELDS.items() if one.reference}
        made = item(kind, row.first, after, **fields)
        found.append({**made, "open": sorted(refers | row.secret.open)})
    return placed(found)


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from leaves(one)
    elif value not in ("string", "integer", 2147483647, -2147483648):
        yield str(value)


VALUES = {"4.918273641", "Zqbad-"} | {
    text for word in "124" for row in ROWS.values() for text in leaves(worded(row.secret.values, word))
}


def forms(value: str) -> Iterator[bytes]:
    """As it is, in JSON, in a URL, in base64 wherever it begins, as a number with separators."""
    yield value.encode()
    yield json.dumps(value)[1:-1].encode()
    yield quote(value, safe="").encode()
    if value.isdecimal():
        yield f"{int(value):,}".encode()
    if len(value) > 6:
        for before in range(3):
            text = base64.b64encode(bytes(before) + value.encode()).rstrip(b"=")
            yield text[(before * 8 + 5) // 6 : (before + len(value)) * 8 // 6]


FORMS = {form: value for value in VALUES for form in forms(value)}


class Scene:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.said: list[str] = []

    def kept(self, done: Outcome) -> Outcome:
        self.said.append(done.text + done.out + done.errors)
        return done

    def write(self, word: str) -> None:
        folder = self.project.folder
        for old, new in (("rows.jsonl", f"Zqsource-{word}.jsonl"), ("recipe", f"Zqrecipe-{word}")):
            if not (folder / new).exists():
                (folder / new).symlink_to(folder / old)
        write(folder, program(word))

    def nowhere(self) -> None:
        for text in self.said:
            leaked(text.encode(), text)
        for file in self.project.folder.rglob("*"):
            if file.is_file() and not file.is_symlink() and not content(file.relative_to(self.project.folder)):
                leaked(file.read_bytes(), str(file))


def content(file: Path) -> bool:
    """The program itself; and what the Platform stores, as it was sent: its documents, and what its runs were given.

    The emulator's logs and its own files are not content.
    """
    place = file.as_posix()
    own = file.suffix == ".log" or file.name == "emulator.json"
    return place == "program.json" or (place.startswith(".aep/emulator/") and not own)


def leaked(data: bytes, where: str) -> None:
    for form, value in FORMS.items():
        at = data.find(form)
        while at >= 0 and value.isdecimal() and _in_longer_number(data, at, len(form)):
            at = data.find(form, at + 1)
        assert at < 0, f"{value} is said: …{data[max(0, at - 200) : at + 80]!r}… in {where[:200]}"


def _in_longer_number(data: bytes, at: int, length: int) -> bool:
    """A time or an id may hold the digits of a short one by chance."""
    return data[at : at + length].isdigit() and (data[at - 1 : at].isalnum() or data[at + length :][:1].isalnum())


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("fields") / "project"
    project = Project.of(folder, SEALED, **{"aep:archive": "archive"})
    project.environment["PULUMI_DEBUG_COMMANDS"] = "true"  # for --event-log
    write_files(folder)
    project.init()
    yield Scene(project)
    project.stop()


def test_every_field_is_looked_at() -> None:
    """A field that is new gets a secret of its own."""
    for kind in kind_names():
        fields = {one.name: one for one in kind_named(kind).declared_fields() if one.given and not one.reference}
        plain = {name for name, one in fields.items() if one.type is bool or "Literal" in str(one.type)}
        secret = ROWS[kind].secret
        known = plain | secret.values.keys() | secret.words | secret.open | secret.absent
        assert fields.keys() - known == set(), kind


def test_secrets_in_every_field(scene: Scene) -> None:
    """Made, changed, stopped by a gate, changed by somebody else, read again, compared, archived and deleted."""
    project = scene.project
    scene.write("1")
    assert scene.kept(project.up("--parallel", "8", "--event-log", "made.json")).ok, scene.said[-1]
    scene.nowhere()
    scene.write("2")
    scene.kept(project.preview("--diff", "--event-log", "preview.json"))
    scene.kept(project.preview("--json", "--save-plan", "plan.json"))
    for words in (["plan"], ["plan", "--json"], ["plan", "--markdown"]):
        scene.kept(project.aep(*words))
    assert scene.kept(project.up("--parallel", "8", "--event-log", "changed.json")).ok, scene.said[-1]
    scene.nowhere()
    drift(scene)
    scene.kept(project.refresh("--event-log", "refreshed.json"))
    assert scene.kept(project.up("--parallel", "8")).ok, scene.said[-1]
    refuse(scene)
    for words in (["destroy-report"], ["diff", "dev", "dev"], ["doctor"]):
        scene.kept(project.aep(*words))
    assert scene.kept(project.destroy("--parallel", "8")).ok, scene.said[-1]
    assert len(list(project.folder.glob("archive/**/asset.json"))) > 10
    scene.nowhere()


def drift(scene: Scene) -> None:
    """Somebody changes what is secret: what is recorded and what is live are both left out."""
    platform, state = scene.project.platform(), scene.project.resources()
    id = state["Dataset/dataset"]["id"]
    path = f"/data/foundation/catalog/dataSets/{id}"
    doc = platform.json(path)[id]
    platform.call("PATCH", path, json={"description": doc["description"].replace("dataset <2>", "dataset <4>")})
    scene.kept(scene.project.aep("drift"))
    done = scene.kept(scene.project.run("refresh", "--preview-only"))
    assert "description: recorded [secret], live [secret]" in done.text
    mine = program("2")
    next(one for one in mine if one["kind"] == "Dataset")["fields"]["description"] = "Zqtext dataset <1>"
    write(scene.project.folder, mine)
    stopped = scene.kept(scene.project.up())
    assert not stopped.ok
    assert "description was changed on the Platform" in stopped.text, stopped.text
    scene.write("2")


def refuse(scene: Scene) -> None:
    """A gate that isn't reached; and values that are none, quoted in the check's sentences."""
    bad = program("2")
    for one in bad:
        if one["kind"] == "TrainingRun":
            one["fields"]["gate"] = {"accuracy": ">= 4.918273641"}
    write(scene.project.folder, bad)
    done = scene.kept(scene.project.up())
    assert not done.ok
    assert "the gate [secret]" in done.text, done.text
    for one in bad:
        for name, value in one["fields"].items():
            if name in ("cron", "retention", "start"):
                one["fields"][name] = f"Zqbad-{value}"
    write(scene.project.folder, bad)
    done = scene.kept(scene.project.preview())
    assert done.text.count("is no ") >= 3
    scene.write("2")
