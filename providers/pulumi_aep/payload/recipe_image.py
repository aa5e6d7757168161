"""A recipe's container image: built without a Docker daemon, and pushed to the Platform's registry.

A single layer on top of `base` (or of nothing) holds `/application.egg`, which is on PYTHONPATH, as in the images of
Adobe's own build. The same source gives the same layer; a preview shows its digest.
"""

import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..errors import AepError
from .recipe_package import RecipePackage

EGG = "application.egg"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
INDEXES = ("application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.index.v1+json")


def sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@dataclass(frozen=True)
class Layer:
    tar: bytes

    @property
    def gzipped(self) -> bytes:
        return gzip.compress(self.tar, mtime=0)

    @property
    def digest(self) -> str:
        """Of the uncompressed tar: compressors differ between versions."""
        return sha256(self.tar)


def build_layer(recipe: RecipePackage) -> Layer:
    egg = recipe.egg()
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        entry = tarfile.TarInfo(EGG)
        entry.size, entry.mode, entry.mtime = len(egg), 0o644, 0
        tar.addfile(entry, io.BytesIO(egg))
    return Layer(out.getvalue())


@dataclass(frozen=True)
class Login:
    """The registry's host and credentials; they expire with the access token that requested them."""

    host: str
    username: str
    password: str


def image_digest(layer: Layer, base: str | None) -> str:
    """Covers the layer and the name of the base image."""
    return sha256(f"{layer.digest} on {base}".encode()) if base else layer.digest


def tag(digest: str) -> str:
    return digest.removeprefix("sha256:")[:16]


def push(layer: Layer, *, name: str, base: str | None, login: Login, scratch: Path) -> str:
    """Returns the image's address `{host}/{name}:{tag}`. Uploads only what the registry does not have yet."""
    import requests.exceptions
    from oras.container import Container

    address = f"{login.host}/{name}:{tag(image_digest(layer, base))}"
    registry = _connect(login.host, login)
    target = Container(address)
    try:
        if _manifest_exists(registry, target):
            return address
        config, layers = _copy_base(base, registry, target, login, scratch) if base else ({}, [])
        layers.append(_upload_blob(registry, target, layer.gzipped, LAYER, scratch))
        body = json.dumps(_config(config, layer), sort_keys=True).encode()
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": _upload_blob(registry, target, body, CONFIG, scratch),
            "layers": layers,
        }
        _check_response(registry.upload_manifest(manifest, target), "the manifest")
    except (ValueError, requests.exceptions.RequestException) as error:
        raise AepError(f"the registry {login.host} did not take the recipe: {_first_line(error)}") from None
    return address


def _connect(host: str, login: Login | None) -> Any:
    from oras.provider import Registry

    insecure = urlsplit(f"//{host}").hostname in ("127.0.0.1", "localhost", "::1")
    registry = Registry(hostname=host, insecure=insecure, auth_backend="basic" if login else "token")
    registry.session.trust_env = not insecure
    if login:
        registry.auth.set_basic_auth(login.username, login.password)
    return registry


def _manifest_exists(registry: Any, target: Any) -> bool:
    url = f"{registry.prefix}://{target.manifest_url()}"
    return bool(registry.do_request(url, "HEAD", headers={"Accept": MANIFEST}).status_code == 200)


def _upload_blob(registry: Any, target: Any, content: bytes, media_type: str, scratch: Path) -> dict[str, Any]:
    entry = {"mediaType": media_type, "size": len(content), "digest": sha256(content)}
    file = scratch / entry["digest"].removeprefix("sha256:")  # type: ignore[attr-defined]
    file.write_bytes(content)
    if not registry.blob_exists(entry, target):
        _check_response(registry.upload_blob(str(file), target, entry), "a layer")
    return entry


def _check_response(response: Any, what: str) -> None:
    if response.status_code not in (200, 201, 202):
        raise AepError(f"the registry did not take {what}: {response.status_code} {response.text[:200]}")


def _copy_base(
    base: str, registry: Any, target: Any, login: Login, scratch: Path
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The base image's configuration and layers, which are copied to our registry blob by blob."""
    from oras.container import Container

    source = Container(base)
    origin = registry if source.registry == login.host else _connect(source.registry, None)
    manifest = origin.get_manifest(source, allowed_media_type=[MANIFEST, DOCKER_MANIFEST, *INDEXES])
    if manifest.get("mediaType") in INDEXES:
        match = [m for m in manifest["manifests"] if m.get("platform", {}).get("architecture") == "amd64"]
        source = Container(f"{source.registry}/{source.api_prefix}@{match[0]['digest']}")
        manifest = origin.get_manifest(source, allowed_media_type=[MANIFEST, DOCKER_MANIFEST])
    config: dict[str, Any] = origin.get_blob(source, manifest["config"]["digest"]).json()
    for entry in manifest["layers"]:
        if not registry.blob_exists(entry, target):
            file = scratch / entry["digest"].removeprefix("sha256:")
            origin.download_blob(source, entry["digest"], str(file))
            _check_response(registry.upload_blob(str(file), target, entry), "a layer of the base")
    return config, [{**entry, "mediaType": LAYER} for entry in manifest["layers"]]  # as OCI calls the same bytes


def _config(base: dict[str, Any], layer: Layer) -> dict[str, Any]:
    """The base image's configuration, with our layer on top and the egg on PYTHONPATH."""
    inner = dict(base.get("config") or {})
    kept = [item for item in inner.get("Env", []) if not item.startswith("PYTHONPATH=")]
    before = [item.removeprefix("PYTHONPATH=") for item in inner.get("Env", []) if item.startswith("PYTHONPATH=")]
    inner["Env"] = [*kept, "PYTHONPATH=" + ":".join([f"/{EGG}", *before])]
    layers = [*((base.get("rootfs") or {}).get("diff_ids") or []), layer.digest]
    return {
        **base,
        "architecture": base.get("architecture", "amd64"),
        "os": base.get("os", "linux"),
        "config": inner,
        "rootfs": {"type": "layers", "diff_ids": layers},
        "history": [*(base.get("history") or []), {"created_by": "pulumi-aep", "comment": "recipe"}],
    }


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
