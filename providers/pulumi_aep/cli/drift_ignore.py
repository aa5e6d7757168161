"""`aep drift ignore`: ignores a known difference until a date."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ..errors import AepError, did_you_mean
from ..stack.command import export_state, selected_stack
from ..stack.project import require_project, stack_file
from . import options, output
from .detailed_exit import DetailedExitCommand

if TYPE_CHECKING:
    from ..stack.state import StateResource


@click.command("ignore", cls=DetailedExitCommand, short_help="Leave a difference for a while.")
@click.argument("name", metavar="RESOURCE.FIELD")
@click.option("--until", required=True, metavar="DATE", help="Last day on which it is ignored, e.g. 2027-01-31.")
@click.option("--because", default="", metavar="TEXT", help="Why, for whoever reads it then.")
@options.stack_option
@options.json_option
def command(name: str, until: str, because: str, stack: str | None, as_json: bool) -> None:
    """Let a field differ until that day: `aep drift` lists it then, and does not count it.

    Pulumi knows nothing of it: `pulumi refresh` records what is live, and the next `pulumi up` sets what is declared.
    To have Pulumi itself leave a field alone for good, write ignore_changes=["field"] in the resource's options.

    \b
    Examples:
      aep drift ignore Dataset/luma-web.description --until 2027-01-31
      aep drift ignore Model/luma-propensity.hyperparameters.rate --until 2027-01-31 --because "a trial by hand"
    JSON:
      {"version": 1, "stack", "resource", "field", "until", "because", "file"}
    """
    from ..drift.ignore import parse_date
    from ..source.file_transaction import FileTransaction
    from ..source.files import read_text
    from ..source.stack_file import IGNORE_DRIFT, add_ignore_entry
    from ..stack.state import parse_state

    last = parse_date(until)
    if last < datetime.now(UTC).date():
        raise AepError(f"{last} is over already; give a day to come")
    folder = require_project()
    stack = stack or selected_stack(folder)
    label, field = _resolve(name, parse_state(export_state(stack, project=folder)).resources)
    file = stack_file(folder, stack)
    entry = {"resource": label, "field": field, "until": last.isoformat()} | ({"because": because} if because else {})
    path = str(file.relative_to(folder))
    FileTransaction(folder, {path: add_ignore_entry(read_text(file), entry)}).commit()
    document = {"version": 1, "stack": stack, **entry, "because": because or None, "file": path}
    sentence = f"{label}.{field} is ignored until {last}; it stands in {path} under {IGNORE_DRIFT}"
    output.show(document, as_json=as_json, as_text=lambda: click.echo(sentence))


def _resolve(name: str, resources: "tuple[StateResource, ...]") -> tuple[str, str]:
    """(resource, field) for a name, given with or without the kind."""
    found = [
        (item, name.removeprefix(prefix))
        for item in resources
        for prefix in (f"{item.label}.", f"{item.name}.")
        if name.startswith(prefix)
    ]
    if not found:
        labels = [item.label for item in resources]
        raise AepError(f'"{name}" is no field of a resource of this stack; {did_you_mean(name, labels)}')
    known = [(item, place) for item, place in found if place.split(".")[0] in _stored(item)]
    if len(known) == 1:
        return known[0][0].label, known[0][1]
    if known:
        places = " and ".join(f"{item.label}.{place}" for item, place in known)
        raise AepError(f'"{name}" is {places}; name one of them')
    item, place = found[0]
    raise AepError(f'{item.label} has no field "{place}" that the Platform keeps; {did_you_mean(place, _stored(item))}')


def _stored(item: "StateResource") -> list[str]:
    from ..core.registry import kind_named

    return [field.name for field in kind_named(item.kind).declared_fields() if not field.local]
