"""Accept headers: without a version for lists, with one for look-ups, which is clients' most common mistake."""

import re

from ...platform.http import Request
from .errors import missing, refuse

_FORM = re.compile(r"application/vnd\.adobe\.(xed|xdm)(?:-([a-z0-9-]+))?\+json(?:\s*;\s*version=(\d+(?:\.\d+)?))?\Z")
LOOKUP_FORMS = {"", "full", "notext", "full-notext", "full-desc", "deprecatefield"}
DESCRIPTOR_FORMS = {"", "id", "link", "v2", "v2-id", "v2-link"}
_OUGHT = "The supplied Accept header is not valid: {} - A valid Accept value should look like application/vnd.adobe.{}"


def _parsed(request: Request) -> tuple[str, re.Match[str] | None]:
    sent = request.headers.get("accept", "").strip()
    return sent, _FORM.match(sent)


def for_list(request: Request) -> str:
    """`id`, or "" for full bodies."""
    sent, match = _parsed(request)
    if not match or match[3] or (match[2] or "") not in {"", "id"}:
        raise refuse(request, 400, 1006, _OUGHT.format(sent, "'{xed|xdm'}+json"))
    return match[2] or ""


def for_lookup(request: Request) -> str:
    """The form asked for. There is only major version 1."""
    sent, match = _parsed(request)
    if not match or not match[3] or (match[2] or "") not in LOOKUP_FORMS:
        raise refuse(
            request, 400, 1007, _OUGHT.format(sent, "'{xed|xdm'}+json; version=1 (Version should be specified)")
        )
    if match[3].split(".")[0] != "1":
        raise missing(request, request.path["id"], version=match[3])
    return match[2] or ""


def for_descriptors(request: Request) -> str:
    sent, match = _parsed(request)
    if not match or match[1] != "xdm" or match[3] or (match[2] or "") not in DESCRIPTOR_FORMS:
        raise refuse(request, 400, 1008, _OUGHT.format(sent, "xdm-id+json"))
    return match[2] or ""


def for_descriptor(request: Request) -> None:
    """No Accept header is needed, but a schema's is refused."""
    sent = request.headers.get("accept", "")
    if "vnd.adobe.xed" in sent or "version" in sent:
        raise refuse(request, 400, 1009, _OUGHT.format(sent, "xdm+json"))
