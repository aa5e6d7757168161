"""Which APIs there are: each a module with `ROUTES`, and `start(world)` if it has work to take up after a restart."""

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
