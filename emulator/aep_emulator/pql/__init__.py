"""Profile Query Language: the subset that segments may use here.

Text or pql/json is parsed into a tree (`parse`, `from_json`). A tree is checked against the union schema (`unknown`),
written as text or JSON (`to_text`, `to_json`), and compiled to a predicate on profiles (`predicate`).
Source: Adobe's pages `segmentation/pql/*`.
"""

from .compile import predicate
from .error import PqlError
from .event_use import event_paths, streamable, uses_events
from .json_form import from_json, to_json
from .parse import parse
from .text_form import to_text
from .tree import Node
from .union_check import unknown_paths

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
    "unknown_paths",
    "uses_events",
]
