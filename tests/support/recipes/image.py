"""A toy recipe packed as Adobe's build packs it, and pushed with a client that was not written here."""

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import oras.container
import oras.oci
import oras.provider

from tests.support.platform.client import Client
from tests.support.recipes import toy

ENTRY_POINTS = "".join(
    f"[{group}]\n" + "".join(f"{line}\n" for line in lines) for group, lines in toy.entry_points().items()
)


def metadata(*, entry_points: str = ENTRY_POINTS, requires: str = "") -> dict[str, str]:
    return {
        "EGG-INFO/PKG-INFO": "Metadata-Version: 1.0\nName: toy\nVersion: 1.0\n",
        "EGG-INFO/entry_points.txt": entry_points,
        "EGG-INFO/requires.txt": requires,
    }


def files(modules: Mapping[str, str], **more: str) -> dict[str, str]:
    """An egg's files; `modules` stand in for those of the same name in the plain toy."""
    code = {f"toy/{name}.py": text for name, text in {**toy.MODULES, **modules}.items()}
    return {"toy/__init__.py": "", **code, **metadata(**more)}


def packed(contents: Mapping[str, str]) -> bytes:
    archived = io.BytesIO()
    with zipfile.ZipFile(archived, "w") as archive:
        for name, text in contents.items():
            archive.writestr(name, text)
    return archived.getvalue()


def egg(modules: Mapping[str, str] | None = None, **more: str) -> bytes:
    return packed(files(modules or {}, **more))


def layer(contents: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def login(client: Client) -> dict[str, str]:
    """Host, user name and password of the packaging registry."""
    found: dict[str, str] = client.get("/data/sensei/engines/dockerRegistry").json()
    return found


def registry(client: Client) -> Any:
    given = login(client)
    found = oras.provider.Registry(insecure=True, hostname=given["host"])
    found.auth.set_basic_auth(given["username"], given["password"])
    return found


def push(client: Client, folder: Path, name: str, *layers: bytes, python_path: str = "/application.egg") -> str:
    """The location of the image pushed."""
    found = registry(client)
    location = f"{found.hostname}/{name}:1"
    target = oras.container.Container(location)
    config = folder / "config.json"
    config.write_text(json.dumps({"os": "linux", "config": {"Env": [f"PYTHONPATH={python_path}"]}}))
    manifest = oras.oci.NewManifest()
    manifest["mediaType"] = "application/vnd.oci.image.manifest.v1+json"
    manifest["config"] = oras.oci.NewLayer(str(config), media_type="application/vnd.oci.image.config.v1+json")
    found.upload_blob(str(config), target, manifest["config"])
    for number, content in enumerate(layers):
        file = folder / f"layer{number}.tar.gz"
        file.write_bytes(content)
        described = oras.oci.NewLayer(str(file), media_type="application/vnd.oci.image.layer.v1.tar+gzip")
        found.upload_blob(str(file), target, described)
        manifest["layers"].append(described)
    answer = found.upload_manifest(manifest, target)
    assert answer.status_code == 201
    return location
