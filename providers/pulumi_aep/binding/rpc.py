"""What Pulumi's dynamic-provider server doesn't pass on: the resource's URN, and how to report it as half made.

Provider methods are called from the servicer's own frame, whose `request` and `context` are reached by walking up.
Where they aren't found (another server, a direct call) progress is silent and errors are plain.
"""

import inspect
import os
import socket
import sys
import threading
import time
from typing import Any, NoReturn

import grpc

from ..errors import Unfinished
from ..stack.advice import name_stack, stack_of
from . import secrecy

_engines: list[Any] = []  # at most one
_lock = threading.Lock()
_answered = threading.Event()  # the engine has been there
_LOOKS_S = 1.0


def _servicer() -> tuple[Any, Any]:
    """(request, context) of the call being served in this thread; (None, None) outside of one."""
    frame = inspect.currentframe()
    for _ in range(12):
        if frame is None:
            break
        context = frame.f_locals.get("context")
        if isinstance(context, grpc.ServicerContext) and "request" in frame.f_locals:
            return frame.f_locals["request"], context
        frame = frame.f_back
    return None, None


def servicer() -> Any:
    """The object of Pulumi's server that serves the call in this thread; None outside of one."""
    frame = inspect.currentframe()
    for _ in range(12):
        if frame is None:
            break
        if isinstance(frame.f_locals.get("context"), grpc.ServicerContext) and "self" in frame.f_locals:
            return frame.f_locals["self"]
        frame = frame.f_back
    return None


def urn() -> str:
    return getattr(_servicer()[0], "urn", "")


def resource() -> str:
    """The current call's URN, if it comes from an engine."""
    found = urn()
    return found if found.startswith("urn:pulumi:") else ""


def recorded_inputs() -> dict[str, Any]:
    """The inputs as recorded, beside the outputs that reads and deletes get: a step that changes nothing renews only
    these."""
    from pulumi.runtime.rpc import deserialize_properties

    request, _ = _servicer()
    sent = next((getattr(request, name) for name in ("inputs", "old_inputs") if hasattr(request, name)), None)
    found: dict[str, Any] = deserialize_properties(sent, True) if sent else {}
    return found


def log(message: str, *, urn: str, ephemeral: bool = False, warning: bool = False) -> None:
    """Write a message to the resource's own row. An ephemeral one is progress, and disappears when the step ends."""
    from pulumi.runtime.proto import engine_pb2

    engine = _engine_stub()
    if engine is None or not urn:
        return
    severity = engine_pb2.WARNING if warning else engine_pb2.INFO
    said = secrecy.masked(name_stack(message, stack_of(urn)))
    request = engine_pb2.LogRequest(severity=severity, message=said, urn=urn, ephemeral=ephemeral)
    try:
        engine.Log(request, timeout=5)
    except grpc.RpcError:  # a lost log line must never fail an apply
        return


def _engine_stub() -> Any:
    """The engine's address is the last argument of a provider process."""
    from pulumi.runtime.proto import engine_pb2_grpc

    with _lock:
        if not _engines and ":" in sys.argv[-1]:
            _engines.append(engine_pb2_grpc.EngineStub(grpc.insecure_channel(sys.argv[-1])))
    return _engines[0] if _engines else None


def engine_gone() -> bool:
    """Whether the engine has been there and is gone: a provider process outlives an engine that is killed."""
    host, _, port = sys.argv[-1].rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except (OSError, ValueError):
        return _answered.is_set()
    _answered.set()
    return False


def end_with_engine() -> None:
    """End this process when its engine is gone, since nobody would hear of its results."""
    engine_gone()
    if _answered.is_set():
        threading.Thread(target=_watch, name="engine", daemon=True).start()


def _watch() -> None:
    while not engine_gone():
        time.sleep(_LOOKS_S)
    os._exit(1)


def fail(message: str) -> NoReturn:
    """End the call with exactly this text as its error."""
    _, context = _servicer()
    message = name_stack(message, stack_of(urn()))
    if context is not None:
        _answer(context, grpc.StatusCode.FAILED_PRECONDITION, message)
    raise Refusal(message) from None


def _answer(context: Any, code: grpc.StatusCode, message: str) -> None:
    """Set the error that the current call ends with, whatever is raised.

    From 3.260 on Pulumi's server turns each exception into `context.abort(UNKNOWN, traceback)`; earlier ones keep the
    code and details that are set.
    """
    abort = context.abort
    context.abort = lambda *_: abort(code, message)
    context.set_code(code)
    context.set_details(message)


class Refusal(Exception):
    """An error the engine shows as it is."""


def fail_half_made(error: Unfinished, properties: dict[str, Any], inputs: dict[str, Any]) -> NoReturn:
    """The engine records id, outputs and inputs, and goes on with it in the next run (InitFailed)."""
    request, context = _servicer()
    message = str(error)
    if context is None:
        raise Refusal(f"{message} (it exists as {error.id})") from None
    from google.protobuf import any_pb2
    from pulumi.runtime.proto import provider_pb2, status_pb2

    message = name_stack(str(error), stack_of(urn()))
    detail = provider_pb2.ErrorResourceInitFailed(
        id=error.id,
        properties=_struct(secrecy.sealed(properties), request),
        inputs=_struct(secrecy.sealed(inputs), request),
        reasons=[message],
    )
    packed = any_pb2.Any()
    packed.Pack(detail)
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=message, details=[packed])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    _answer(context, grpc.StatusCode.UNKNOWN, message)
    raise Refusal(message) from None


def _struct(values: dict[str, Any], request: Any) -> Any:
    import asyncio

    from pulumi.runtime import rpc as pulumi_rpc

    named = (getattr(request, name, {}) for name in ("news", "properties", "inputs"))
    sent = next(properties for properties in named if "__provider" in properties)
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(
            pulumi_rpc.serialize_properties({**values, "__provider": sent["__provider"]}, {})
        )
    finally:
        loop.close()
