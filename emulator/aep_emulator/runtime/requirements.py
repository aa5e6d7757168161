"""A recipe's requirements against what is installed, by the rules of Python packaging (PEP 440 and 508)."""

import importlib.metadata

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

_PROVIDED = {"platform-sdk", "ml-runtime-python"}  # what the runtime itself brings


def _reason(text: str) -> str | None:
    """The requirement and why it is not met; None if it is met, or can't be checked."""
    try:
        wanted = Requirement(text)
    except InvalidRequirement:
        return None
    if canonicalize_name(wanted.name) in _PROVIDED or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
        return None
    try:
        installed = importlib.metadata.version(wanted.name)
    except importlib.metadata.PackageNotFoundError:
        return text.strip()
    if wanted.specifier.contains(installed, prereleases=True):
        return None
    return f"{text.strip()} ({installed} is installed)"


def unmet(requirements: list[str]) -> list[str]:
    return [said for said in map(_reason, requirements) if said]
