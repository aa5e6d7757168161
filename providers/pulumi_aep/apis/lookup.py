"""One asset out of a list, by the name or the id that a person gives."""

from collections.abc import Iterable, Sequence

from ..core.live import Doc
from ..errors import AepError, did_you_mean


def find_by_name_or_id(
    items: Iterable[Doc], wanted: str, *, what: str, name: str = "name", ids: Sequence[str] = ("id",)
) -> Doc:
    """The one with that name or id. AepError where there is none, or where the name fits several."""
    listed = list(items)
    found = [item for item in listed if wanted in [item.get(key) for key in ids]]
    found = found or [item for item in listed if item.get(name) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise AepError(
            f'{len(found)} {what}s are named "{wanted}": {", ".join(str(item[ids[0]]) for item in found)}; give the id'
        )
    names = [str(item.get(name, "")) for item in listed]
    raise AepError(f'there is no {what} "{wanted}"; {did_you_mean(wanted, names)}')
