"""The types of objects in Sensei ML."""

from .asset import ObjectType


def _object_type(name: str, word: str, path: str, *hidden: str, media: str = "") -> ObjectType:
    return ObjectType(name=name, media=media or name, word=word, path=path, hidden=hidden)


ENGINE = _object_type("engine", "Engine", "engines", "artifacts", "tags")
ML_INSTANCE = _object_type("mlInstance", "MLInstance", "mlInstances", "tasks", "tags")
EXPERIMENT = _object_type("experiment", "Experiment", "experiments", "template", "tags")
RUN = _object_type(
    "run", "ExperimentRun", "experiments/{experimentId}/runs", "tasks", "runChain", media="experimentRun"
)
MODEL = _object_type("model", "Model", "models", "tags")
TRANSCODING = _object_type("modelTranscoding", "ModelTranscoding", "models/{modelId}/transcodings")
INSIGHT = _object_type("insight", "Insight", "insights")
ML_SERVICE = _object_type("mlService", "MLService", "mlServices", "trainingSchedule", "scoringSchedule", "tags")
