"""Images as a run needs them: found by location, unpacked once, and where their Python packages are."""

import json
import re
import shutil
import tarfile
import uuid
from pathlib import Path, PurePosixPath
from typing import Any

from ...platform.world import World
from . import blob, credential, manifest

_LOOPBACK = re.compile(r"(localhost|127(\.\d+){3}|\[::1\])(:\d+)?")
_WHITEOUT = ".wh."


class PullError(Exception):
    """The image cannot be pulled; the text says why in a sentence."""


def parse_location(location: str) -> tuple[str, str, str]:
    """Host, name and reference of `host/name:tag` or `host/name@digest`. Without a host it is Docker Hub's."""
    first, _, rest = location.partition("/")
    hosted = bool(rest) and ("." in first or ":" in first or first == "localhost")
    host, path = (first, rest) if hosted else ("docker.io", location)
    if "@" in path:
        name, _, reference = path.partition("@")
        return host, name.partition(":")[0], reference
    name, _, reference = path.partition(":")
    return host, name, reference or "latest"


def _manifest(world: World, location: str) -> tuple[str, dict[str, Any], str]:
    """Repository, manifest and its digest. Of an index, the first image for Linux, else simply the first."""
    host, name, reference = parse_location(location)
    if not _LOOPBACK.fullmatch(host) and host != credential.host(world):
        raise PullError(f"The image {location} cannot be pulled from here: push it to this Platform's own registry.")
    found = manifest.find(world, name, reference)
    if found is None:
        raise PullError(f"The image {location} is not in the registry: no {name}:{reference} was pushed.")
    document: dict[str, Any] = json.loads(found["text"])
    if found["mediaType"] not in manifest.INDEXES:
        return name, document, found["digest"]
    entries = document["manifests"]
    linux = [one for one in entries if (one.get("platform") or {}).get("os") == "linux"]
    if not entries:
        raise PullError(f"The image {location} is an index without images.")
    return _manifest(world, f"{credential.host(world)}/{name}@{(linux or entries)[0]['digest']}")


def _config(world: World, document: dict[str, Any]) -> dict[str, Any]:
    try:
        found = json.loads(blob.file_of(world, document["config"]["digest"]).read_bytes())
    except (ValueError, OSError):
        return {}
    return (found.get("config") or {}) if isinstance(found, dict) else {}


def _within(root: Path, name: str) -> Path | None:
    """Where an entry belongs; None if it points outside the image."""
    parts = PurePosixPath("/" + name).parts[1:]
    return None if ".." in parts else root.joinpath(*parts)


def _whiteout(target: Path) -> None:
    """A layer removes what a lower layer contains."""
    if target.name == ".wh..wh..opq":
        shutil.rmtree(target.parent, ignore_errors=True)
        target.parent.mkdir(parents=True)
        return
    gone = target.with_name(target.name.removeprefix(_WHITEOUT))
    if gone.is_dir():
        shutil.rmtree(gone)
    else:
        gone.unlink(missing_ok=True)


def _place(layer: tarfile.TarFile, member: tarfile.TarInfo, root: Path) -> None:
    """Only files and folders: links become copies of files inside the image, devices are left out."""
    target = _within(root, member.name)
    if target is None:
        return
    if target.name.startswith(_WHITEOUT):
        _whiteout(target)
    elif member.isdir():
        target.mkdir(parents=True, exist_ok=True)
    elif member.isfile() or member.islnk() or member.issym():
        up = "" if member.islnk() or member.linkname.startswith("/") else f"{PurePosixPath(member.name).parent}/"
        source = None if member.isfile() else _within(root, up + member.linkname)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source and source.is_file() and source != target:
            shutil.copyfile(source, target)
        content = layer.extractfile(member) if member.isfile() else None
        if content:
            with target.open("wb") as stream:
                shutil.copyfileobj(content, stream)


def _unpack(world: World, document: dict[str, Any], root: Path) -> None:
    for described in document["layers"]:
        file = blob.file_of(world, described["digest"])
        try:
            with tarfile.open(file, "r:*") as layer:
                for member in layer:
                    _place(layer, member, root)
        except (tarfile.TarError, EOFError, OSError) as error:
            raise PullError(f"The layer {described['digest']} cannot be unpacked: {error}.") from None


def _unpacked(world: World, document: dict[str, Any], digest: str) -> Path:
    final = world.subfolder("images") / digest.partition(":")[2]
    if not final.exists():
        draft = world.subfolder("images") / f"draft-{uuid.uuid4()}"
        draft.mkdir()
        try:
            _unpack(world, document, draft)
            if not final.exists():
                draft.rename(final)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return final


def python_path(world: World, location: str) -> list[Path]:
    """The image's PYTHONPATH; without one, the eggs at its root, else the root itself."""
    _, document, digest = _manifest(world, location)
    root = _unpacked(world, document, digest)
    entries = [
        one.partition("=")[2] for one in _config(world, document).get("Env") or [] if one.startswith("PYTHONPATH=")
    ]
    named = [_within(root, one) for one in ":".join(entries).split(":") if one]
    found = [path for path in named if path and path.exists()]
    if not found:
        found = sorted(root.glob("*.egg")) or [root]
    return found
