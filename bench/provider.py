"""The start of the provider's process: Pulumi starts one for every command."""

import base64
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dill
import grpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from pulumi_aep.binding.provider import KindProvider

from .figure import Figure, middle


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    bare, port, check = [], [], []
    for _ in range(3 if quick else 7):
        bare.append(_python(folder))
        listening, answered = _start(folder)
        port.append(listening)
        check.append(answered)
    python = f"median of {len(port)}; python that does nothing takes {middle(bare):.2f} s"
    yield Figure(name="provider: start", value=middle(port), unit="s", how=f"to the line with its port, {python}")
    how = f"from the start until the first Check of a Recipe is answered, median of {len(check)}"
    yield Figure(name="provider: first Check", value=middle(check), unit="s", how=how)


def _python(folder: Path) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], cwd=folder, check=True, timeout=60)
    return time.perf_counter() - began


def _start(folder: Path) -> tuple[float, float]:
    """Seconds until it says where it listens, and until it has answered a Check."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.dynamic", "127.0.0.1:1"],
        cwd=folder,
        env=os.environ | {"AEP_SANDBOX": "prod"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        port = int(process.stdout.readline())
        listening = time.perf_counter() - began
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = provider_pb2_grpc.ResourceProviderStub(channel)
            stub.Configure(provider_pb2.ConfigureRequest(), timeout=60)
            stub.Check(_request(), timeout=60)
        return listening, time.perf_counter() - began
    finally:
        process.kill()
        process.wait()


def _request() -> provider_pb2.CheckRequest:
    request = provider_pb2.CheckRequest(urn="urn:bench")
    pickled = base64.b64encode(dill.dumps(KindProvider("Recipe"))).decode()
    request.news.update({"__provider": pickled, "__stamp": "bench/dev/r", "name": "R", "image": "bench/recipe:1"})
    return request
