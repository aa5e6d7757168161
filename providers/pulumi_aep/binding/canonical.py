"""Runs the check that the engine would run on a declared asset, without the engine."""

from functools import cache

from pulumi.dynamic import Config, ConfigureRequest
from pulumi.dynamic.dynamic import serialize_provider

from ..adoption.declare import Canonical
from ..core.live import Fields
from ..core.owner_mark import OwnerMark, resource_path
from ..platform.endpoint import SETTINGS, Settings
from .provider import KindProvider


def canonical(settings: Settings, owner: str) -> Canonical:
    """A function of `(kind, fields, logical name, generation)` that returns the inputs to record, and the problems."""
    payload = cache(lambda kind: serialize_provider(KindProvider(kind)))
    values = {key: getattr(settings, name) for name, (key, _) in SETTINGS.items() if key}

    def check(kind: str, fields: Fields, name: str, generation: int) -> tuple[Fields, list[str]]:
        provider = KindProvider(kind)
        provider.configure(ConfigureRequest(config=Config(values, "aep")))
        done = provider.check({"__generation": generation}, {**fields, "__stamp": _stamp(owner, name)})
        problems = [f"{item.property} {item.reason}".strip() for item in done.failures]
        return {**done.inputs, "__provider": payload(kind)}, problems

    return check


def _stamp(owner: str, name: str) -> str:
    """For a resource at the program's top, as adoption writes it."""
    stack, _, state = owner.partition("@")
    return OwnerMark(stack=stack, state=state, resource=resource_path("", name)).stamp
