"""Errors of the Platform that somebody handles.

AepError                    a sentence for the user; all others are one too
├── Unreachable             no connection, or no response in time
│   └── Uncertain           the request was sent, but no response came: it may have had its effect
├── Refused                 the Platform answered with an error; carries its status and code
│   ├── Missing             404: it does not exist (any more)
│   ├── PreconditionFailed  412: somebody else wrote in between
│   └── Denied              401 or 403 of the gateway: token, credential, organisation or sandbox
├── Failed                  it ran and failed, and left nothing that would have to be recorded
└── Unfinished              created, but not yet as declared: `id` and `outputs` have to be recorded
"""

import difflib
from collections.abc import Sequence
from typing import Any


class AepError(Exception):
    """One sentence: which asset, what is wrong, what to do."""


class Unreachable(AepError):
    pass


class Uncertain(Unreachable):
    pass


class Refused(AepError):
    def __init__(self, message: str, *, status: int, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Missing(Refused):
    pass


class PreconditionFailed(Refused):
    pass


class Denied(Refused):
    pass


class Failed(AepError):
    pass


class Unfinished(AepError):
    def __init__(self, message: str, *, id: str, outputs: dict[str, Any]) -> None:
        super().__init__(message)
        self.id = id
        self.outputs = outputs


def few(said: Sequence[str], *, between: str = ", ", most: int = 5) -> str:
    """The first five, and how many more there are."""
    more = f" and {len(said) - most} more" if len(said) > most else ""
    return between.join(said[:most]) + more


def did_you_mean(wanted: str, names: Sequence[str]) -> str:
    """A suggestion, as the second half of a sentence."""
    lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(wanted.lower(), lower, n=1)
    if close:
        return f'did you mean "{lower[close[0]]}"?'
    shown = ", ".join(f'"{name}"' for name in sorted(names)[:10])
    return f"there are: {shown}{' …' if len(names) > 10 else ''}" if names else "there are none"
