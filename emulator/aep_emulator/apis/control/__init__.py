"""The emulator's own calls, apart from the Platform's, under `/_emulator/`. They need no token and no sandbox."""

from ...platform.http import Route
from ...platform.world import World
from .clock import clock, health
from .data import reset, restore, snapshot, snapshots, stats, take_up
from .delays import set_delays, show_delays
from .faults import add_faults, clear_faults, show_faults
from .journal import clear_journal, show_journal


def start(world: World) -> None:
    """Before all others: what they take up must be of one time."""
    take_up(world)


ROUTES = [
    Route("GET", "/_emulator/health", health),
    Route("GET", "/_emulator/clock", clock),
    Route("POST", "/_emulator/clock", clock),
    Route("GET", "/_emulator/delays", show_delays),
    Route("POST", "/_emulator/delays", set_delays),
    Route("GET", "/_emulator/journal", show_journal),
    Route("DELETE", "/_emulator/journal", clear_journal),
    Route("GET", "/_emulator/faults", show_faults),
    Route("POST", "/_emulator/faults", add_faults),
    Route("DELETE", "/_emulator/faults", clear_faults),
    Route("GET", "/_emulator/stats", stats),
    Route("GET", "/_emulator/snapshots", snapshots),
    Route("POST", "/_emulator/snapshot", snapshot),
    Route("POST", "/_emulator/restore", restore),
    Route("POST", "/_emulator/reset", reset),
]
