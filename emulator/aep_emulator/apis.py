"""Which APIs there are: each a module with `ROUTES`, and `start(world)` if it has work to take up after a restart."""

from types import ModuleType

from . import container_registry, control, ims, sensei

APIS: list[ModuleType] = [control, ims, container_registry, sensei]
