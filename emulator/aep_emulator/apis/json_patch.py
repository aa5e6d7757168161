"""JSON Patch (RFC 6902) with a single error class."""

from typing import Any


class BadPatch(ValueError):
    """The patch cannot be applied; the text says why."""


def patched(document: Any, operations: Any) -> Any:
    """A patched copy."""
    from jsonpatch import JsonPatchException, apply_patch
    from jsonpointer import JsonPointerException

    try:
        return apply_patch(document, operations)
    except (JsonPatchException, JsonPointerException, TypeError, KeyError, AttributeError) as error:
        raise BadPatch(f"The patch cannot be applied: {error}") from None
