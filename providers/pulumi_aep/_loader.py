"""What a provider is pickled as: this function and a kind's name. Frozen: state written by any release names it.

A resource's state therefore holds no code, and what acts is always the installed release.
"""

from typing import Any


def load(kind: str) -> Any:
    from .binding.provider import KindProvider

    return KindProvider(kind)
