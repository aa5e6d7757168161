"""The registry that recipes are pushed to, asked by a client that was not written here and by bare HTTP."""

import hashlib
from pathlib import Path
from typing import Any

import oras.container
import oras.oci
import pytest
import requests

from tests.support.platform.server import Platform
from tests.support.recipes import image

BLOB = b"some bytes of a layer, not many"
DIGEST = "sha256:" + hashlib.sha256(BLOB).hexdigest()


class Registry:
    """Bare HTTP with the credentials that the engines API gives out."""

    def __init__(self, platform: Platform) -> None:
        given = image.login(platform)
        self.base = f"http://{given['host']}/v2"
        self.session = requests.Session()
        self.password = given["password"]
        self.session.auth = (given["username"], self.password)

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        url = path if path.startswith("http") else self.base + path.removeprefix("/v2")
        return self.session.request(method, url, **more)

    def code(self, method: str, path: str, **more: Any) -> tuple[int, str]:
        answer = self.call(method, path, **more)
        return answer.status_code, answer.json()["errors"][0]["code"]


@pytest.fixture
def registry(platform: Platform) -> Registry:
    return Registry(platform)


@pytest.mark.parametrize("chunked", [False, True])
def test_oras_pushes_and_pulls(platform: Platform, tmp_path: Path, chunked: bool) -> None:
    """A blob in one piece or in many, a manifest, the tag, and the same bytes back."""
    client = image.registry(platform)
    target = oras.container.Container(f"{client.hostname}/oras/pieces{chunked}:v1".lower())
    file = tmp_path / "blob"
    file.write_bytes(BLOB * 100)
    described = oras.oci.NewLayer(str(file), media_type="application/vnd.oci.image.layer.v1.tar")
    assert client.upload_blob(str(file), target, described, do_chunked=chunked, chunk_size=777).status_code == 201
    manifest = oras.oci.NewManifest()
    manifest["mediaType"] = "application/vnd.oci.image.manifest.v1+json"
    manifest |= {"config": described, "layers": [described]}
    assert client.upload_manifest(manifest, target).status_code == 201
    assert client.get_tags(target) == ["v1"]
    assert client.get_manifest(target)["layers"][0]["digest"] == described["digest"]
    client.download_blob(target, described["digest"], str(tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == BLOB * 100


def test_the_password_goes_with_the_access_token(platform: Platform) -> None:
    """Another token, another password; the earlier one stays good as long as its token."""
    first = image.login(platform)
    assert image.login(platform) == first
    platform.reconnect()
    second = image.login(platform)
    assert (second["host"], second["username"]) == (first["host"], first["username"])
    assert second["password"] != first["password"]
    for given in (first, second):
        answer = requests.get(f"http://{given['host']}/v2/", auth=(given["username"], given["password"]), timeout=10)
        assert answer.status_code == 200


def test_without_the_right_password_nothing_is_shown(registry: Registry) -> None:
    """401 in the registry's own form, and where to get a token."""
    for wrong in (None, ("aep-luma", "no"), ("somebody", registry.password)):
        answer = requests.get(f"{registry.base}/", auth=wrong, timeout=10)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "UNAUTHORIZED")
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="http://')


def test_a_blob_in_one_request(registry: Registry) -> None:
    """POST with its digest; then it is there, whole and in parts, in that repository only."""
    assert registry.code("GET", f"/one/blobs/{DIGEST}") == (404, "BLOB_UNKNOWN")
    made = registry.call("POST", f"/one/blobs/uploads/?digest={DIGEST}", data=BLOB)
    assert (made.status_code, made.headers["Location"]) == (201, f"/v2/one/blobs/{DIGEST}")
    head = registry.call("HEAD", f"/one/blobs/{DIGEST}")
    assert (head.status_code, head.headers["Content-Length"]) == (200, "31")
    part = registry.call("GET", f"/one/blobs/{DIGEST}", headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.content, part.headers["Content-Range"]) == (206, b"bytes", "bytes 5-9/31")
    assert registry.code("GET", f"/other/blobs/{DIGEST}") == (404, "BLOB_UNKNOWN")
    assert registry.call("POST", f"/other/blobs/uploads/?mount={DIGEST}&from=one").status_code == 201
    assert registry.call("GET", f"/other/blobs/{DIGEST}").content == BLOB


def test_bytes_that_differ_from_their_digest_are_refused(registry: Registry) -> None:
    """Whichever way they come."""
    wrong = "sha256:" + "0" * 64
    assert registry.code("POST", f"/bad/blobs/uploads/?digest={wrong}", data=BLOB) == (400, "DIGEST_INVALID")
    session = registry.call("POST", "/bad/blobs/uploads/").headers["Location"]
    assert registry.code("PUT", f"{session}?digest={wrong}", data=BLOB) == (400, "DIGEST_INVALID")
    assert registry.code("PUT", f"{session}?digest={DIGEST}", data=BLOB) == (404, "BLOB_UPLOAD_UNKNOWN")


def test_chunks_come_in_order(registry: Registry) -> None:
    """A gap is refused with 416, what came before it is kept."""
    session = registry.call("POST", "/chunks/blobs/uploads/").headers["Location"]
    first = registry.call("PATCH", session, data=BLOB[:10], headers={"Content-Range": "0-9"})
    assert (first.status_code, first.headers["Range"]) == (202, "0-9")
    gap = registry.code("PATCH", session, data=BLOB[20:], headers={"Content-Range": "20-30"})
    assert gap == (416, "BLOB_UPLOAD_INVALID")
    assert registry.call("GET", session).headers["Range"] == "0-9"
    assert registry.call("PUT", f"{session}?digest={DIGEST}", data=BLOB[10:]).status_code == 201


def test_a_manifest_needs_what_it_refers_to(registry: Registry) -> None:
    """Blobs first; then by tag and by digest; deleting the digest takes the tag."""
    media = "application/vnd.oci.image.manifest.v1+json"
    blob = {"mediaType": "application/octet-stream", "size": len(BLOB), "digest": DIGEST}
    document = {"schemaVersion": 2, "mediaType": media, "config": blob, "layers": []}
    typed = {"Content-Type": media}
    early = registry.code("PUT", "/man/ifest/manifests/v1", json=document, headers=typed)
    assert early == (404, "MANIFEST_BLOB_UNKNOWN")
    registry.call("POST", f"/man/ifest/blobs/uploads/?digest={DIGEST}", data=BLOB)
    made = registry.call("PUT", "/man/ifest/manifests/v1", json=document, headers=typed)
    digest = made.headers["Docker-Content-Digest"]
    assert made.status_code == 201
    for reference in ("v1", digest):
        found = registry.call("GET", f"/man/ifest/manifests/{reference}")
        assert (found.json(), found.headers["Content-Type"]) == (document, media)
    assert registry.call("GET", "/man/ifest/tags/list").json() == {"name": "man/ifest", "tags": ["v1"]}
    assert registry.call("DELETE", f"/man/ifest/manifests/{digest}").status_code == 202
    assert registry.code("GET", "/man/ifest/manifests/v1") == (404, "MANIFEST_UNKNOWN")


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/odd/manifests/v1", b"not json", "MANIFEST_INVALID"),
        ("/odd/manifests/v1", b'{"schemaVersion": 1}', "MANIFEST_INVALID"),
        ("/odd/manifests/v1", b'{"schemaVersion": 2}', "MANIFEST_INVALID"),
        ("/Odd/manifests/v1", b"{}", "NAME_INVALID"),
    ],
)
def test_odd_manifests_are_refused(registry: Registry, path: str, body: bytes, code: str) -> None:
    """With 400 and the specification's code."""
    assert registry.code("PUT", path, data=body) == (400, code)


def test_an_unknown_repository_has_no_tags(registry: Registry) -> None:
    """404, not an empty list."""
    assert registry.code("GET", "/nobody/pushed/tags/list") == (404, "NAME_UNKNOWN")
