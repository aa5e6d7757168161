"""Infrastructure as code for the ML assets of Adobe Experience Platform.

`import pulumi_aep as aep; aep.Dataset("luma-web", name=…, schema=…)`. What it offers is loaded when first used.
"""

from typing import TYPE_CHECKING, Any

from .core.registry import is_kind

if TYPE_CHECKING:
    from .binding.provider_resource import Provider as Provider
    from .core import xdm
    from .kinds.batch import Batch as Batch
    from .kinds.dataset import Dataset as Dataset
    from .kinds.field_group import FieldGroup as FieldGroup
    from .kinds.identity_namespace import IdentityNamespace as IdentityNamespace
    from .kinds.model import Model as Model
    from .kinds.recipe import Recipe as Recipe
    from .kinds.sandbox import Sandbox as Sandbox
    from .kinds.schedule import Schedule as Schedule
    from .kinds.schema import Identity as Identity
    from .kinds.schema import Schema as Schema
    from .kinds.scoring_run import ScoringRun as ScoringRun
    from .kinds.segment import Segment as Segment
    from .kinds.segment_schedule import SegmentSchedule as SegmentSchedule
    from .kinds.service import Service as Service
    from .kinds.training_run import TrainingRun as TrainingRun

__version__ = "0.1.0"
__all__ = [
    "Batch",
    "Dataset",
    "FieldGroup",
    "Identity",
    "IdentityNamespace",
    "Model",
    "Provider",
    "Recipe",
    "Sandbox",
    "Schedule",
    "Schema",
    "ScoringRun",
    "Segment",
    "SegmentSchedule",
    "Service",
    "TrainingRun",
    "xdm",
]


def __getattr__(name: str) -> Any:
    if is_kind(name):
        from .binding.resource import resource

        return resource(name)
    if name == "Identity":
        from .kinds.schema import Identity

        return Identity
    if name == "Provider":
        from .binding.provider_resource import Provider

        return Provider
    if name == "xdm":
        from importlib import import_module

        return import_module(".core.xdm", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
