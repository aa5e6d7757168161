"""Identities: whom a row is about, and the XID, the opaque id that Profile uses."""

import base64
import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ...platform.world import World
from ..schema_registry import identity as descriptors

if TYPE_CHECKING:
    import pyarrow as pa

# Ids of Adobe's standard namespaces, as their reports show them.
NAMESPACE_IDS = {"coreid": "0", "ecid": "4", "email": "6", "phone": "7", "aaid": "10", "email_lc_sha256": "11"}


class Identity(NamedTuple):
    namespace: str
    id: str

    @property
    def xid(self) -> str:
        """The same for the same identity, however its namespace is capitalised."""
        digest = hashlib.sha256(f"{self.namespace.lower()}:{self.id}".encode()).digest()
        return base64.urlsafe_b64encode(digest[:21]).decode()


def namespace_id(code: str) -> str:
    """Custom namespaces have ids of eight digits, as on the Platform."""
    digest = hashlib.sha256(code.lower().encode()).digest()
    return NAMESPACE_IDS.get(code.lower()) or str(10_000_000 + int.from_bytes(digest[:4]) % 90_000_000)


def of_rows(world: World, sandbox: str, schema: str, table: "pa.Table") -> list[Identity | None]:
    """Each row's primary identity: the schema's descriptor names it, else the identityMap marks it, else its first."""
    found = descriptors.primary(world, sandbox, schema)
    if found:
        path, namespace = found
        return [None if value in (None, "") else Identity(namespace, str(value)) for value in _column(table, path)]
    if "identityMap" in table.column_names:
        maps = table.column("identityMap").to_pylist(maps_as_pydicts="lossy")
        return [next(_mapped(each), None) for each in maps]
    return [None] * table.num_rows


def _column(table: "pa.Table", path: str) -> list[Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    first, *rest = path.split(".")
    try:
        column = table.column(first)
        for name in rest:
            column = pc.struct_field(column, name)
    except (KeyError, pa.ArrowException):
        return [None] * table.num_rows
    return list(column.to_pylist())


def _mapped(identities: Any) -> Iterator[Identity]:
    entries = [
        (not entry.get("primary"), Identity(namespace, str(entry["id"])))
        for namespace, listed in (identities or {}).items()
        for entry in listed or []
        if entry.get("id")
    ]
    for _, each in sorted(entries, key=lambda entry: entry[0]):
        yield each
