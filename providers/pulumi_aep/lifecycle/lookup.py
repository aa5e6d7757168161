"""Looks up an existing asset by id or name, whoever made it. It is only ever read."""

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Fields, Live
from ..core.values import quoted
from ..errors import AepError, Missing, Refused, did_you_mean, few

BY_ID, BY_NAME = "id", "name"
MALFORMED = {400, 404, 405}  # what the Platform answers to an id that can't be one of the kind's


def look_up(kind: type[Kind], api: Api, by: str, key: str) -> Live:
    """The full asset; AepError if there is none."""
    live = of_id(kind, api, key) if by == BY_ID else kind.full(api, _only(kind, api, key))
    if live is None:
        by_name = f", or look it up by its name: aep.{kind.__name__}.named(…)" if kind.has_name() else ""
        raise AepError(f"there is no {kind.noun()} {quoted(key)}{_where(kind, api)}; check the id{by_name}")
    return live


def of_id(kind: type[Kind], api: Api, id: str) -> Live | None:
    """The full asset; None if there is none, or if the id isn't one of this kind."""
    if not kind.is_id(id):
        return None
    try:
        return kind.full(api, Live(id, {}, partial=True))
    except Missing:
        return None
    except Refused as refused:
        if refused.status in MALFORMED:
            return None
        raise


def outputs(kind: type[Kind], api: Api, live: Live) -> Fields:
    """All outputs, as far as the Platform tells; what only the program that made it knows has its default, or None."""
    found: Fields = {item.name: item.default for item in kind.declared_fields() if not item.required}
    found |= kind.as_declared(api, live)
    found |= kind.live_locals(api, live, found)
    if any(item.of and found.get(item.name) is None and _sources(item.of, found) for item in kind.declared_fields()):
        found |= kind.derive(found)
    found = kind.adopted_outputs(api, live, found)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def _sources(names: tuple[str, ...], found: Fields) -> bool:
    return any(found.get(name) for name in names)


def _only(kind: type[Kind], api: Api, name: str) -> Live:
    """The only asset of that name. If there is none, all are listed, to suggest a similar name."""
    found = kind.of_name(api, name)
    if len(found) == 1:
        return found[0]
    what = kind.noun()
    if found:
        ids = few([live.id for live in found])
        raise AepError(
            f"{len(found)} {what}s are named {quoted(name)}{_where(kind, api)} ({ids}); "
            f"say which: aep.{kind.__name__}.get(name, id)"
        )
    names = [named for live in kind.index(api).values() if (named := kind.name_of(live))]
    raise AepError(f"there is no {what} {quoted(name)}{_where(kind, api)}; {did_you_mean(name, names)}")


def _where(kind: type[Kind], api: Api) -> str:
    return f" in sandbox {api.sandbox}" if kind.sandboxed else ""
