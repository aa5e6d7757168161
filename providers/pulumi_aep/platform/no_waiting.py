"""`aep runs stop` tells a pulumi that waits for a run, in a process of its own, to wait no longer: by a file."""

from pathlib import Path

from .local_emulator import project_folder


def end_waiting(run: str) -> None:
    file = _file(run)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()


def waiting_ended(run: str, *, since: float) -> bool:
    """Whether that was said since the waiting began: what was said earlier was said to another."""
    try:
        return _file(run).stat().st_mtime >= since
    except OSError:
        return False


def _file(run: str) -> Path:
    return project_folder() / ".aep" / "no-waiting" / "".join(sign for sign in run if sign.isalnum() or sign in "-_")
