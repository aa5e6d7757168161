"""Profile Query Language: the subset that segments of this emulator may be written in.

Text or pql/json becomes a tree (`parse`, `from_json`); a tree is checked against the union schema (`unknown`), written
out (`to_text`, `to_json`) and compiled to a predicate over a profile (`predicate`).
Source: Adobe's pages `segmentation/pql/*`.
"""

from .compile import predicate
from .error import PqlError
from .event_use import event_paths, streamable, uses_events
from .json_form import from_json, to_json
from .parse import parse
from .text_form import to_text
from .tree import Node
from .union_check import unknown

__all__ = [
    "Node",
    "PqlError",
    "event_paths",
    "from_json",
    "parse",
    "predicate",
    "streamable",
    "to_json",
    "to_text",
    "unknown",
    "uses_events",
]
