"""The command `aep-emulator`."""

from .command import main

__all__ = ["main"]
