"""The emulator's own calls, under `/_emulator/`: no part of the Platform, they need no token and no sandbox."""

from ...platform.http import Route
from ...platform.world import World
from . import clock, delays, faults, journal, snapshot


def start(world: World) -> None:
    """First of all APIs: a restore that was cut short must be finished before the others resume their work."""
    snapshot.resume(world)


ROUTES = [
    Route("GET", "/_emulator/health", clock.get_health),
    Route("GET", "/_emulator/clock", clock.get),
    Route("POST", "/_emulator/clock", clock.update),
    Route("GET", "/_emulator/delays", delays.get),
    Route("POST", "/_emulator/delays", delays.update),
    Route("GET", "/_emulator/journal", journal.get),
    Route("DELETE", "/_emulator/journal", journal.delete),
    Route("GET", "/_emulator/faults", faults.get),
    Route("POST", "/_emulator/faults", faults.create),
    Route("DELETE", "/_emulator/faults", faults.delete),
    Route("GET", "/_emulator/stats", snapshot.get_stats),
    Route("GET", "/_emulator/snapshots", snapshot.list_snapshots),
    Route("POST", "/_emulator/snapshot", snapshot.create_snapshot),
    Route("POST", "/_emulator/restore", snapshot.restore),
    Route("POST", "/_emulator/reset", snapshot.reset),
]
