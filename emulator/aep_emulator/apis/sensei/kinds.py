"""The kinds of objects in Sensei ML."""

from .asset import Kind


def _kind(name: str, word: str, path: str, *hidden: str, media: str = "") -> Kind:
    return Kind(name=name, media=media or name, word=word, path=path, hidden=hidden)


ENGINE = _kind("engine", "Engine", "engines", "artifacts", "tags")
ML_INSTANCE = _kind("mlInstance", "MLInstance", "mlInstances", "tasks", "tags")
EXPERIMENT = _kind("experiment", "Experiment", "experiments", "template", "tags")
RUN = _kind("run", "ExperimentRun", "experiments/{experimentId}/runs", "tasks", "runChain", media="experimentRun")
MODEL = _kind("model", "Model", "models", "tags")
TRANSCODING = _kind("modelTranscoding", "ModelTranscoding", "models/{modelId}/transcodings")
INSIGHT = _kind("insight", "Insight", "insights")
ML_SERVICE = _kind("mlService", "MLService", "mlServices", "trainingSchedule", "scoringSchedule", "tags")
