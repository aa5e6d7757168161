"""Converts between a kind's fields and the Platform's JSON documents, using each field's `at` path."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from .field import Field
from .live import Doc, Fields
from .ownership import OwnerMark

if TYPE_CHECKING:
    from .kind import Kind


def to_wire(kind: "type[Kind]", fields: Fields, base: Doc, mark: OwnerMark) -> Doc:
    """The document for these fields, laid over `base` (what is there now, or nothing), with its owner mark.

    A field without a value is left out; so is an empty one that says `sparse`, unless the document has it already.
    """
    doc = deepcopy(base)
    for item in _placed(kind):
        value = _outgoing(item, fields.get(item.name))
        if item.apart or value is None or (item.sparse and not value and _get(doc, item.at) is None):
            continue
        _put(doc, item.at, value)
    own = next((item for item in kind.declared_fields() if item.at == kind.ownership.at), None)
    kind.ownership.write(doc, fields.get(own.name) if own else None, mark)
    return doc


def from_wire(kind: "type[Kind]", doc: Doc) -> Fields:
    """Every field that has an `at` path, in its canonical form."""
    shared = kind.ownership.at
    return {
        item.name: _incoming(item, kind.ownership.read(doc) if item.at == shared else _get(doc, item.at))
        for item in kind.declared_fields()
        if item.at
    }


def _placed(kind: "type[Kind]") -> Iterator[Field]:
    return (item for item in kind.declared_fields() if item.at and item.at != kind.ownership.at)


def _outgoing(item: Field, value: Any) -> Any:
    """State knows only floats; a whole number leaves as one."""
    if isinstance(value, list | tuple):
        return [_outgoing(item, one) for one in value]
    if item.whole and value is not None:
        return int(value)
    return item.words.get(value, value) if item.words and isinstance(value, str | bool) else value


def _incoming(item: Field, value: Any) -> Any:
    if value is None:
        return list(item.absent) if isinstance(item.absent, tuple) else item.absent
    if isinstance(value, list):
        found = [_incoming(item, one) for one in value]
        return sorted(found, key=repr) if item.unordered else found
    if item.words:
        return {word: own for own, word in item.words.items()}.get(value, value)
    return int(value) if item.whole else bool(value) if item.type is bool else value


def _get(doc: Mapping[str, Any], at: str) -> Any:
    found: Any = doc
    for part in at.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _put(doc: Doc, at: str, value: Any) -> None:
    *above, last = at.split(".")
    for part in above:
        doc[part] = dict(doc.get(part) or {})
        doc = doc[part]
    doc[last] = value
