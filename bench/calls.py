"""Calls to the Platform, by the kind of asset that they are about."""

import re
from collections import Counter
from collections.abc import Iterable

# The first pattern that is found in a path names the call.
_KINDS = (
    ("token", r"^/ims/|^/oauth2/"),
    ("sandbox", r"/sandbox-management/"),
    ("tenant", r"/schemaregistry/stats"),
    ("descriptor", r"/descriptors"),
    ("field group", r"/fieldgroups"),
    ("schema", r"/schemas"),
    ("dataset", r"/catalog/dataSets"),
    ("batch", r"/catalog/batches|/import/batches"),
    ("data access", r"/export/"),
    ("image", r"^/v2/|/dockerRegistry"),
    ("recipe", r"/sensei/engines"),
    ("model", r"/sensei/mlInstances"),
    ("run", r"/runs"),
    ("experiment", r"/sensei/experiments"),
    ("trained model", r"/sensei/models"),
    ("insight", r"/sensei/insights"),
    ("service", r"/sensei/mlServices"),
    ("segment", r"/segment/definitions"),
    ("segment schedule", r"/config/schedules"),
)
# What is asked again and again until something has come to its end.
_AWAITED = re.compile(r"/runs/[^/]+/status$|/catalog/batches/[^/]+$|/sandboxes/[^/]+$")
WAITING = "waiting"
Calls = Counter[str]


def kind(path: str) -> str:
    return next((name for name, pattern in _KINDS if re.search(pattern, path)), path)


def counted(calls: Iterable[tuple[str, str]]) -> Calls:
    """Of (method, path). Asking again for what is awaited counts as waiting: how often that is hangs on the clock."""
    seen: set[str] = set()
    found = Calls()
    for method, path in calls:
        again = method == "GET" and path in seen and _AWAITED.search(path)
        found[WAITING if again else kind(path)] += 1
        if method == "GET":
            seen.add(path)
    return found


def total(calls: Calls) -> int:
    """Without those made while waiting."""
    return calls.total() - calls[WAITING]


def shown(calls: Calls) -> str:
    """`recipe 2, token 1`."""
    found = [(name, number) for name, number in calls.items() if number and name != WAITING]
    return ", ".join(f"{name} {number}" for name, number in sorted(found, key=lambda item: (-item[1], item[0])))
