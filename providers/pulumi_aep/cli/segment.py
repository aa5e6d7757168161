"""`aep segment`: counts and lists a segment's profiles. The Platform itself only counts them, at each evaluation."""

from typing import TYPE_CHECKING, Any

import click

from ..apis.lookup import find_by_name_or_id
from ..errors import AepError
from ..stack import configuration
from . import options, output

if TYPE_CHECKING:
    from ..core.live import Doc
    from ..platform.client import SandboxApi

FINISHED = {"SUCCEEDED", "FAILED", "CANCELLED"}
MEMBER = {"realized", "existing"}


@click.group("segment")
def command() -> None:
    """Segments in the stack's sandbox.

    \b
    Examples:
      aep segment count "Luma likely buyers" --evaluate
      aep segment members "Luma likely buyers" --limit 5
    """


@command.command()
@click.argument("name_or_id")
@click.option("--evaluate", is_flag=True, help="Have it evaluated now (a segment job), and wait for it.")
@options.stack_option
@options.json_option
def count(name_or_id: str, evaluate: bool, stack: str | None, as_json: bool) -> None:
    """Show how many profiles were in it when it was last evaluated.

    \b
    Examples:
      aep segment count "Luma likely buyers"
      aep segment count "Luma likely buyers" --evaluate --json | jq .count
    JSON:
      {"id", "name", "count", "profiles": how many were looked at, "evaluated": ISO 8601 or null, "job": id}
    """
    api = configuration.connect(stack)
    segment = _find_segment(api, name_or_id)
    job = _evaluate(api, segment) if evaluate else _last_job(api, segment["id"])
    if job is None:
        name = segment["name"]
        raise AepError(f'the segment "{name}" was never evaluated; run: aep segment count "{name}" --evaluate')
    metrics = job.get("metrics") or {}
    document = {
        "id": segment["id"],
        "name": segment["name"],
        "count": int((metrics.get("segmentedProfileCounter") or {}).get(segment["id"], 0)),
        "profiles": metrics.get("totalProfiles"),
        "evaluated": output.format_time(job.get("updateTime") or job.get("creationTime")),
        "job": job["id"],
    }
    line = '{count} of {profiles} profiles were in "{name}" on {evaluated}'.format_map(document)
    output.show(document, as_json=as_json, as_text=lambda: click.echo(line))


def _find_segment(api: "SandboxApi", wanted: str) -> "Doc":
    from ..apis import ups

    return find_by_name_or_id(ups.definitions(api), wanted, what="segment")


def _last_job(api: "SandboxApi", segment: str) -> "Doc | None":
    """The newest successful segment job that evaluated this segment."""
    from ..apis import ups

    asked = {"status": "SUCCEEDED", "sort": "creationTime:desc", "limit": 100}
    jobs: list[Doc] = api.get(f"{ups.ROOT}/segment/jobs", params=asked).json().get("children", [])
    mine = [
        job
        for job in jobs
        if segment in ((job.get("metrics") or {}).get("segmentedProfileCounter") or {})
        or segment in [one.get("segmentId") for one in job.get("segments") or []]
    ]
    return max(mine, key=lambda job: int(job.get("creationTime") or 0), default=None)


def _evaluate(api: "SandboxApi", segment: "Doc") -> "Doc":
    from ..apis import ups

    path, pause = f"{ups.ROOT}/segment/jobs", 0.1
    job: Doc = api.send("POST", path, body=[{"segmentId": segment["id"]}]).json()
    while job.get("status") not in FINISHED:
        api.wait(pause)
        pause = min(pause * 1.5, 15.0)
        job = api.get(f"{path}/{job['id']}").json()
    if job["status"] != "SUCCEEDED":
        why = "; ".join(str(error.get("msg") or error) for error in job.get("errors") or []) or "no reason given"
        raise AepError(f'evaluating the segment "{segment["name"]}" {job["status"]}: {why}')
    return job


@command.command()
@click.argument("name_or_id")
@click.option("--dataset", metavar="NAME_OR_ID", help="Look only at people of that dataset.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Stop after so many members.")
@options.stack_option
@options.json_option
def members(name_or_id: str, dataset: str | None, limit: int, stack: str | None, as_json: bool) -> None:
    """List profiles that are in it, as of its last evaluation.

    The Platform lists no members. So this reads the primary identities out of the Profile-enabled datasets (records,
    not events), asks for their profiles, 50 at a time, and keeps those that carry the segment. People who are known
    to Profile from elsewhere are not found; the full number is what `aep segment count` says.

    \b
    Examples:
      aep segment members "Luma likely buyers"
      aep segment members "Luma likely buyers" --dataset "Luma propensity scores" --limit 1000 --json
    JSON:
      {"id", "name", "looked_at": how many identities, "complete": false if --limit ended it,
       "members": [{"id", "namespace", "status": "realized"|"existing", "since": ISO 8601}]}
    """
    from ..apis.people import identities, profiles
    from .profile import memberships

    api = configuration.connect(stack)
    segment = _find_segment(api, name_or_id)
    found: list[dict[str, Any]] = []
    looked_at = 0
    for identity, entity in profiles(api, identities(api, dataset)):
        looked_at += 1
        of = memberships(entity).get(segment["id"]) or {}
        if of.get("status") in MEMBER:
            found.append({**identity, "status": of["status"], "since": of.get("lastQualificationTime")})
        if len(found) >= limit:
            break
    document = {
        "id": segment["id"],
        "name": segment["name"],
        "looked_at": looked_at,
        "complete": len(found) < limit,
        "members": found,
    }
    empty = f'none of the {looked_at} people looked at is in "{segment["name"]}"'
    output.show(
        document,
        as_json=as_json,
        as_text=lambda: output.print_table(found, ("id", "namespace", "status", "since"), empty=empty),
    )
