"""Why a preview failed, in one sentence, made from those of the engine's diagnostics that say what is wrong."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import few

_URN = re.compile(r"""["']?urn:pulumi:[^:]*::[^:]*::(\S+?)::([^"'\s]+)["']?""")
_FIELD = re.compile(r"^(?:\S+ )?resource '[^']*': property (?P<field>.+?) value \{.*\} has a problem: (?P<what>.*)$")
_WHOLE = re.compile(r"^(?:\S+ )?resource '[^']*' has a problem: (?P<what>.*)$")
_PROTECTED = re.compile(r"(?P<what>.*?)[ .]*To unprotect the resource\b.*")
_EMPTY = {"", "preview failed", "update failed"}
_PLACE = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+)')


def sentence(diagnostics: Sequence[Mapping[str, Any]]) -> str:
    """Each error once, with the resources it is about; errors that only say that something failed are left out."""
    about: dict[str, list[str]] = {}
    for item in diagnostics:
        if item.get("severity") == "error":
            text, resource = _said(str(item.get("message", "")), _named(str(item.get("urn") or "")))
            about.setdefault(text, []).append(resource)
    said = [f"{few(names)}: {text}" if any(names) else text for text, names in about.items() if text not in _EMPTY]
    return few(said, between="; ") or "the preview failed; run pulumi preview to see why"


def _said(message: str, resource: str) -> tuple[str, str]:
    """(what is wrong, the resource to be named before it)."""
    text = message.strip().removeprefix("error: ").removeprefix("Preview failed: ").strip()
    if "Traceback (most recent call last)" in text:
        return _traceback(text), ""
    text = " ".join(text.split())
    if found := _FIELD.match(text):
        return f"{found['field']}: {found['what']}", resource
    if found := _WHOLE.match(text):
        return found["what"], resource
    if found := _PROTECTED.match(text):
        return f"{_named(found['what'])}; apply it without protect=True first, or keep the resource as it is", ""
    text = _named(text)
    if text.startswith(f"{resource}: "):
        return text.removeprefix(f"{resource}: "), resource
    return text, "" if resource and resource in text else resource


def _named(text: str) -> str:
    """The text with `Kind "name"` in place of every URN."""
    return _URN.sub(lambda found: f'{found[1].rpartition(":")[2]} "{found[2]}"', text)


def _traceback(text: str) -> str:
    """The exception in a traceback, and the innermost line of the program."""
    lines = [line for line in text.splitlines() if line.strip()]
    places = [found for found in _PLACE.finditer(text) if "site-packages" not in found["file"]]
    where = f" ({places[-1]['file'].rpartition('/')[2]}, line {places[-1]['line']})" if places else ""
    return f"the program fails: {lines[-1].strip()}{where}"
