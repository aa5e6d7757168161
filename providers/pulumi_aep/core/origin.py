"""What something was made from, as a digest: kept beside the owner mark where the Platform can't be asked for it.

A run does not tell which code it ran, or which rows it read. A create that finds a run by its mark compares digests,
and so never takes the run of an earlier declaration for that of the present one.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .live import Fields

if TYPE_CHECKING:
    from .field import Field
    from .kind import Kind


def origin(kind: "type[Kind]", fields: Fields) -> str:
    """The digest of every field whose change makes another one. An empty field is as good as none."""
    names = [item.name for item in defining(kind)]
    return digest({name: fields[name] for name in names if fields.get(name) not in (None, "", [], {}, ())})


def defining(kind: "type[Kind]") -> "list[Field]":
    """The declared fields whose change makes another asset."""
    return [item for item in kind.declared_fields() if item.replaces_for("old", "new")]


def digest(value: Any) -> str:
    text = json.dumps(plain(value), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def plain(value: Any) -> Any:
    """The value with whole numbers as integers, since state knows only floats."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
