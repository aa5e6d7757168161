"""`aep runs`: lists training and scoring runs, shows their logs and metrics, and stops what can be stopped."""

from typing import TYPE_CHECKING, Any

import click

from ..apis.lookup import find_by_name_or_id
from ..errors import AepError
from ..platform.parallel import parallel
from ..stack import configuration
from . import options, output

if TYPE_CHECKING:
    from ..core.live import Doc
    from ..platform.client import SandboxApi

LOGS = ("execution", "stdout", "stderr")

run_argument = click.argument("run_id")


@click.group("runs", short_help="Trainings and scorings, their logs and metrics.")
def command() -> None:
    """Trainings and scorings in the stack's sandbox, started by a program, a schedule or by hand.

    RUN_ID is a run's id, EXPERIMENT/RUN, or the id of an experiment (what Pulumi shows as the id of a TrainingRun):
    then its newest run is meant.

    \b
    Examples:
      aep runs list --model "Luma propensity"
      aep runs logs 8b0f6d3e-5f5c-4a53-9d0e-8f3f0c6d2a11
    """


@command.command("list")
@click.option("--model", metavar="NAME_OR_ID", help="Only runs of that model.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many, newest first.")
@options.stack_option
@options.json_option
def list_(model: str | None, limit: int, stack: str | None, as_json: bool) -> None:
    """List them, newest first.

    \b
    Examples:
      aep runs list
      aep runs list --model "Luma propensity" --limit 5
    JSON:
      [{"id", "experiment", "name": the experiment's, "model": name, "model_id", "mode": "train"|"score"|…,
        "state": "PENDING"|"RUNNING"|"DONE"|"FAILED"|…, "created", "started", "ended": ISO 8601 or null,
        "scheduled": bool}]
    """
    from ..apis import sensei

    api = configuration.connect(stack)
    models = {item["id"]: item for item in sensei.listing(api, "mlInstances")}
    wanted = find_by_name_or_id(models.values(), model, what="model")["id"] if model else None
    found = parallel(
        lambda run: _row(api, run, models), _list_runs(api, **({"mlInstanceId": wanted} if wanted else {}))[:limit]
    )
    columns = ("id", "mode", "state", "created", "model", "name")
    shown = [{**row, "created": str(row["created"])[:16].replace("T", " ")} for row in found]
    output.show(found, as_json=as_json, as_text=lambda: output.print_table(shown, columns, empty="there are no runs"))


def _list_runs(api: "SandboxApi", **of: str) -> "list[Doc]":
    """The runs of all experiments, newest first, each with its experiment."""
    from ..apis import sensei

    def runs_of(experiment: "Doc") -> "list[Doc]":
        runs = sensei.listing(api, f"experiments/{experiment['id']}/runs")
        return [{**run, "experiment": experiment} for run in runs]

    lists = parallel(runs_of, sensei.listing(api, "experiments", **of))
    return sorted((run for runs in lists for run in runs), key=lambda run: str(run.get("created", "")), reverse=True)


def _row(api: "SandboxApi", run: "Doc", models: "dict[str, Doc]") -> dict[str, Any]:
    from ..apis.runs import status as run_status

    experiment = run["experiment"]
    status = run_status(api, experiment["id"], run["id"])
    model = experiment.get("mlInstanceId", "")
    return {
        "id": run["id"],
        "experiment": experiment["id"],
        "name": experiment.get("name", ""),
        "model": models.get(model, {}).get("name"),
        "model_id": model,
        "mode": run.get("mode", ""),
        "state": status.get("state", ""),
        "created": output.format_time(run.get("created")),
        "started": output.format_time(status.get("started")),
        "ended": output.format_time(status.get("ended")),
        "scheduled": bool(run.get("createdBySchedule")),
    }


def _find_run(api: "SandboxApi", wanted: str) -> tuple[str, str]:
    """(experiment id, run id) for a RUN_ID argument."""
    runs = _list_runs(api)
    last = wanted.rpartition("/")[2]
    for run in runs:
        if last in (run["id"], run["experiment"]["id"]):
            return run["experiment"]["id"], run["id"]
    raise AepError(f'there is no run "{wanted}" in this sandbox; see: aep runs list')


