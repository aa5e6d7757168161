"""Runs the recipe as the Platform does, in a process of its own: `run_recipe train|score CONFIG.json MODEL`.

Train: load, split, train, evaluate; prints the metrics. Score: load, load the model, score, save.
"""

import json
import pickle
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.support.luma.layout import RECIPE, entry_points

sys.path[:0] = [str(RECIPE), str(Path(__file__).parent / "sdk")]


def entry(name: str) -> Any:
    module, _, attribute = entry_points()[name].partition(":")
    found = import_module(module)
    return getattr(found, attribute) if attribute else found


def train(config: dict[str, str], model_file: Path) -> None:
    evaluator = entry("evaluator")()
    table = entry("training_dataloader").load(config)
    training, validation = evaluator.split(config, table)
    model = entry("training_pipeline").train(config, training)
    model_file.write_bytes(pickle.dumps(model))
    sys.stdout.write(json.dumps(evaluator.evaluate(validation, model, config)))


def score(config: dict[str, str], model_file: Path) -> None:
    table = entry("scoring_dataloader").load(config)
    prediction = entry("scoring_pipeline").score(config, table, pickle.loads(model_file.read_bytes()))
    entry("scoring_datasaver").save(config, prediction)


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[2]).read_text())
    {"train": train, "score": score}[sys.argv[1]](given, Path(sys.argv[3]))
