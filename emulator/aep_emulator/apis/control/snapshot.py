"""All the data at once: counted, saved as a snapshot, restored, reset.

Work in progress (a training, an ingestion) is not waited for: stop the clients before restoring. Organisation, tokens,
clock, faults and journal are no part of it.
"""

import re
import shutil
from pathlib import Path

from ...platform import data_format
from ...platform.http import Request, Response
from ...platform.store import ORG
from ...platform.world import World
from .errors import refuse

_FOLDER = "snapshots"
_STORE = "platform.sqlite"
_UNDER_WAY = "restoring"  # in the control state: the snapshot that is being restored


def get_stats(request: Request) -> Response:
    """Numbers of documents by sandbox (`*` is the whole organisation) and kind."""
    return Response(json={"documents": request.world.store.counts()})


def list_snapshots(request: Request) -> Response:
    return Response(json={"snapshots": sorted(each.name for each in request.world.subfolder(_FOLDER).glob("[!.]*"))})


def _place(request: Request) -> Path:
    body = request.json() if request.content else {}
    name = body.get("name") if isinstance(body, dict) else None
    if not isinstance(name, str) or not re.fullmatch(r"[\w-][\w.-]*", name):
        raise refuse("name must be letters, digits, dots, dashes, underscores")
    return request.world.subfolder(_FOLDER) / name


def _data_folders(world: World) -> list[Path]:
    """The folders that hold data beside the store."""
    return [each for each in world.folder.iterdir() if each.is_dir() and each.name != _FOLDER]


def create_snapshot(request: Request) -> Response:
    """Body: {"name": …}; replaces a snapshot of that name."""
    world, place = request.world, _place(request)
    draft = place.with_name(f".{place.name}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    data_format.mark(draft)
    world.store.copy_to(draft / _STORE)  # first: a document whose file is missing would be worse than the reverse
    for each in _data_folders(world):
        shutil.copytree(each, draft / each.name)
    shutil.rmtree(place, ignore_errors=True)
    draft.replace(place)
    return Response(json={"name": place.name})


def restore(request: Request) -> Response:
    """Body: {"name": …}."""
    world, place = request.world, _place(request)
    if not (place / _STORE).exists():
        raise refuse(f"there is no snapshot {place.name}", 404)
    try:
        data_format.check_folder(place)
    except data_format.NewerFormat as error:
        raise refuse(f"the snapshot {place.name} is from a newer emulator: {error}") from None
    world.control_state.put(_UNDER_WAY, {"restore": place.name})
    _restore(world, place)
    world.control_state.put(_UNDER_WAY, {})
    return Response(json={"name": place.name})


def resume(world: World) -> None:
    """Finish the restore that a killed server had begun: half of one would mix the data of two moments."""
    name = world.control_state.get(_UNDER_WAY).get("restore")
    if name:
        _restore(world, world.subfolder(_FOLDER) / name)
        world.control_state.put(_UNDER_WAY, {})


def _restore(world: World, place: Path) -> None:
    tokens = world.store.keyed("token", sandbox=ORG)
    for each in _data_folders(world):
        shutil.rmtree(each, ignore_errors=True)
    for each in place.iterdir():
        if each.is_dir():
            shutil.copytree(each, world.folder / each.name, dirs_exist_ok=True)
    world.store.replace_from(place / _STORE)
    world.store.put_many("token", tokens, sandbox=ORG)


def reset(request: Request) -> Response:
    """As newly installed: nothing but the default sandbox, empty."""
    world = request.world
    with world.store.transaction():
        tokens = world.store.keyed("token", sandbox=ORG)
        every = world.store.keyed("sandbox", sandbox=ORG)
        world.store.clear()
        world.store.put_many("token", tokens, sandbox=ORG)
        kept = {name: doc for name, doc in every.items() if doc.get("isDefault")}
        world.store.put_many("sandbox", kept, sandbox=ORG)
    for each in _data_folders(world):  # last: a killed server may leave files without documents, never the reverse
        shutil.rmtree(each, ignore_errors=True)
    return Response(json={"sandboxes": sorted(kept)})
