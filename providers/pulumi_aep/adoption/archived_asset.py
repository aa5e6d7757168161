"""Declarations of what an archive holds; of an asset that was replaced, only the last generation."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.kind import Kind
from ..core.live import Doc, Fields, Live
from ..core.registry import is_kind, kind_names, kinds
from ..errors import AepError
from ..lifecycle.archive import ASSET, FILES, VERSION
from .asset import Asset, Declaration, Key, references


@dataclass(frozen=True)
class ArchivedAsset:
    """One asset as it was when it went. `place` is its folder."""

    place: Path
    doc: Doc

    @property
    def key(self) -> Key:
        return self.doc["kind"], self.doc["id"]

    @property
    def called(self) -> tuple[str, str]:
        return self.doc["kind"], self.doc["name"]

    @property
    def data(self) -> Path | None:
        """The folder of what it held."""
        return self.place / FILES if self.doc["files"] else None


def read(folder: Path) -> list[ArchivedAsset]:
    """Everything in it, by kind and name, the newest of each name first."""
    found = [ArchivedAsset(file.parent, _document(file)) for file in folder.rglob(ASSET)]
    if not found:
        raise AepError(f"{folder} holds no archived asset; give the folder that aep:archive named")
    found.sort(key=lambda item: str(item.doc["archived"]), reverse=True)
    order = kind_names()
    return sorted(found, key=lambda item: (order.index(item.doc["kind"]), item.doc["name"]))


def _document(file: Path) -> Doc:
    try:
        doc: Doc = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise AepError(f"{file} cannot be read ({error}); take its folder out of the archive") from None
    if doc.get("version") != VERSION or not is_kind(str(doc.get("kind"))):
        raise AepError(f"{file} was written by a newer release; update pulumi-aep")
    return doc


def declarations(archived: Sequence[ArchivedAsset], *, start: Path) -> list[Declaration]:
    """As a program in the folder `start` says them. What a dataset held beside its batches becomes a batch too."""
    newest: dict[tuple[str, str], ArchivedAsset] = {}
    for item in archived:
        newest.setdefault(item.called, item)
    now = {item.key: newest[item.called].key for item in archived}
    found: list[Declaration] = []
    for item in newest.values():
        found.append(_declaration(item, now, start))
        if item.data and (loading := _loading_kind(item.doc["kind"])):
            found.append(_remaining_rows(item, loading, start))
    return found


def _declaration(item: ArchivedAsset, now: dict[Key, Key], start: Path) -> Declaration:
    asset = Asset(kind=item.doc["kind"], live=Live(item.doc["id"], item.doc["live"]), fields=item.doc["fields"])
    inputs: Fields = dict(asset.fields)
    refers: dict[str, tuple[Key, ...]] = {}
    for name, ids in references(asset).items():
        keys = [(asset.type.FIELDS[name].target, id) for id in ids]
        current = [now.get(key, key) for key in keys]
        inputs[name] = [key[1] for key in current] if isinstance(inputs[name], list) else current[0][1]
        refers[name] = tuple(dict.fromkeys(key for key in current if key in now))
    if asset.type.restored_by and item.data:
        inputs[asset.type.restored_by] = _seen_from(start, item.data)
    return Declaration(asset=asset, name=item.doc["name"], inputs=inputs, refers=refers)


def _loading_kind(kind: str) -> tuple[type[Kind], str] | None:
    """The kind that loads files into assets of that kind, and its reference to them."""
    loading = ((other, item.name) for other in kinds() for item in other.FIELDS.values() if item.target == kind)
    return next(((other, name) for other, name in loading if other.restored_by and other.part_of == name), None)


def _remaining_rows(holder: ArchivedAsset, loading: tuple[type[Kind], str], start: Path) -> Declaration:
    """Rows that no asset of the program had loaded: scores, or what others put there."""
    kind, reference = loading
    inputs = {reference: holder.doc["id"], kind.restored_by: _seen_from(start, holder.place / FILES)}
    asset = Asset(kind=kind.__name__, live=Live(f"rows of {holder.doc['id']}", {}), fields=inputs)
    return Declaration(asset=asset, name=f"{holder.doc['name']}-kept", inputs=inputs, refers={reference: (holder.key,)})


def _seen_from(start: Path, place: Path) -> str:
    return Path(os.path.relpath(place.resolve(), start.resolve())).as_posix()


def rows(archived: Iterable[ArchivedAsset]) -> list[Doc]:
    """For a table."""
    return [
        {
            "kind": item.doc["kind"],
            "name": item.doc["name"],
            "id": item.doc["id"],
            "archived": item.doc["archived"],
            "files": len(item.doc["files"]),
            "place": str(item.place),
        }
        for item in archived
    ]
