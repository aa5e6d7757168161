"""Lists of a repository's tags and of the registry's repositories."""

from ...platform.http import Request, Response
from ...platform.store import ORG
from . import blob
from .errors import refuse


def _page(request: Request, names: list[str]) -> tuple[list[str], dict[str, str]]:
    """`n` entries after `last`, with a Link header if there are more."""
    if "last" in request.query:
        names = [one for one in names if one > request.query["last"]]
    if "n" not in request.query:
        return names, {}
    if not request.query["n"].isdecimal():
        raise refuse("PAGINATION_NUMBER_INVALID", f"n is a number, not {request.query['n']}")
    size = int(request.query["n"])
    if size == 0 or len(names) <= size:
        return names[:size], {}
    return names[:size], {"Link": f'<{request.url_path}?n={size}&last={names[size - 1]}>; rel="next"'}


def list_(request: Request) -> Response:
    name = blob.name_of(request)
    store = request.world.store
    if not any(one["name"] == name for one in store.all("ociManifest", sandbox=ORG)):
        raise refuse("NAME_UNKNOWN", f"repository unknown to registry: {name}")
    found = sorted(one["tag"] for one in store.all("ociTag", sandbox=ORG) if one["name"] == name)
    page, headers = _page(request, found)
    return Response(json={"name": name, "tags": page}, headers=headers)


def list_repositories(request: Request) -> Response:
    found = sorted({one["name"] for one in request.world.store.all("ociManifest", sandbox=ORG)})
    page, headers = _page(request, found)
    return Response(json={"repositories": page}, headers=headers)
