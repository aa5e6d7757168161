"""The list of all APIs; their routes are tried in this order."""

from types import ModuleType

from ..apis import (
    catalog,
    container_registry,
    control,
    export,
    ims,
    ingestion,
    labels,
    profile,
    sandbox_management,
    schema_registry,
    segmentation,
    sensei,
)

APIS: list[ModuleType] = [
    control,
    ims,
    sandbox_management,
    schema_registry,
    catalog,
    ingestion,
    export,
    labels,
    container_registry,
    sensei,
    profile,
    segmentation,
]
