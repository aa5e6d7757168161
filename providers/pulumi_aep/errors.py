"""What can go wrong with the Platform, as far as somebody reacts to it.

AepError                one clear sentence for the user; everything below is one
├── Unreachable         no connection, no answer in time: the call had no effect or we cannot know
│   └── Uncertain       the request left, no answer came: it may have had its effect
├── Refused             the Platform answered no; carries status and the service's own words
│   ├── Missing         404: it is not there (any more)
│   ├── Changed         412: somebody else wrote in between
│   └── Denied          401/403 of the gateway: token, credential, organisation or sandbox
├── Failed             it ran, it failed, it left nothing behind that would have to be recorded
└── Unfinished          made, but not yet what was declared: `id` and `outputs` are to be recorded
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


class Changed(Refused):
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
    """At most five, and how many more there are."""
    more = f" and {len(said) - most} more" if len(said) > most else ""
    return between.join(said[:most]) + more


def did_you_mean(wanted: str, names: Sequence[str]) -> str:
    """What could have been meant, as the second half of a sentence."""
    lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(wanted.lower(), lower, n=1)
    if close:
        return f'did you mean "{lower[close[0]]}"?'
    shown = ", ".join(f'"{name}"' for name in sorted(names)[:10])
    return f"there are: {shown}{' …' if len(names) > 10 else ''}" if names else "there are none"
