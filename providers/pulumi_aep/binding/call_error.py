"""Whatever goes wrong in a call ends it in a sentence that names the resource; what is half made is kept."""

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from ..core.live import Fields
from ..errors import AepError, Unfinished
from . import identity, rpc, secrecy


def label(kind: str, hidden: Fields) -> str:
    """`Dataset "web"`"""
    return f'{kind} "{identity.name(hidden) or rpc.urn().rpartition("::")[2]}"'


def named(error: Unfinished, kind: str, hidden: Fields) -> Unfinished:
    return Unfinished(f"{label(kind, hidden)}: {secrecy.masked(str(error))}", id=error.id, outputs=error.outputs)


@contextmanager
def ended(kind: str, hidden: Fields, fields: Fields, beside: Fields) -> Iterator[None]:
    """`beside`: what is recorded beside the outputs."""
    try:
        yield
    except rpc.Refusal:
        raise
    except Unfinished as error:
        outputs = {**hidden, **error.outputs, **beside}
        rpc.fail_half_made(named(error, kind, hidden), outputs, {**fields, **hidden})
    except AepError as error:
        rpc.fail(f"{label(kind, hidden)}: {secrecy.masked(str(error))}")
    except Exception as error:  # noqa: BLE001 each way ends the call
        if os.environ.get("AEP_DEBUG"):
            rpc.fail(secrecy.masked(traceback.format_exc()))
        what = f"unexpected {type(error).__name__}: {secrecy.masked(str(error))}"
        rpc.fail(f"{label(kind, hidden)}: {what}; set AEP_DEBUG=1 and run it again to see where")
