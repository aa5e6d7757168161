"""A JSON file's rows: an object per line, or with `isMultiLineJson` an array, or objects over several lines."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...platform.store import Doc

Record = tuple[str, Any]  # the text, and the row or the ValueError from reading it


def records(place: Path, form: Doc) -> Iterator[Record]:
    if form.get("isMultiLineJson"):
        yield from _multi_line(place.read_text(encoding="utf-8-sig", errors="replace"))
        return
    with place.open(encoding="utf-8-sig", errors="replace") as lines:
        for line in lines:
            text = line.strip()
            if text:
                yield text, _parsed(text)


def _constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON value")


_decoder = json.JSONDecoder(parse_constant=_constant)  # Python's default accepts NaN and Infinity, which are not JSON


def _parsed(text: str) -> Any:
    try:
        return _require_encodable(text, _decoder.decode(text))
    except ValueError as error:
        return error
    except RecursionError:
        return ValueError("it is nested too deep")


def _require_encodable(text: str, found: Any) -> Any:
    """An escape may be half a surrogate pair, which cannot be stored as text."""
    if "\\ud" in text.lower():
        json.dumps(found, ensure_ascii=False).encode()
    return found


def _multi_line(content: str) -> Iterator[Record]:
    """One array, or consecutive objects."""
    text, at = content.strip(), 0
    while at < len(text):
        try:
            row, end = _decoder.raw_decode(text, at)
            _require_encodable(text, row)
        except (ValueError, RecursionError) as error:
            yield text[at : at + 500], ValueError(str(error))
            return
        piece = text[at : min(end, at + 500)]
        for one in row if isinstance(row, list) else [row]:
            yield piece, one
        at = end
        while at < len(text) and text[at].isspace():
            at += 1
