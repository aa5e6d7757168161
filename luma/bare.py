"""The recipe as a bare script, without a Platform: load, split, train, evaluate, score, straight from one file.

    python -m luma.bare --data FILE [--out SCORES.jsonl] [--set n_estimators=200]

The steps are the recipe's own; only reading and writing differ. A run on the Platform is measured against this.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

RECIPE = Path(__file__).parent / "recipe"
Result = TypeVar("Result")


class Steps:
    """Runs each step and keeps how long it took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, step: Callable[[], Result]) -> Result:
        started = perf_counter()
        try:
            return step()
        finally:
            self.seconds[name] = round(perf_counter() - started, 3)


def run(data: Path, config: Mapping[str, str], out: Path | None = None) -> dict[str, Any]:
    """Metrics, row counts and seconds per step."""
    step = Steps()
    recipe = step("import", _recipe)
    chosen = recipe.settings.read(config)
    stored = step("read", lambda: dotted(data))
    table = step("features", lambda: recipe.table.training_table(stored, config))
    train, validation = step("split", lambda: recipe.split.split(table, chosen))
    model = step("train", lambda: recipe.pipeline.train(config, train))
    metrics = step("evaluate", lambda: recipe.metrics.evaluate(validation, model, chosen))
    visitors = step("scoring features", lambda: recipe.table.scoring_table(stored, config))
    scores = step("score", lambda: recipe.pipeline.score(config, visitors, model))
    if out:
        kept = recipe.records.records({"tenantId": "_luma", **config}, scores)
        step("save", lambda: kept.to_json(out, orient="records", lines=True))
    rows = {"training": len(train), "validation": len(validation), "scored": len(scores)}
    return {"metrics": metrics, "rows": rows, "seconds": step.seconds}


def dotted(data: Path) -> Any:
    """A Parquet or JSON-lines file of nested events as a DataFrame whose columns have dotted names."""
    import pandas as pd
    from pyarrow import parquet

    if data.suffix != ".parquet":
        with data.open(encoding="utf-8") as lines:
            return pd.json_normalize([json.loads(line) for line in lines])
    table = parquet.read_table(data)
    while any(str(field.type).startswith("struct") for field in table.schema):
        table = table.flatten()
    return table.to_pandas()


def _recipe() -> Any:
    if str(RECIPE) not in sys.path:
        sys.path.insert(0, str(RECIPE))
    for module in ("metrics", "pipeline", "records", "settings", "split", "table"):
        import_module(f"luma_propensity.{module}")
    return import_module("luma_propensity")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train and score the Luma propensity recipe without a Platform.")
    parser.add_argument("--data", type=Path, required=True, help="Parquet or JSON-lines file of web events")
    parser.add_argument("--out", type=Path, help="write the scores here, as JSON lines")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the recipe")
    given = parser.parse_args()
    try:
        result = run(given.data, dict(pair.split("=", 1) for pair in given.set), given.out)
    except (ValueError, OSError) as problem:
        sys.exit(f"{given.data}: {problem}")
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
