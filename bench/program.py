"""The Luma program: calls of each command, how long each takes, how big its state is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .beside import Beside, Done
from .calls import WAITING, Calls, shown, total
from .emulator import Emulator
from .figure import Figure, middle, over
from .place import generated
from .project import Project
from .timed import Timed

LATENCIES = (0.0, 0.05)
FIRST_UP = "up from nothing"


@dataclass(frozen=True, kw_only=True)
class Command:
    """One of Pulumi's commands, and what a plain client does for the same end, if anything has to be done."""

    seconds: float
    calls: Calls
    plain: Done | None = None


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """All commands from nothing to nothing, by name; what training and scoring took, ours and the plain client's."""

    commands: dict[str, Command]
    runs: float
    plain_runs: float
    state: Figure


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    project = Project(folder / "luma")
    data = generated(project.folder / ".aep" / "luma")
    with Emulator(project.emulator) as emulator:
        for latency in LATENCIES[:1] if quick else LATENCIES:
            emulator.latency(latency)
            notes = folder / f"luma-{latency}.json"
            beside = Beside(
                emulator=emulator, program="luma", sandbox="plain", notes=notes, options=["--data", str(data)]
            )
            cycle = _cycle(project, beside, times=1 if quick or latency else 3)
            if not latency:
                yield from (_calls(name, done) for name, done in cycle.commands.items() if name != "preview unchanged")
            label = f"luma, {latency * 1000:.0f} ms"
            yield from (_wall(f"{label}: {name}", done) for name, done in cycle.commands.items())
            yield _apart_from_runs(f"{label}: up less the runs", cycle)
            if not latency:
                yield cycle.state


def _cycle(project: Project, beside: Beside, *, times: int) -> Cycle:
    def command(verb: Callable[[], Timed], plain: Done | None = None, *, times: int = 1) -> Command:
        seconds = []
        for _ in range(times):
            beside.emulator.calls()
            seconds.append(verb().seconds)
        return Command(seconds=middle(seconds), calls=beside.emulator.calls(), plain=plain)

    done = {
        "preview from nothing": command(project.preview, times=times),
        FIRST_UP: command(project.up, beside.run("up")),
        "preview unchanged": command(project.preview, times=times),
        "up unchanged": command(project.up, times=times),
        "refresh": command(project.refresh, beside.run("refresh"), times=times),
    }
    notes = beside.noted()
    runs, state = _seconds_in_runs(project), _state(project)
    done["destroy"] = command(project.destroy, beside.run("destroy"))
    return Cycle(commands=done, runs=runs, plain_runs=notes["training seconds"] + notes["scoring seconds"], state=state)


def _calls(name: str, done: Command) -> Figure:
    """Of Pulumi's process alone: what a recipe asks for while it runs is what the plain client's journal shows too."""
    own, how, ratio = done.calls, "", None
    if done.plain:
        own = own - done.plain.others
        ratio = over(total(own), total(done.plain.calls))
        how = f"; plain client {total(done.plain.calls)}"
    if own[WAITING]:
        how += (
            f"; besides {own[WAITING]} while waiting, and {total(done.plain.others) if done.plain else 0} by the recipe"
        )
    by_kind = dict(sorted(own.items()))
    how = (shown(own) or "none, says the emulator's journal") + how
    return Figure(
        name=f"luma: calls, {name}", value=total(own), unit="calls", ratio=ratio, how=how, more={"by kind": by_kind}
    )


def _wall(name: str, done: Command) -> Figure:
    if done.plain is None:
        return Figure(name=name, value=done.seconds, unit="s", how="wall time; a plain client has nothing to do")
    how = f"wall time; plain client {done.plain.seconds:.2f} s"
    return Figure(name=name, value=done.seconds, unit="s", ratio=over(done.seconds, done.plain.seconds), how=how)


def _apart_from_runs(name: str, cycle: Cycle) -> Figure:
    """What training and scoring take is no matter of either client; noticing late that they are over is."""
    first = cycle.commands[FIRST_UP]
    mine = first.seconds - cycle.runs
    theirs = first.plain.seconds - cycle.plain_runs if first.plain else 0.0
    how = (
        f"without {cycle.runs:.1f} s in runs; plain client {theirs:.2f} s, without its {cycle.plain_runs:.1f} s in runs"
    )
    return Figure(name=name, value=mine, unit="s", ratio=over(mine, theirs), how=how)


def _seconds_in_runs(project: Project) -> float:
    _, resources = project.state()
    kinds = ("TrainingRun", "ScoringRun")
    return sum(float(each["outputs"]["seconds"]) for each in resources if each["type"].endswith(kinds))


def _state(project: Project) -> Figure:
    size, resources = project.state()
    how = f"pulumi stack export: {size:,} bytes, {len(resources)} resources with the stack and its provider"
    return Figure(name="luma: state", value=size / len(resources), unit="bytes/resource", how=how)
