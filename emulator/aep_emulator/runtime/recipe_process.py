"""The recipe's process: reads its job, runs the recipe's steps, and writes the outcome to `result.json`."""

import json
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

from ..platform.atomic_file import draft_of
from .recipe import BadRecipe, Recipe, encodable, metrics_of
from .requirements import unmet

_BEGAN = time.monotonic()


class Steps:
    """Writes each step into the execution log as it begins; a failure can then name the step."""

    def __init__(self, file: str) -> None:
        self.now = "start"
        self._log = Path(file).open("a", buffering=1, encoding="utf-8", errors="backslashreplace")  # noqa: SIM115 - open as long as the process

    def say(self, text: str) -> None:
        self._log.write(f"[{time.monotonic() - _BEGAN:7.2f} s] {text}\n")

    def begin(self, name: str) -> None:
        self.now = name
        self.say(name)


def _size(data: Any) -> str:
    try:
        return f"{len(data):,} rows"
    except Exception:  # noqa: BLE001 - whatever a recipe's own type makes of it, no step has failed
        return type(data).__name__


def _train(job: dict[str, Any], recipe: Recipe, steps: Steps) -> dict[str, Any]:
    config = job["config"]
    steps.begin("training_dataloader.load")
    data = recipe.call("training_dataloader", "load", config)
    steps.say(f"  {_size(data)}")
    steps.begin("loading the evaluator")
    evaluator = recipe.evaluator()
    steps.begin("evaluator.split")
    parts = evaluator.split(config, data)
    if not isinstance(parts, tuple | list) or len(parts) != 2:
        raise BadRecipe("evaluator.split did not return a training part and a validation part.")
    steps.say(f"  {_size(parts[0])} to train on, {_size(parts[1])} to validate with")
    steps.begin("training_pipeline.train")
    model = recipe.call("training_pipeline", "train", config, parts[0])
    if model is None:
        raise BadRecipe("training_pipeline.train returned no model.")
    steps.begin("evaluator.evaluate")
    metrics = metrics_of(evaluator.evaluate(parts[1], model, config))
    for one in metrics:
        steps.say(f"  {one['name']} = {one['value'][:200]}")
    steps.begin("storing the model")
    _store(model, Path(job["work"], "model"))
    return {"metrics": metrics}


def _store(model: Any, file: Path) -> None:
    try:
        with file.open("wb") as stream:
            pickle.dump(model, stream, protocol=pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise BadRecipe(f"The model that training_pipeline.train returned cannot be stored: {error}.") from None


def _score(job: dict[str, Any], recipe: Recipe, steps: Steps) -> dict[str, Any]:
    config = job["config"]
    steps.begin("scoring_dataloader.load")
    data = recipe.call("scoring_dataloader", "load", config)
    steps.say(f"  {_size(data)}")
    steps.begin("loading the model")
    with Path(job["model"]).open("rb") as stream:
        model = pickle.load(stream)  # noqa: S301 - what an earlier run of this Platform stored
    steps.begin("scoring_pipeline.score")
    prediction = recipe.call("scoring_pipeline", "score", config, data, model)
    if prediction is None:
        raise BadRecipe("scoring_pipeline.score returned no prediction.")
    steps.say(f"  {_size(prediction)}")
    steps.begin("scoring_datasaver.save")
    recipe.call("scoring_datasaver", "save", config, prediction)
    writer = sys.modules.get("platform_sdk.dataset_writer")  # a recipe may write without the SDK
    written = list(writer.WRITTEN) if writer else []
    for one in written:
        steps.say(f"  batch {one['batchId']} of data set {one['dataSetId']}: {one['recordCount']:,} rows")
    return {"outputs": written}


def _perform(job: dict[str, Any], steps: Steps) -> dict[str, Any]:
    steps.begin("finding the recipe")
    recipe = Recipe(job["paths"], job["mode"])
    lacking = unmet(recipe.requirements)
    if lacking:
        raise BadRecipe(f"The recipe requires what is not installed here: {', '.join(lacking)}.")
    sys.path[:0] = job["paths"]
    made = _train(job, recipe, steps) if job["mode"] == "train" else _score(job, recipe, steps)
    steps.begin("done")
    return {"done": True, **made}


def _words(error: BaseException) -> str:
    """An exception's text; "" if that can't be made, which must not hide the exception itself."""
    try:
        return str(error)
    except BaseException:  # noqa: BLE001
        return ""


def _traceback(error: BaseException) -> str:
    try:
        return "".join(traceback.format_exception(error))
    except BaseException:  # noqa: BLE001 - its notes or its cause may be as odd as its text
        return "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__


def _failure(error: BaseException, steps: Steps) -> dict[str, Any]:
    """A sentence and the traceback, which also goes to the error log."""
    if isinstance(error, BadRecipe):
        text = sentence = str(error)
    else:
        text = _traceback(error)
        said = next(iter(_words(error).strip().splitlines()), "")
        sentence = f"{steps.now} raised {type(error).__name__}{f': {said}' if said else ''}"
    text, sentence = encodable(text), encodable(sentence)
    sys.stderr.write(text.rstrip() + "\n")
    steps.say(f"failed: {sentence}")
    return {"done": False, "message": sentence, "error": text}


def _end_with_server(pipe: int) -> None:
    """When the server is gone the pipe closes: this process and all that it has started are then killed."""

    def watch() -> None:
        while os.read(pipe, 4096):
            pass
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, name="server-watch", daemon=True).start()


def main() -> None:
    pipe = os.dup(0)
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(pipe, 65536)
        if not part:
            return
        line += part
    job = json.loads(line)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    _end_with_server(pipe)
    steps = Steps(job["execution"])
    try:
        result = _perform(job, steps)
    except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt of a recipe included
        result = _failure(error, steps)
    with draft_of(Path(job["work"], "result.json")) as draft:
        draft.write_text(json.dumps(result))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # without waiting for threads that the recipe has left running


if __name__ == "__main__":
    main()
