"""All that is in a sandbox, as a plain client sees it, by name instead of by id: two equal worlds compare equal."""

from tests.support.kinds.rows import ROWS
from tests.support.kinds.shown import World
from tests.support.platform import documents
from tests.support.platform.client import Client
from tests.support.platform.documents import Names

# What the Platform makes by itself, or as a part of something else.
MADE_ALONG = {
    "identity": documents.identities,
    "scores": documents.scores,
    "trained": documents.trained_models,
}
READERS = {kind: row.documents for kind, row in ROWS.items() if row.documents} | MADE_ALONG


def look(client: Client) -> World:
    """Kind to its documents, each with `owner`; without what differs from run to run."""
    names = Names()
    if not documents.sandbox(client, names):
        return {}
    found = {kind: read(client, names) for kind, read in READERS.items()}
    for doc in (doc for docs in found.values() for doc in docs if "parts" in doc):
        doc["parts"] = sorted(names.of(doc["parts"]))
    return {kind: sorted((names.of(doc) for doc in docs), key=repr) for kind, docs in found.items() if docs}


def difference(found: World, wanted: World) -> str:
    """What is not as it should be, a line for each asset; "" when nothing is."""
    lines = []
    for kind in sorted({*found, *wanted}):
        here, there = (list(world.get(kind, ())) for world in (found, wanted))
        for one in list(here):
            if one in there:
                here.remove(one)
                there.remove(one)
        lines += [f"{kind} found  {one}" for one in here] + [f"{kind} wanted {one}" for one in there]
    return "\n".join(lines)


def remains(client: Client, sandbox: str = "dev") -> dict[str, int]:
    """What the emulator still holds of the sandbox, by its own words for kinds; not what can't be deleted."""
    counts: dict[str, int] = client.json("/_emulator/stats").get("documents", {}).get(sandbox, {})
    kept = {row.survives for row in ROWS.values()}
    return {kind: count for kind, count in counts.items() if kind not in kept}
