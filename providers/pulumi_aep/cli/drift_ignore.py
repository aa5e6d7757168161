"""`aep drift ignore`: a difference that is known, left alone until a day."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ..errors import AepError, did_you_mean
from ..stack import configuration
from ..stack.command import selected
from . import options, output
from .question import Question

if TYPE_CHECKING:
    from ..stack.state import Recorded


@click.command("ignore", cls=Question, short_help="Leave a difference for a while.")
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
    from ..drift.ignore import day
    from ..drift.report import exported
    from ..source import files, stack_file
    from ..stack.state import state

    last = day(until)
    if last < datetime.now(UTC).date():
        raise AepError(f"{last} is over already; give a day to come")
    folder = configuration.required_project()
    stack = stack or selected(folder)
    label, field = _meant(name, state(exported(folder, stack)).resources)
    file = stack_file.place(folder, stack)
    entry = {"resource": label, "field": field, "until": last.isoformat()} | ({"because": because} if because else {})
    before = files.text(file) if file.exists() else ""
    path = str(file.relative_to(folder))
    files.write(folder, {path: stack_file.ignoring(before, entry)})
    said = {"version": 1, "stack": stack, **entry, "because": because or None, "file": path}
    sentence = f"{label}.{field} is ignored until {last}; it stands in {path} under {stack_file.IGNORED}"
    output.show(said, as_json=as_json, human=lambda: click.echo(sentence))


def _meant(name: str, resources: "tuple[Recorded, ...]") -> tuple[str, str]:
    """(resource, field) of a name, with or without the kind."""
    found = [
        (item, name.removeprefix(prefix))
        for item in resources
        for prefix in (f"{item.label}.", f"{item.name}.")
        if name.startswith(prefix)
    ]
    if not found:
        labels = [item.label for item in resources]
        raise AepError(f'"{name}" is no field of a resource of this stack; {did_you_mean(name, labels)}')
    known = [(item, place) for item, place in found if place.split(".")[0] in _kept(item)]
    if len(known) == 1:
        return known[0][0].label, known[0][1]
    if known:
        places = " and ".join(f"{item.label}.{place}" for item, place in known)
        raise AepError(f'"{name}" is {places}; name one of them')
    item, place = found[0]
    raise AepError(f'{item.label} has no field "{place}" that the Platform keeps; {did_you_mean(place, _kept(item))}')


def _kept(item: "Recorded") -> list[str]:
    from ..core.registry import kind_named

    return [field.name for field in kind_named(item.kind).declared_fields() if not field.local]
