"""All profiles of a sandbox as expressions see them: with merged attributes, and with events if they are used."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ... import pql
from ...platform.store import Doc
from ...platform.world import World
from ...pql.tree import EVENTS
from ..profile import batch_copies, profile_document


class Population:
    """Read once, for any number of expressions."""

    def __init__(self, world: World, sandbox: str) -> None:
        self.world, self.sandbox = world, sandbox
        self.docs = world.store.all(profile_document.KIND, sandbox=sandbox)
        self.segments = set(world.store.keyed("segment", sandbox=sandbox))
        self._merged: dict[str, list[Doc]] = {}

    def merged(self, policy: Doc) -> list[Doc]:
        key = f"{policy['id']}:{policy['version']}"
        if key not in self._merged:
            self._merged[key] = [profile_document.entity(doc, policy, self.segments) for doc in self.docs]
        return self._merged[key]

    def members(self, node: pql.Node, policy: Doc, now: datetime) -> list[Doc]:
        """The documents of the profiles for which the expression is true."""
        test = pql.predicate(node, now)
        entities = self.merged(policy)
        if pql.uses_events(node):
            events = self._events(pql.event_paths(node))
            entities = [
                {**entity, EVENTS: events.get(doc["xid"], [])} for doc, entity in zip(self.docs, entities, strict=True)
            ]
        return [doc for doc, entity in zip(self.docs, entities, strict=True) if test(entity)]

    def _events(self, paths: list[str] | None) -> dict[str, list[Any]]:
        """By XID, oldest first within a batch; without batches that a profile no longer has."""
        has = {doc["xid"]: doc["events"] for doc in self.docs}
        found: dict[str, list[Any]] = {}
        for batch, row in self._rows(paths):
            xid = row.pop(batch_copies.XID)
            if batch in has.get(xid, ()):
                found.setdefault(xid, []).append(row)
        return found

    def _rows(self, paths: list[str] | None) -> Iterator[tuple[str, Doc]]:
        for batch in batch_copies.batches(self.world, self.sandbox):
            if batch["kind"] == "event":
                for row in batch_copies.rows(self.world, self.sandbox, batch["id"], paths=paths):
                    yield batch["id"], row
