"""`aep profile`: shows a person's Real-time Customer Profile."""

from typing import TYPE_CHECKING, Any

import click

from ..errors import AepError, Missing
from ..stack import configuration
from . import options, output

if TYPE_CHECKING:
    from ..core.live import Doc
    from ..platform.client import SandboxApi


@click.group("profile")
def command() -> None:
    """Profiles in the stack's sandbox.

    \b
    Example:
      aep profile get 12345678901234567890123456789012345678
    """


@command.command()
@click.argument("id")
@click.option("--namespace", default="ECID", show_default=True, help="Of which identity namespace the id is.")
@options.stack_option
@options.json_option
def get(id: str, namespace: str, stack: str | None, as_json: bool) -> None:
    """Show a profile by one of its identities: merged attributes, and the segments it is in.

    \b
    Examples:
      aep profile get 12345678901234567890123456789012345678
      aep profile get jane@example.com --namespace Email --json
    JSON:
      {"id", "namespace", "xid", "merge_policy": id, "modified": ISO 8601 or null, "entity": as the Platform has it,
       "segments": [{"id", "name": text or null, "status": "realized"|"existing"|"exited", "since"}]}
    """
    from ..apis import ups

    api = configuration.connect(stack)
    asked = {"schema.name": ups.PROFILE, "entityId": id, "entityIdNS": namespace}
    try:
        answer = api.get(f"{ups.ROOT}/access/entities", params=asked).json()
    except Missing:
        answer = {}
    if not answer:
        raise AepError(
            f"there is no profile with {namespace} {id} in sandbox {api.sandbox}; only data that came into a "
            "Profile-enabled dataset makes profiles"
        )
    xid, doc = next(iter(answer.items()))
    entity = doc.get("entity") or {}
    document = {
        "id": id,
        "namespace": namespace,
        "xid": doc.get("entityId", xid),
        "merge_policy": (doc.get("mergePolicy") or {}).get("id"),
        "modified": doc.get("lastModifiedAt"),
        "entity": entity,
        "segments": _segments(api, entity),
    }
    output.show(document, as_json=as_json, as_text=lambda: _print(document))


def memberships(entity: "Doc") -> "dict[str, Doc]":
    """Segment id to {status, lastQualificationTime}, across all namespaces."""
    found: dict[str, Doc] = {}
    for of in (entity.get("segmentMembership") or {}).values():
        found |= of
    return found


def _segments(api: "SandboxApi", entity: "Doc") -> list[dict[str, Any]]:
    from ..apis import ups

    found = memberships(entity)
    names = {doc["id"]: doc.get("name") for doc in ups.definitions(api)} if found else {}
    return [
        {"id": id, "name": names.get(id), "status": of.get("status"), "since": of.get("lastQualificationTime")}
        for id, of in found.items()
    ]


def _print(document: dict[str, Any]) -> None:
    rest = {key: value for key, value in document["entity"].items() if key != "segmentMembership"}
    rows = [{"attribute": path, "value": value} for path, value in output.flatten(rest)]
    output.print_table(rows, ("attribute", "value"), empty="the profile has no attributes")
    click.echo()
    output.print_table(document["segments"], ("name", "status", "since", "id"), empty="it is in no segment")
