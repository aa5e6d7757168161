"""Which APIs there are: each a module with `ROUTES`, and `start(world)` if it has work to take up after a restart."""

from types import ModuleType

from . import container_registry, control, ims, registry, sandbox, sensei

APIS: list[ModuleType] = [control, ims, sandbox, registry, container_registry, sensei]
