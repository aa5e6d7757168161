"""The third way to an engine, which needs a Go module proxy only: build the official sources at the pinned version."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from engine import cache, pins
from engine.problem import Problem
from engine.say import Ran, watch
from engine.toolchain import Go

UNREACHED = (
    "dial tcp",
    "no such host",
    "i/o timeout",
    "connection refused",
    "TLS handshake",
    "network is unreachable",
    "module lookup disabled by GOPROXY",
)


def build(into: Path, go: Go) -> None:
    """Both programs and both launch scripts."""
    version = f"-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version={pins.VERSION}"
    _program(go, pins.CLI_MODULE, pins.CLI, into / "pulumi", f"-s -w {version}")
    _program(go, pins.HOST_MODULE, pins.HOST, into / "pulumi-language-python", "-s -w")
    sources = _sources(go)
    for name in pins.LAUNCHERS:
        placed = into / Path(name).name
        shutil.copyfile(sources / name, placed)
        placed.chmod(0o755)
    if go.borrowed:
        shutil.rmtree(go.borrowed, ignore_errors=True)  # some 3 GB, of no use to who has no Go


def environment(go: Go) -> dict[str, str]:
    """The user's, for the proxy and the caches; but nothing of it may change what is built."""
    ours = {
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "CGO_ENABLED": "0",
        "GOFLAGS": "-mod=readonly -trimpath -buildvcs=false -modcacherw",
    }
    kept = {name: value for name, value in os.environ.items() if name not in {"GOOS", "GOARCH", "GOROOT"}}
    caches = {"GOMODCACHE": str(go.borrowed / "modules"), "GOCACHE": str(go.borrowed / "build")} if go.borrowed else {}
    return {"HOME": str(Path.home()), **kept, **ours, **caches}


def _program(go: Go, module: Path, package: str, to: Path, flags: str) -> None:
    listed = _run(go, ["list", "-deps", package], to.name, module, _downloads)
    total = sum("downloading" not in line for line in listed.lines)
    words = ["build", "-v", "-ldflags", flags, "-o", str(to), package]
    _run(go, words, to.name, module, lambda lines: f"{len(lines)} of {total} packages compiled")


def _sources(go: Go) -> Path:
    where = ["list", "-m", "-f", "{{.Dir}}", pins.SDK]
    return Path(_run(go, where, "the launch scripts", pins.CLI_MODULE, _downloads).last())


def _run(go: Go, words: list[str], name: str, module: Path, stage: Callable[[list[str]], str]) -> Ran:
    ran = watch([go.command, *words], f"building {name}", stage, cwd=module, env=environment(go))
    if ran.code:
        log = cache.folder() / "failed-build.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("\n".join([" ".join(["go", *words]), *ran.lines, ""]))
        raise Problem(f"{_sentence(ran, name)} All it said: {log}")
    return ran


def _downloads(lines: list[str]) -> str:
    return f"{sum('downloading' in line for line in lines)} modules downloaded"


def _sentence(ran: Ran, name: str) -> str:
    instead = f"put Pulumi {pins.VERSION} on PATH"
    if ran.holds(*UNREACHED):
        why = f"as the Go module proxy was not reached ({_cause(ran)})"
        return f"{name} cannot be built, {why}: connect the network or set GOPROXY, or {instead}, and run it again."
    if ran.holds("no space left on device"):
        return f"{name} cannot be built, as the disk is full: free about 3 GB and run it again."
    return f"go build of {name} failed ({_cause(ran)}): {instead} instead, and run it again."


def _cause(ran: Ran) -> str:
    """The part of Go's last line that a person wants: what follows the address asked for."""
    line = re.sub(r"^go: ", "", ran.last())
    return line.rpartition('": ')[2].rstrip(".")