@command.command()
@run_argument
@click.option("--log", type=click.Choice(LOGS), help="Only that one.")
@options.stack_option
@options.json_option
def logs(run_id: str, log: str | None, stack: str | None, as_json: bool) -> None:
    """Print what a run wrote: its steps, its standard output, its errors.

    \b
    Examples:
      aep runs logs 8b0f6d3e-5f5c-4a53-9d0e-8f3f0c6d2a11
      aep runs logs 8b0f6d3e-5f5c-4a53-9d0e-8f3f0c6d2a11 --log stderr
    JSON:
      {"id", "experiment", "state", "message": text or null,
       "logs": {"execution": text, "stdout": text, "stderr": text}}
    """
    from ..apis.runs import status as run_status

    api = configuration.connect(stack)
    experiment, run = _find_run(api, run_id)
    status = run_status(api, experiment, run)
    document = {
        "id": run,
        "experiment": experiment,
        "state": status.get("state", ""),
        "message": status.get("message"),
        "logs": _logs(api, status, [log] if log else LOGS),
    }
    output.show(document, as_json=as_json, as_text=lambda: _print(document))


def _logs(api: "SandboxApi", status: "Doc", names: Any) -> dict[str, str]:
    """The complete logs; without them the status still has the end of one."""
    places = {item["name"]: item["url"] for item in status.get("tasklogs") or [] if item.get("name") in names}
    found = {name: api.client.fetch(places[name]).decode("utf-8", "replace") for name in names if name in places}
    return found or {"execution": str(status.get("logs") or "")}


def _print(document: dict[str, Any]) -> None:
    written = {name: content for name, content in document["logs"].items() if content.strip()}
    for name, content in written.items():
        if len(document["logs"]) > 1:
            click.echo(f"--- {name}")
        click.echo(content.rstrip())
    if not written:
        click.echo(f"run {document['id']} is {document['state']} and has written nothing")
    elif document["message"]:
        click.echo(f"--- {document['state']}: {document['message']}")


@command.command()
@run_argument
@options.stack_option
@options.json_option
def stop(run_id: str, stack: str | None, as_json: bool) -> None:
    """Stop a run on the emulator. Adobe's Platform can't stop one: there an `up` that waits for it ends its waiting.

    \b
    Examples:
      aep runs stop 8b0f6d3e-5f5c-4a53-9d0e-8f3f0c6d2a11
    JSON:
      {"id", "experiment", "stopped": bool, "message": what comes of it}
    """
    from ..apis.runs import FINAL
    from ..apis.runs import status as run_status
    from ..platform.no_waiting import end_waiting

    api = configuration.connect(stack)
    experiment, run = _find_run(api, run_id)
    state = run_status(api, experiment, run)["state"]
    if state in FINAL:
        raise AepError(f"run {run} is over: {state}")
    stopped = api.client.target.embedded
    if stopped:
        api.send("POST", f"/_emulator/runs/{run}/stop")
        message = f"run {run} is being stopped"
    else:
        end_waiting(run)
        message = (
            f"run {run} can't be stopped: Adobe's Platform has no call for that, and it goes on to its end; a pulumi "
            "up that waits for it in this project ends now and records it as unfinished"
        )
    document = {"id": run, "experiment": experiment, "stopped": stopped, "message": message}
    output.show(document, as_json=as_json, as_text=lambda: click.echo(message))


@command.command()
@run_argument
@options.stack_option
@options.json_option
def metrics(run_id: str, stack: str | None, as_json: bool) -> None:
    """Show what a training's evaluator measured.

    \b
    Examples:
      aep runs metrics 8b0f6d3e-5f5c-4a53-9d0e-8f3f0c6d2a11
      aep runs metrics 8b0f6d3e-5f5c-4a53-9d0e-8f3f0c6d2a11 --json | jq .metrics.auroc
    JSON:
      {"id", "experiment", "metrics": {name: number, or text where it is none}}
    """
    from ..apis import runs
    from ..core.origin import plain

    api = configuration.connect(stack)
    experiment, run = _find_run(api, run_id)
    found = plain(runs.metrics(api, run))
    if not found:
        state = runs.status(api, experiment, run).get("state")
        raise AepError(f"run {run} is {state} and has no metrics; see: aep runs logs {run}")
    rows = [{"metric": name, "value": value} for name, value in found.items()]
    output.show(
        {"id": run, "experiment": experiment, "metrics": found},
        as_json=as_json,
        as_text=lambda: output.print_table(rows, ("metric", "value"), empty=""),
    )
