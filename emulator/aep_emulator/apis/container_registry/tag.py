"""Lists: the tags of a repository, the repositories of the registry."""

from ...platform.http import Answer, Call
from ...platform.store import ORG
from . import blob
from .problem import refuse


def _page(call: Call, names: list[str]) -> tuple[list[str], dict[str, str]]:
    """`n` entries after `last`, and the Link header when there are more."""
    if "last" in call.query:
        names = [one for one in names if one > call.query["last"]]
    if "n" not in call.query:
        return names, {}
    if not call.query["n"].isdecimal():
        raise refuse("PAGINATION_NUMBER_INVALID", f"n is a number, not {call.query['n']}")
    size = int(call.query["n"])
    if size == 0 or len(names) <= size:
        return names[:size], {}
    return names[:size], {"Link": f'<{call.url_path}?n={size}&last={names[size - 1]}>; rel="next"'}


def tags(call: Call) -> Answer:
    name = blob.name_of(call)
    store = call.world.store
    if not any(one["name"] == name for one in store.all("ociManifest", sandbox=ORG)):
        raise refuse("NAME_UNKNOWN", f"repository unknown to registry: {name}")
    found = sorted(one["tag"] for one in store.all("ociTag", sandbox=ORG) if one["name"] == name)
    page, headers = _page(call, found)
    return Answer(json={"name": name, "tags": page}, headers=headers)


def catalog(call: Call) -> Answer:
    found = sorted({one["name"] for one in call.world.store.all("ociManifest", sandbox=ORG)})
    page, headers = _page(call, found)
    return Answer(json={"repositories": page}, headers=headers)
