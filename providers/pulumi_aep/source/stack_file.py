"""Edits the text of a stack's settings file, `Pulumi.<stack>.yaml`; comments and formatting stay."""

import re
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from ..errors import AepError
from .literal import match_type
from .manual import CannotEdit

IGNORE_DRIFT = "aep:ignoreDrift"


def set_value(text: str, key: str, path: tuple[str, ...], value: Any, *, numeric: bool = False) -> str:
    """Sets a value, in the type and the quotation marks of the old one; None removes it."""
    yaml = _yaml_like(text)
    data = _load(yaml, text)
    inside, last = data.setdefault("config", {}), key
    for step in path:
        inside, last = inside.get(last), step
        if not isinstance(inside, Mapping) or "secure" in inside:
            raise CannotEdit(f"is a part of the setting {key}, which holds no plain map here", 0)
    old = inside.get(last)
    if isinstance(old, Mapping) and "secure" in old:
        raise CannotEdit(f"is the secret {key}, set with pulumi config set --secret", 0)
    if value is None:
        inside.pop(last, None)
    else:
        inside[last] = _typed(old, match_type(old, value, numeric=numeric))
    return _dump(yaml, data)


def _typed(old: Any, new: Any) -> Any:
    from ruamel.yaml.scalarstring import ScalarString

    if isinstance(new, Mapping):
        return {key: _typed(None, item) for key, item in new.items()}
    return type(old)(new) if isinstance(old, ScalarString) and isinstance(new, str) else new


def ignore_entries(text: str) -> Iterator[Mapping[str, Any]]:
    """The entries under `aep:ignoreDrift`."""
    found = (_load(_yaml_like(text), text).get("config") or {}).get(IGNORE_DRIFT) or []
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise AepError(f"{IGNORE_DRIFT} in the stack's file is no list of maps; mend it, or remove it")
    yield from found


def add_ignore_entry(text: str, entry: Mapping[str, str]) -> str:
    """Adds the entry, or replaces an earlier one for the same field."""
    list(ignore_entries(text))
    yaml = _yaml_like(text)
    data = _load(yaml, text)
    entries = data.setdefault("config", {}).setdefault(IGNORE_DRIFT, [])
    same = [at for at, old in enumerate(entries) if all(old.get(key) == entry[key] for key in ("resource", "field"))]
    if same:
        entries[same[0]].clear()
        entries[same[0]].update(entry)
    else:
        entries.append(dict(entry))
    return _dump(yaml, data)


def _yaml_like(text: str) -> Any:
    """A YAML processor that keeps quotes and line lengths. Lists are indented as in the file, else as by the engine."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    first = re.search(r"^( +)\S", text, re.MULTILINE)
    mapping = len(first[1]) if first else 2
    listed = re.search(r"^( *)[^\s#-].*:[^\S\n]*(?:#.*)?\n( *)(- +)", text, re.MULTILINE)
    offset, dash = (len(listed[2]) - len(listed[1]), len(listed[3])) if listed else (mapping, 2)
    yaml.indent(mapping=mapping, sequence=offset + dash, offset=offset)
    return yaml


def _load(yaml: Any, text: str) -> Any:
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import YAMLError

    try:
        found = yaml.load(text) if text.strip() else CommentedMap()
    except YAMLError as error:
        raise AepError(f"the stack's file is no YAML: {str(error).splitlines()[0]}; mend it first") from None
    if not isinstance(found, CommentedMap) or not isinstance(found.get("config", {}), Mapping):
        raise AepError("the stack's file holds no map of settings; mend it first")
    return found


def _dump(yaml: Any, data: Any) -> str:
    out = StringIO()
    yaml.dump(data, out)
    return out.getvalue()
