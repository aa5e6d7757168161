"""Where Pulumi keeps the state, and the id of that state in owner marks.

The id of a remote state comes from its backend's address and the stack's full name, so it is the same on every machine.
A file backend has a random id in a file beside the states, written before anything is created: it moves with the
folder, and a colleague's folder has its own.
"""

import json
import os
import re
import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from ..core.owner_mark import OwnerMark
from ..platform.local_emulator import project_folder
from .project import backend_url

ID_FILE = Path(".pulumi") / "pulumi-aep-state-id"
DIY = "organization"  # what Pulumi calls the organisation of every stack that is not in its own service
CLOUD = "https://api.pulumi.com"
_IDENTIFYING = ("endpoint", "storage_account", "domain", "table")  # of a query; the rest tells how to get there


@cache
def state_id(stack: str, organization: str = DIY) -> str:
    """The id of the state that holds this `project/stack`; "" where its folder can't be written to."""
    url = _url()
    if url.startswith("file://"):
        return _file_id(_folder(url.removeprefix("file://")))
    return _digest(f"{address(url)}#{organization or DIY}/{stack}")


def holder_of(stack: str) -> str:
    """`project/stack@state`, as in owner marks."""
    state = state_id(stack)
    return f"{stack}@{state}" if state else stack


def is_here(mark: OwnerMark, organization: str = DIY) -> bool:
    """Whether a mark names this backend: under this stack's name, or one that it had before."""
    return mark.state == state_id(mark.stack, organization)


def address(url: str) -> str:
    """A remote backend's address, without credentials and without anything that may differ between its users."""
    parts = urlsplit(url)
    query = {key.lower(): value for key, value in parse_qsl(parts.query)}
    if parts.scheme == "s3":
        query.setdefault("endpoint", os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or "")
    if parts.scheme == "azblob":
        query.setdefault("storage_account", os.environ.get("AZURE_STORAGE_ACCOUNT") or "")
    kept = [f"{key}={_bare(query[key])}" for key in _IDENTIFYING if query.get(key)]
    return "?".join([f"{parts.scheme}://{_bare(parts.netloc)}{parts.path.rstrip('/')}", *kept])


def _bare(host: str) -> str:
    """The address without scheme and credentials."""
    return re.sub(r"^[a-z]+://", "", host).rpartition("@")[2].rstrip("/").lower()


def _url() -> str:
    """The backend's URL, as the command line finds it: environment, project, then the user's login."""
    found = os.environ.get("PULUMI_BACKEND_URL") or backend_url(project_folder()) or _logged_in()
    return found or os.environ.get("PULUMI_API") or CLOUD


def _logged_in() -> str:
    home = os.environ.get("PULUMI_CREDENTIALS_PATH") or os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi"
    try:
        return str(json.loads((Path(home) / "credentials.json").read_text()).get("current") or "")
    except (OSError, ValueError):
        return ""


def _folder(path: str) -> Path:
    """A file backend's folder. A relative path is relative to where the command runs, anywhere in the project."""
    found = Path(unquote(urlsplit(path).path)).expanduser()
    places = [project_folder(), Path.cwd(), Path(os.environ.get("PWD") or "."), Path(os.environ.get("OLDPWD") or ".")]
    there = [place / found for place in places if (place / found / ".pulumi").is_dir()]
    return there[0] if there else places[0] / found


def _file_id(folder: Path) -> str:
    file = folder / ID_FILE
    try:
        return _read(file) or _make(file)
    except OSError:
        return ""


def _read(file: Path) -> str:
    try:
        text = file.read_text().strip()
    except FileNotFoundError:
        return ""
    return text if re.fullmatch(r"[0-9a-f]{12}", text) else ""


def _make(file: Path) -> str:
    """Write the id file atomically; if two processes do at once, the first one wins."""
    mine = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    mine.write_text(f"{secrets.token_hex(6)}\n")
    try:
        os.link(mine, file)
    except FileExistsError:
        if not _read(file):  # it holds something else
            mine.replace(file)
    except OSError:  # a file system without links
        mine.replace(file)
    finally:
        mine.unlink(missing_ok=True)
    return _read(file)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]
