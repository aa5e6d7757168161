"""Ctrl-C: the engine tells its providers by the call Cancel, which Pulumi's own server answers and forgets.

By the time the server first calls us, it has bound that method; so the method's code is replaced in place. If the
method isn't the one we know, a first Ctrl-C waits for what is under way, as it does in Pulumi itself.
"""

import inspect
import threading
from types import FunctionType
from typing import Any

WORKERS = "_max_workers"  # of a ThreadPoolExecutor, which starts threads as they are needed
CALLS = 64  # at once; the engine asks for as many as its --parallel says
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
        _make_room()


def _make_room() -> None:
    """The server serves four calls at a time: when four trainings are waited for, Cancel would never get through."""
    frame = inspect.currentframe()
    while frame is not None:
        reference = frame.f_locals.get("executor_reference")
        executor = reference() if callable(reference) else None
        if executor is not None and isinstance(getattr(executor, WORKERS, None), int):
            setattr(executor, WORKERS, max(getattr(executor, WORKERS), CALLS))
            return
        frame = frame.f_back


def _cancel(self: Any, request: Any, context: Any) -> Any:
    """Replaces the code of a method of Pulumi's server, so that it can use only what it imports itself."""
    from google.protobuf import empty_pb2

    from pulumi_aep.binding.interruption import note

    note()
    return empty_pb2.Empty()
