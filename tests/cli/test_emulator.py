"""`aep emulator`: start, status, clock, stop, reset of the project's own emulator."""

from datetime import datetime, timedelta

from tests.support.command import Aep


def test_it_starts_once_and_stops(aep: Aep) -> None:
    """Starting what runs changes nothing; stopping what doesn't is no error."""
    started = aep.json("emulator", "start")
    assert started["running"] is True
    assert set(started) == {"running", "url", "pid", "org", "client_id", "tenant", "data"}
    assert aep.json("emulator", "start") == started
    assert aep.json("emulator", "status") == started
    assert aep.json("emulator", "stop") == {"running": False, "data": started["data"]}
    assert aep("emulator", "stop").startswith("not running")


def test_status_says_by_its_exit_code_that_none_runs(aep: Aep) -> None:
    """3, as the emulator's own command does."""
    found = aep.json("emulator", "status", code=3)
    assert found == {"running": False, "data": str(aep.folder / ".aep" / "emulator")}


def test_its_secret_is_never_shown(aep: Aep) -> None:
    """The credential's public half only."""
    said = aep("emulator", "start", "--json") + aep("emulator", "status") + aep("doctor", code=1)
    secret = (
        (aep.folder / ".aep" / "emulator" / "identity.json").read_text().split('"client_secret": "')[1].split('"')[0]
    )
    assert secret not in said


def test_the_clock_moves_on_and_stands_still(aep: Aep) -> None:
    """By the span that was given; frozen, two looks show the same."""
    aep("emulator", "start")
    before = aep.json("emulator", "clock")
    after = aep.json("emulator", "clock", "--advance", "1d2h")
    moved = datetime.fromisoformat(after["now"]) - datetime.fromisoformat(before["now"])
    assert timedelta(hours=26) <= moved < timedelta(hours=26, minutes=5)
    frozen = aep.json("emulator", "clock", "--freeze")
    assert frozen["frozen"] is True
    assert aep.json("emulator", "clock") == frozen
    assert aep.json("emulator", "clock", "--thaw")["frozen"] is False


def test_a_span_that_is_none_is_refused(aep: Aep) -> None:
    """In the words of the option."""
    done = aep.run("emulator", "clock", "--advance", "soon")
    assert done.returncode == 2
    assert '"soon" is no span of time; write for example 1d2h, 90m or 30s' in done.stderr


def test_the_clock_of_a_stopped_emulator_is_not_looked_at(aep: Aep) -> None:
    """It isn't started for that."""
    assert aep.refused("emulator", "clock") == "the emulator is not running; run: aep emulator start"


def test_reset_forgets_all(aep: Aep) -> None:
    """Another organisation afterwards: as if newly installed."""
    before = aep.json("emulator", "start")
    assert aep.json("emulator", "reset", "--yes") == {"running": False, "data": before["data"]}
    assert aep.json("emulator", "start")["org"] != before["org"]


def test_reset_asks_first(aep: Aep) -> None:
    """Without an answer nothing happens."""
    before = aep.json("emulator", "start")
    assert aep.run("emulator", "reset").returncode == 1
    assert aep.json("emulator", "status") == before
