"""Accept headers: lists take one without a version, look-ups one with (the most common mistake of clients)."""

import re

from ..answer import Call
from .problem import refuse

_FORM = re.compile(r"application/vnd\.adobe\.(xed|xdm)(?:-([a-z0-9-]+))?\+json(?:\s*;\s*version=(\d+(?:\.\d+)?))?\Z")
LOOKUP_FORMS = {"", "full", "notext", "full-notext", "full-desc", "deprecatefield"}
DESCRIPTOR_FORMS = {"", "id", "link", "v2", "v2-id", "v2-link"}
_TEXT = (
    "The supplied Accept header is not valid: {} - A valid Accept value should look like "
    "application/vnd.adobe.'{{xed|xdm'}}+json"
)


def for_list(call: Call) -> str:
    """`id` or `` (full bodies)."""
    sent = call.headers.get("accept", "")
    match = _FORM.match(sent.strip())
    if not match or match[3] or (match[2] or "") not in {"", "id"}:
        raise refuse(call, 400, 1006, _TEXT.format(sent))
    return match[2] or ""


def for_lookup(call: Call) -> str:
    sent = call.headers.get("accept", "")
    match = _FORM.match(sent.strip())
    if not match or not match[3] or (match[2] or "") not in LOOKUP_FORMS:
        raise refuse(call, 400, 1007, _TEXT.format(sent) + "; version=1")
    return match[2] or ""


def for_descriptors(call: Call) -> str:
    sent = call.headers.get("accept", "")
    match = _FORM.match(sent.strip())
    if not match or match[1] != "xdm" or match[3] or (match[2] or "") not in DESCRIPTOR_FORMS:
        raise refuse(call, 400, 1008, _TEXT.format(sent))
    return match[2] or ""


def for_descriptor(call: Call) -> None:
    sent = call.headers.get("accept", "")
    if "xed" in sent or "version" in sent:
        raise refuse(call, 400, 1009, _TEXT.format(sent))
