"""The registry that recipe images are pushed to: an OCI distribution endpoint under `/v2/` on the Platform's host.

Source: the OCI distribution specification, version 1.1. Repositories belong to the organisation, not to a sandbox.
"""

import shutil

from ...platform.http import Handler, Request, Response, Route
from ...platform.world import World
from . import blob, credential, manifest, tag, upload


def _guarded(handler: Handler) -> Handler:
    def guarded(request: Request) -> Response:
        credential.check(request)
        return handler(request)

    return guarded


_TABLE = [
    ("GET", "/v2", credential.ping),
    ("GET", "/v2/", credential.ping),
    ("GET", "/v2/_catalog", tag.list_repositories),
    ("POST", "/v2/{name:path}/blobs/uploads", upload.create),
    ("POST", "/v2/{name:path}/blobs/uploads/", upload.create),
    ("GET", "/v2/{name:path}/blobs/uploads/{session}", upload.get),
    ("PATCH", "/v2/{name:path}/blobs/uploads/{session}", upload.append),
    ("PUT", "/v2/{name:path}/blobs/uploads/{session}", upload.finish),
    ("DELETE", "/v2/{name:path}/blobs/uploads/{session}", upload.delete),
    ("HEAD", "/v2/{name:path}/blobs/{digest}", blob.head),
    ("GET", "/v2/{name:path}/blobs/{digest}", blob.get),
    ("DELETE", "/v2/{name:path}/blobs/{digest}", blob.delete),
    ("HEAD", "/v2/{name:path}/manifests/{reference}", manifest.get),
    ("GET", "/v2/{name:path}/manifests/{reference}", manifest.get),
    ("PUT", "/v2/{name:path}/manifests/{reference}", manifest.replace),
    ("DELETE", "/v2/{name:path}/manifests/{reference}", manifest.delete),
    ("GET", "/v2/{name:path}/tags/list", tag.list_),
]


def start(world: World) -> None:
    """Uploads can be continued, old ones are removed, and images half unpacked will be unpacked again."""
    upload.remove_old(world)
    for draft in world.subfolder("images").glob("draft-*"):
        shutil.rmtree(draft)


ROUTES = [
    Route("GET", "/oauth2/token", credential.create_token),
    *(Route(method, path, _guarded(handler)) for method, path, handler in _TABLE),
]
