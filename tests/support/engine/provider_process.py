"""The real provider process, `python -m pulumi.dynamic`, spoken to over gRPC as the engine does, without an engine."""

import asyncio
import base64
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import dill
import grpc
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2
from pulumi_aep.binding.provider import KindProvider


def pickled(kind: str) -> str:
    """What a resource of that kind carries in its state as `__provider`."""
    return base64.b64encode(dill.dumps(KindProvider(kind))).decode()


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AEP_", "PULUMI_"))}
    return {**kept, "AEP_SANDBOX": "prod", "PULUMI_PROJECT": "luma", **more}


class Failed(Exception):
    """An error answer: its text, and the half-made asset if it names one."""

    def __init__(self, error: grpc.RpcError) -> None:
        super().__init__(error.details())
        assert "Traceback" not in error.details()
        self.half_made: dict[str, Any] | None = None
        for key, value in error.trailing_metadata() or ():
            if key == "grpc-status-details-bin":
                status = status_pb2.Status.FromString(value)
                detail = provider_pb2.ErrorResourceInitFailed()
                status.details[0].Unpack(detail)
                self.half_made = {
                    "id": detail.id,
                    "outputs": rpc.deserialize_properties(detail.properties),
                    "inputs": rpc.deserialize_properties(detail.inputs),
                    "reasons": list(detail.reasons),
                }


class ProviderProcess:
    def __init__(self, *, folder: Path, environment: dict[str, str], config: dict[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-m", "pulumi.dynamic", "127.0.0.1:1"],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        port = int(self._process.stdout.readline())
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self._stub.Configure(provider_pb2.ConfigureRequest(args=_struct(config or {})))

    def stop(self) -> None:
        self._channel.close()
        self._process.kill()
        self._process.communicate()

    def check(
        self, kind: str, news: dict[str, Any], olds: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], list[str]]:
        """Inputs and the sentences of what is wrong."""
        request = provider_pb2.CheckRequest(
            urn="urn:x", olds=_struct(olds or {}), news=_struct({**news, "__provider": pickled(kind)})
        )
        answer = self._call("Check", request)
        inputs = rpc.deserialize_properties(answer.inputs, True)
        return inputs, [item.reason for item in answer.failures]

    def problems(self, kind: str, news: dict[str, Any]) -> list[tuple[str, str]]:
        """(field, sentence) of what is wrong."""
        request = provider_pb2.CheckRequest(
            urn="urn:x", olds=_struct({}), news=_struct({**news, "__provider": pickled(kind)})
        )
        return [(item.property, item.reason) for item in self._call("Check", request).failures]

    def diff(self, id: str, olds: dict[str, Any], news: dict[str, Any]) -> tuple[str, list[str], bool]:
        request = provider_pb2.DiffRequest(id=id, urn="urn:x", olds=_struct(olds), news=_struct(news))
        answer = self._call("Diff", request)
        changes = provider_pb2.DiffResponse.DiffChanges.Name(answer.changes)
        return changes, list(answer.replaces), answer.deleteBeforeReplace

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        answer = self._call("Create", provider_pb2.CreateRequest(urn="urn:x", properties=_struct(inputs)))
        return answer.id, rpc.deserialize_properties(answer.properties)

    def read(self, id: str, outputs: dict[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
        answer = self._call("Read", provider_pb2.ReadRequest(id=id, urn="urn:x", properties=_struct(outputs)))
        return answer.id, rpc.deserialize_properties(answer.properties), rpc.deserialize_properties(answer.inputs)

    def update(self, id: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        request = provider_pb2.UpdateRequest(id=id, urn="urn:x", olds=_struct(olds), news=_struct(news))
        return dict(rpc.deserialize_properties(self._call("Update", request).properties))

    def delete(self, id: str, outputs: dict[str, Any]) -> None:
        self._call("Delete", provider_pb2.DeleteRequest(id=id, urn="urn:x", properties=_struct(outputs)))

    def _call(self, verb: str, request: Any) -> Any:
        try:
            return getattr(self._stub, verb)(request, timeout=60)
        except grpc.RpcError as error:
            raise Failed(error) from None


def _struct(values: dict[str, Any]) -> Any:
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(rpc.serialize_properties(values, {}))
    finally:
        loop.close()
