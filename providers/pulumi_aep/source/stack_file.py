"""The stack's own file, `Pulumi.<stack>.yaml`: one value in it, or what is ignored for a while; by ruamel.yaml."""

import re
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import AepError
from .literal import like
from .manual import ByHand

if TYPE_CHECKING:
    from .edit import Setting

IGNORED = "aep:ignoreDrift"


def place(project: Path, stack: str) -> Path:
    """Where the engine reads it: beside Pulumi.yaml, or in the folder that names."""
    found = _yaml("").load((project / "Pulumi.yaml").read_text(encoding="utf-8")) or {}
    folder = found.get("stackConfigDir") or ""
    return project / str(folder) / f"Pulumi.{stack.rpartition('/')[2]}.yaml"


def name(project: Path) -> str:
    """The project's name: the namespace of settings that name none."""
    found = _yaml("").load((project / "Pulumi.yaml").read_text(encoding="utf-8")) or {}
    return str(found.get("name", ""))


def put(text: str, key: str, path: tuple[str, ...], value: Any, *, numeric: bool = False) -> str:
    """The file with that value, in the type and the quotes of the one before. None takes it away."""
    yaml = _yaml(text)
    data = _loaded(yaml, text)
    inside, last = data.setdefault("config", {}), key
    for step in path:
        inside, last = inside.get(last), step
        if not isinstance(inside, Mapping) or "secure" in inside:
            raise ByHand(f"is a part of the setting {key}, which holds no plain map here", 0)
    old = inside.get(last)
    if isinstance(old, Mapping) and "secure" in old:
        raise ByHand(f"is the secret {key}, set with pulumi config set --secret", 0)
    if value is None:
        inside.pop(last, None)
    else:
        inside[last] = _written(old, like(old, value, numeric=numeric))
    return _dumped(yaml, data)


def tried(text: str, setting: "Setting") -> str | ByHand:
    """The file with that setting in it, or why that cannot be."""
    try:
        return put(text, setting.key, setting.path, setting.value, numeric=setting.numeric)
    except ByHand as reason:
        return reason


def _written(old: Any, new: Any) -> Any:
    from ruamel.yaml.scalarstring import ScalarString

    if isinstance(new, Mapping):
        return {key: _written(None, item) for key, item in new.items()}
    return type(old)(new) if isinstance(old, ScalarString) and isinstance(new, str) else new


def ignored(text: str) -> Iterator[Mapping[str, Any]]:
    """The entries under `aep:ignoreDrift`, as they stand there."""
    found = (_loaded(_yaml(text), text).get("config") or {}).get(IGNORED) or []
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise AepError(f"{IGNORED} in the stack's file is no list of maps; mend it, or remove it")
    yield from found


def ignoring(text: str, entry: Mapping[str, str]) -> str:
    """With that entry, in place of an earlier one for the same field."""
    list(ignored(text))
    yaml = _yaml(text)
    data = _loaded(yaml, text)
    entries = data.setdefault("config", {}).setdefault(IGNORED, [])
    same = [at for at, old in enumerate(entries) if all(old.get(key) == entry[key] for key in ("resource", "field"))]
    if same:
        entries[same[0]].clear()
        entries[same[0]].update(entry)
    else:
        entries.append(dict(entry))
    return _dumped(yaml, data)


def _yaml(text: str) -> Any:
    """Quotes and line lengths stay; lists are indented as in the file, or as the engine does where it has none."""
    from ruamel.yaml import YAML

    made = YAML()
    made.preserve_quotes = True
    made.width = 4096
    first = re.search(r"^( +)\S", text, re.MULTILINE)
    mapping = len(first[1]) if first else 2
    listed = re.search(r"^( *)[^\s#-].*:[^\S\n]*(?:#.*)?\n( *)(- +)", text, re.MULTILINE)
    offset, dash = (len(listed[2]) - len(listed[1]), len(listed[3])) if listed else (mapping, 2)
    made.indent(mapping=mapping, sequence=offset + dash, offset=offset)
    return made


def _loaded(yaml: Any, text: str) -> Any:
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import YAMLError

    try:
        found = yaml.load(text) if text.strip() else CommentedMap()
    except YAMLError as error:
        raise AepError(f"the stack's file is no YAML: {str(error).splitlines()[0]}; mend it first") from None
    if not isinstance(found, CommentedMap) or not isinstance(found.get("config", {}), Mapping):
        raise AepError("the stack's file holds no map of settings; mend it first")
    return found


def _dumped(yaml: Any, data: Any) -> str:
    out = StringIO()
    yaml.dump(data, out)
    return out.getvalue()
