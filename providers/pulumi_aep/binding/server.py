"""Pulumi's server for dynamic providers, with a clear error where it fails before it has called a provider.

`pulumi import` reads an asset by its id alone, and the server can't tell whose provider that is: it ends in a KeyError.
Importing this module before `pulumi.dynamic` mends that, for this library's types only; the engine that `make setup`
installs does so (engine/launcher.py).
"""

from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from ..core.registry import kind_of
from ..stack.advice import import_refusal, stack_of

_add = provider_pb2_grpc.add_ResourceProviderServicer_to_server


def _add_with_sentence(servicer: Any, server: Any) -> None:
    stock = servicer.Read

    def read(request: Any, context: grpc.ServicerContext) -> Any:
        if "__provider" not in request.properties and "__provider" not in request.inputs:
            _, _, token, name = f"{request.urn}::::::".split("::")[:4]
            kind = kind_of(token.rpartition("$")[2])
            if kind:
                said = import_refusal(kind.__name__, name, request.id, stack_of(request.urn))
                context.abort(grpc.StatusCode.FAILED_PRECONDITION, said)
        return stock(request, context)

    servicer.Read = read
    _add(servicer, server)


provider_pb2_grpc.add_ResourceProviderServicer_to_server = _add_with_sentence
