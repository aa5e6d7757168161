"""Ctrl-C: the engine tells its providers by the call Cancel, which Pulumi's own server answers and forgets.

By the time the server first calls us, it has bound that method; so the method's code is replaced in place. If the
method isn't the one we know, a first Ctrl-C waits for what is under way, as it does in Pulumi itself.
"""

import threading
from types import FunctionType
from typing import Any

_came = threading.Event()


def came() -> bool:
    """Whether the user has asked the engine to end; what is begun may still be finished."""
    return _came.is_set()


def note() -> None:
    _came.set()


def listen(servicer: Any) -> None:
    """Listen for the engine's Cancel from now on."""
    stock = getattr(type(servicer), "Cancel", None)
    if isinstance(stock, FunctionType) and not stock.__code__.co_freevars and stock.__code__.co_argcount == 3:
        stock.__code__ = _cancel.__code__


def _cancel(self: Any, request: Any, context: Any) -> Any:
    """Replaces the code of a method of Pulumi's server, so that it can use only what it imports itself."""
    from google.protobuf import empty_pb2

    from pulumi_aep.binding.interruption import note

    note()
    return empty_pb2.Empty()
