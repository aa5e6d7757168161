"""A recipe's image, pushed in four calls: login, configuration, layer, manifest."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from pulumi_aep.payload import recipe_image as image
from pulumi_aep.payload import recipe_package as package

from .client import Client

_NAME = "luma-propensity"


def push(client: Client, source: Path) -> str:
    """Its address in the Platform's registry."""
    layer = image.build_layer(package.read_package(source)).tar
    login = client.get("/data/sensei/engines/dockerRegistry")
    who = (login["username"], login["password"])
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Env": [f"PYTHONPATH=/{image.EGG}"]},
        "rootfs": {"type": "layers", "diff_ids": [_digest(layer)]},
    }
    parts = [(json.dumps(config).encode(), image.CONFIG), (gzip.compress(layer, mtime=0), image.LAYER)]
    described = [_upload(client, who, content, media) for content, media in parts]
    manifest = {"schemaVersion": 2, "mediaType": image.MANIFEST, "config": described[0], "layers": described[1:]}
    tag = _digest(layer).removeprefix("sha256:")[:16]
    headers = {"Content-Type": image.MANIFEST}
    client.call("PUT", f"/v2/{_NAME}/manifests/{tag}", data=json.dumps(manifest), auth=who, headers=headers)
    return f"{login['host']}/{_NAME}:{tag}"


def _upload(client: Client, who: tuple[str, str], content: bytes, media: str) -> dict[str, Any]:
    digest = _digest(content)
    client.call("POST", f"/v2/{_NAME}/blobs/uploads/?digest={digest}", data=content, auth=who)
    return {"mediaType": media, "size": len(content), "digest": digest}


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
