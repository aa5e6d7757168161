"""Which values of an asset are secret, as the engine knows it, and texts without them.

The program is told by Pulumi which inputs are secret; the provider is not, and gets them in clear. So their places come
along with the inputs. What is said, raised or archived leaves them out: by their place where a value is named, and by
their text wherever else it turns up, cut short, in a URL or in base64 too.
"""

import base64
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

from .values import printable, scalar_text

MASK = "[secret]"
SHORT = 8  # characters below which a text stands too often for something else
PART = 16  # characters of a longer one that tell it

_WORD = re.compile(r"[^\s\"'()<>=,;]{3,}")  # a part with a digit, such as a bound in a condition, tells as much

Place = tuple[str, ...]


@dataclass(frozen=True)
class Secrets:
    """Places in an asset's fields (a place stands for all below it), and the texts that lay there."""

    places: frozenset[Place] = frozenset()
    texts: frozenset[str] = frozenset()

    @staticmethod
    def of(places: Iterable[Sequence[str]], *holders: Mapping[str, Any], words: Container[str] = ()) -> "Secrets":
        """A field of `words` has one of a few values, which stand in every sentence: it is known by its place only."""
        found = frozenset(tuple(place) for place in places)
        values = (_at(holder, place) for holder in holders for place in found if place[0] not in words)
        return Secrets(found, frozenset(text for value in values for text in _texts(value)))

    def __or__(self, other: "Secrets") -> "Secrets":
        return Secrets(self.places | other.places, self.texts | other.texts)

    def cover(self, *place: str) -> bool:
        """Whether what lies there is secret."""
        return any(place[: len(one)] == one for one in self.places)

    def reach(self, *place: str) -> bool:
        """Whether it, or anything in it, is secret."""
        return any(place[: len(one)] == one[: len(place)] for one in self.places)

    def within(self, value: Any) -> bool:
        """Whether a longer text of theirs is somewhere in that value."""
        long = [text for text in self.texts if len(text) >= SHORT]
        return any(text in leaf for leaf in _leaves(value) for text in long)

    def without(self, value: Any, *place: str) -> Any:
        """The value with `[secret]` in place of what lies at their places, and of their texts."""
        if self.cover(*place) and place:
            return MASK
        if isinstance(value, Mapping):
            return {key: self.without(item, *place, str(key)) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.without(item, *place, str(number)) for number, item in enumerate(value)]
        if isinstance(value, str):
            return mask(value, self.texts)
        return MASK if _plain(value) and scalar_text(value) in self.texts else value


def mask(text: str, secrets: Iterable[str], *, whole: Iterable[str] = ()) -> str:
    """The text without them. Of a long one every part of some length goes, as texts are cut short, but for those that
    are looked for as a `whole`; a very short one goes only as a word of its own."""
    hidden = [False] * len(text)
    for secret, length in [*((one, min(len(one), PART)) for one in secrets), *((one, len(one)) for one in whole)]:
        parts = {secret[start : start + length] for start in range(len(secret) - length + 1)}
        for start in range(len(text) - length + 1):
            if text[start : start + length] in parts and (length > 3 or _word(text, start, start + length)):
                hidden[start : start + length] = [True] * length
    said = []
    for number, sign in enumerate(text):
        if not hidden[number]:
            said.append(sign)
        elif number == 0 or not hidden[number - 1]:
            said.append(MASK)
    return "".join(said)


def _word(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def _at(value: Any, place: Place) -> Any:
    for key in place:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    elif _plain(value) and value != "":
        yield scalar_text(value)


def _texts(value: Any) -> Iterator[str]:
    """Each leaf as text, and as it looks once written into JSON, a URL, a header or a table."""
    for leaf in _leaves(value):
        yield leaf
        yield from {" ".join(leaf.split()), printable(leaf), json.dumps(leaf)[1:-1], quote(leaf, safe="")} - {"", leaf}
        yield from {quote_plus(leaf)} - {leaf}
        yield from (part for part in _WORD.findall(leaf) if part != leaf and any(map(str.isdigit, part)))
        if leaf.lstrip("-").isdecimal() and len(leaf) > 3:
            yield f"{int(leaf):,}"
        yield from _encoded(leaf.encode("utf-8", "surrogatepass")) if len(leaf) >= SHORT else ()


def _encoded(data: bytes) -> Iterator[str]:
    """In base64, wherever in what is encoded it begins: without the signs that its neighbours have a part in."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + data).decode().rstrip("=")
        inner = text[(before * 8 + 5) // 6 : (before + len(data)) * 8 // 6]
        yield inner
        yield inner.translate(str.maketrans("+/", "-_"))
