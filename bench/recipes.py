"""Recipes that hang on nothing and have their image already, a hundred and five hundred: what a resource costs."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from .beside import Beside
from .calls import Calls, shown, total
from .emulator import Emulator
from .figure import Figure, middle, over
from .program import LATENCIES
from .project import Project

NUMBERS = (100, 500)
_RECIPES = """
import pulumi_aep as aep

for number in range(NUMBER):
    aep.Recipe(f"recipe-{number}", name=f"Recipe {number}", image=f"bench/recipe:{number}")
"""
# What Pulumi itself takes: as many resources, of a dynamic provider that does nothing.
_NOTHING = """
import sys

from pulumi.dynamic import CreateResult, Resource, ResourceProvider


sys.setrecursionlimit(10_000)  # each pickling of a class by value nests the SDK's own patch of dill one deeper


class Idle(ResourceProvider):
    serialize_as_secret_always = False

    def create(self, props):
        return CreateResult(props["name"], props)


class Thing(Resource):
    def __init__(self, name):
        super().__init__(Idle(), name, {"name": name})


for number in range(NUMBER):
    Thing(f"thing-{number}")
"""
_VERBS = ("preview", "up", "refresh", "destroy")


class Rounds:
    """The commands in turn, each beside the plain client and beside Pulumi with nothing to do."""

    def __init__(self, project: Project, idle: Project, beside: Beside, number: int) -> None:
        self.project, self.idle, self.beside, self.number = project, idle, beside, number
        self.own: dict[str, list[float]] = defaultdict(list)
        self.plain: dict[str, list[float]] = defaultdict(list)
        self.nothing: dict[str, list[float]] = defaultdict(list)
        self.calls: dict[str, Calls] = {}

    def take(self) -> None:
        for verb in _VERBS:
            if verb != "preview":
                self.plain[verb].append(self.beside.run(verb).seconds)
            self.nothing[verb].append(getattr(self.idle, verb)().seconds)
            self.beside.emulator.calls()
            self.own[verb].append(getattr(self.project, verb)().seconds)
            self.calls[verb] = self.beside.emulator.calls()

    def figure(self, verb: str, label: str) -> Figure:
        seconds, made = middle(self.own[verb]), self.calls[verb]
        how = f"wall time, {total(made)} calls" + (f" ({shown(made)})" if made else "")
        if not self.plain[verb]:
            return Figure(name=f"{label}: {verb}", value=seconds, unit="s", how=how)
        plain = middle(self.plain[verb])
        how += f"; plain client {plain:.2f} s"
        return Figure(name=f"{label}: {verb}", value=seconds, unit="s", ratio=over(seconds, plain), how=how)

    def above_nothing(self, verb: str, label: str) -> Figure:
        """How much of it is not Pulumi's own part."""
        nothing = middle(self.nothing[verb])
        how = f"to {nothing:.2f} s for {self.number} resources of a provider that does nothing: Pulumi's own part"
        seconds = middle(self.own[verb])
        name = f"{label}: {verb}, above Pulumi's own"
        return Figure(name=name, value=seconds - nothing, unit="s", ratio=over(seconds, nothing), how=how)


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    for number in NUMBERS[:1] if quick else NUMBERS:
        project = Project(folder / f"recipes-{number}", _RECIPES.replace("NUMBER", str(number)))
        idle = Project(folder / f"nothing-{number}", _NOTHING.replace("NUMBER", str(number)))
        with Emulator(project.emulator) as emulator:
            for latency in LATENCIES:
                emulator.latency(latency)
                notes, options = folder / f"recipes-{number}-{latency}.json", ["--number", str(number)]
                beside = Beside(emulator=emulator, program="recipes", sandbox="prod", notes=notes, options=options)
                rounds = Rounds(project, idle, beside, number)
                for _ in range(1 if quick or number > NUMBERS[0] else 2):
                    rounds.take()
                label = f"{number} recipes, {latency * 1000:.0f} ms"
                yield from (rounds.figure(verb, label) for verb in _VERBS)
                yield from (rounds.above_nothing(verb, label) for verb in _VERBS)
