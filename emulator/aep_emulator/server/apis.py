"""The list of all APIs; their routes are tried in this order."""

from typing import Protocol, runtime_checkable

from ..apis import (
    catalog,
    container_registry,
    control,
    export,
    identity_namespace,
    ims,
    ingestion,
    labels,
    profile,
    sandbox_management,
    schema_registry,
    segmentation,
    sensei,
)
from ..platform.http import Route
from ..platform.world import World


class Api(Protocol):
    """A module or package of `apis`."""

    ROUTES: list[Route]


@runtime_checkable
class BackgroundApi(Protocol):
    """An API that works in the background, and resumes what the last server left unfinished."""

    def start(self, world: World) -> None: ...


APIS: list[Api] = [
    control,
    ims,
    sandbox_management,
    schema_registry,
    identity_namespace,
    catalog,
    ingestion,
    export,
    labels,
    container_registry,
    sensei,
    profile,
    segmentation,
]
