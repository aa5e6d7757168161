"""Training and scoring on the Platform, beside the same recipe as a bare script."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from .emulator import Emulator
from .figure import Figure, middle, over
from .place import ROOT, hyperparameters, real_or_generated
from .plain import luma, training
from .plain.client import Client
from .timed import Timed, run


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    data, name = real_or_generated(folder)
    trained, scored, bare = [], [], []
    with Emulator(folder / "platform") as emulator:
        client = Client(emulator.ready, "bench")
        notes: luma.Notes = {}
        luma.prepare(client, notes, data)
        for _ in range(1 if quick else 3):
            bare.append(_bare(data, folder))
            trained.append(training.train(client, notes))
            scored.append(training.score(client, notes))
    script = middle([each.seconds for each in bare])
    steps = json.loads(bare[-1].text)["seconds"]
    how = f"{name}; a run's process, from the Platform's record of it; median of {len(bare)}"
    yield Figure(name="platform: training", value=middle(trained), unit="s", how=how)
    yield Figure(name="platform: scoring", value=middle(scored), unit="s", how=how)
    both = middle([one + other for one, other in zip(trained, scored, strict=True)])
    imports = f"{steps['import']:.1f} s of it imports, which two runs do twice"
    how = f"ratio to the recipe as a bare script, {script:.2f} s for both in one process, {imports}; aim: 1.5 at most"
    yield Figure(
        name="platform: both", value=both, unit="s", ratio=over(both, script), how=how, more={"bare script": steps}
    )


def _bare(data: Path, folder: Path) -> Timed:
    """The whole process, scores written to a file."""
    settings = [word for name, value in hyperparameters().items() for word in ("--set", f"{name}={value}")]
    command = [sys.executable, "-m", "luma.bare", "--data", str(data), "--out", str(folder / "scores.jsonl")]
    return run([*command, *settings], folder=ROOT)
