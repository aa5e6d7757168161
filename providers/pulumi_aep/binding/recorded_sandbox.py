"""The Platform at the sandbox that a resource records; what is done there is told on the resource's row."""

from typing import Any

from ..core.live import Fields
from ..errors import AepError
from ..platform.endpoint import Settings
from . import interruption, rpc


def api(settings: Settings, recorded: Fields, *, read_only: bool = False) -> Any:
    """A client for the recorded sandbox; AepError if the settings are for another organisation."""
    from ..platform.client import SandboxApi, client

    org = recorded.get("org", settings.recorded_org)
    if org != settings.recorded_org and not settings.problems():  # these are said by the client
        raise AepError(
            f"it is recorded in organisation {org}, but the settings are for {settings.recorded_org}; "
            "set aep:endpoint and aep:org to where it is"
        )
    urn = rpc.urn()
    return SandboxApi(
        client(settings),
        recorded.get("sandbox", ""),
        lambda text: rpc.log(text, urn=urn, ephemeral=True),
        note=lambda text: rpc.log(text, urn=urn),
        read_only=read_only,
        interrupted=interruption.came,
        cancelled=rpc.engine_gone,
    )
