"""What a `pulumi destroy` would do: what it deletes, what the Platform deletes along, what stays, what would stop it.

It asks what the deletes themselves ask (`Kind.cascades`), but beforehand and for the whole stack. Lists answer most of
it; only assets that aren't in the stack's state are read one by one. Nothing is written.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ..core.api import Api
from ..core.archivable import Usage
from ..core.cascade import Affected, Deletion, why_not_deletable
from ..core.kind import Kind
from ..core.registry import kind_named
from ..stack.state import StateResource, contains_secret


@dataclass
class Fate:
    """What happens to one resource. `why` is the reason if it stops the destroy or stays."""

    resource: StateResource
    fate: str  # goes, stays, stops
    why: str = ""
    takes: list[Affected] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)

    @property
    def kind(self) -> type[Kind]:
        return kind_named(self.resource.kind)


def fates(api_of: Callable[[str], Api], resources: tuple[StateResource, ...], stack: str) -> list[Fate]:
    """The fate of every resource, in the order in which they are recorded."""
    apis: dict[str, Api] = {}
    leaving: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for item in resources:
        if goes(item):
            leaving[sandbox_of(item)][item.kind].add(item.id)
    found, nameless = [], any(_has_secret_name(item) for item in resources)
    for item in resources:
        name = sandbox_of(item)
        api = apis[name] if name in apis else apis.setdefault(name, api_of(name))
        known = {kind: frozenset(ids) for kind, ids in leaving[name].items()}
        found.append(_fate(api, item, Deletion(stack=stack, leaving=known, ahead=True), nameless=nameless))
    return found


def _has_secret_name(item: StateResource) -> bool:
    """What the Platform makes of it by itself is called after it."""
    return contains_secret(item.fields.get(kind_named(item.kind).name_field))


def sandbox_of(item: StateResource) -> str:
    """The sandbox that the resource is in, or is."""
    return str(item.fields.get("sandbox", "")) if kind_named(item.kind).sandboxed else item.id


def goes(item: StateResource) -> bool:
    return not item.retained and not item.fields.get("existing")


def _fate(api: Api, item: StateResource, deletion: Deletion, *, nameless: bool) -> Fate:
    if item.protected:
        return Fate(item, "stops", "it is protected; to let it go: pulumi state unprotect")
    if not goes(item):
        return Fate(item, "stays", "retain_on_delete" if item.retained else "declared as existing")
    kind = kind_named(item.kind)
    if kind.stays():
        return Fate(item, "stays", "the Platform has no delete for it")
    found = Fate(item, "goes", "left over from a replacement" if item.pending else "")
    found.usage = kind.usage(api, item.id, deletion)
    taken = kind.cascades(api, item.id, item.fields, deletion)
    left = [one for one in taken if one.id not in deletion.ids]  # the others go by their own names
    found.takes = [replace(one, name="") for one in left] if nameless else left
    why = why_not_deletable(found.takes, deletion.stack)
    if why:
        found.fate, found.why = "stops", why
    return found
