"""The second way to an engine: the official release, checked against the checksums published beside it."""

import hashlib
import os
import shutil
import tarfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path

from engine import pins
from engine.problem import Problem, Unavailable
from engine.say import EVERY, say

REACH = 4.0  # seconds until a host that does not answer is given up: looking up its name included
STALL = 20.0  # seconds without a byte until a download is given up


def fetch(into: Path) -> None:
    """Download, check, unpack."""
    base = _base()
    name = _name()
    sums = f"pulumi-{pins.VERSION}-checksums.txt"
    wanted = _checksum(_within(REACH, lambda: _read(f"{base}/{sums}"), base), name)
    archive = into.parent / name
    found = _download(f"{base}/{name}", archive)
    if found != wanted:
        remedy = "run it again; if it stays so, set PULUMI_AEP_RELEASES=off to build from source"
        raise Problem(
            f"The checksum of {base}/{name} is {found}, published is {wanted}; nothing was installed: {remedy}."
        )
    _unpack(archive, into)


def _base() -> str:
    base = os.environ.get("PULUMI_AEP_RELEASES") or pins.RELEASES
    if base == "off":
        raise Unavailable("official releases are off (PULUMI_AEP_RELEASES)")
    parts = urllib.parse.urlsplit(base)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
        raise Problem(f"PULUMI_AEP_RELEASES is {base}: name a folder of releases over https, or `off`.")
    return base.rstrip("/")


def _name() -> str:
    machine = {"amd64": "x64", "arm64": "arm64"}.get(pins.machine())
    if machine is None or pins.system() not in {"linux", "darwin"}:
        raise Unavailable(f"there is no official release for {pins.system()} on {pins.machine()}")
    return f"pulumi-v{pins.VERSION}-{pins.system()}-{machine}.tar.gz"


def _checksum(published: str, name: str) -> str:
    listed = {words[1]: words[0] for words in map(str.split, published.splitlines()) if len(words) == 2}
    if name not in listed:
        raise Unavailable(f"the official release publishes no checksum for {name}")
    return listed[name].lower()


def _within(seconds: float, read: Callable[[], str], base: str) -> str:
    """What `read` gives, if it does in time: no time-out of its own covers the look-up of a name."""
    given: list[str] = []
    failed: list[str] = []

    def run() -> None:
        try:
            given.append(read())
        except (OSError, HTTPException, ValueError) as error:
            failed.append(_reason(error))

    reading = threading.Thread(target=run, daemon=True)
    reading.start()
    reading.join(seconds)
    if not given:
        why = failed[0] if failed else f"no answer within {seconds:.0f} s"
        raise Unavailable(f"{urllib.parse.urlsplit(base).netloc} could not be reached ({why})")
    return given[0]


def _read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=REACH) as answer:  # noqa: S310 - _base lets only https through
        content: bytes = answer.read(1 << 20)
    return content.decode("utf-8", "replace")


def _download(url: str, file: Path) -> str:
    """Its sha256."""
    digest, got, told = hashlib.sha256(), 0, time.monotonic()
    say(f"  downloading {url}")
    try:
        with urllib.request.urlopen(url, timeout=STALL) as answer, file.open("wb") as kept:  # noqa: S310 - as above
            total = int(answer.headers.get("Content-Length") or 0)
            while block := answer.read(1 << 20):
                kept.write(block)
                digest.update(block)
                got += len(block)
                if time.monotonic() - told > EVERY:
                    told = time.monotonic()
                    say(f"  downloading: {got >> 20} of {total >> 20} MB")
    except (OSError, HTTPException) as error:
        raise Unavailable(f"the download of {url} broke off after {got >> 20} MB ({_reason(error)})") from None
    if got < total:
        raise Unavailable(f"the download of {url} broke off after {got >> 20} of {total >> 20} MB")
    return digest.hexdigest()


def _reason(error: Exception) -> str:
    match error:
        case urllib.error.HTTPError():
            return f"status {error.code}"
        case urllib.error.URLError(reason=OSError(strerror=str(said))):
            return said
        case _:
            return str(error) or type(error).__name__


def _unpack(archive: Path, into: Path) -> None:
    """The CLI and all that is Python's, flat; the other languages' hosts stay where they are."""
    with tarfile.open(archive) as members:
        for member in members:
            name = Path(member.name).name
            content = members.extractfile(member)
            if content is not None and (name == "pulumi" or "python" in name):
                with (into / name).open("wb") as unpacked:
                    shutil.copyfileobj(content, unpacked)
                (into / name).chmod(0o755)
    archive.unlink()
