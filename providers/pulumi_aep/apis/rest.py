"""Assets of APIs that behave as REST commonly does: a path for all, a path below it for each."""

from typing import Any, ClassVar

from ..core.api import Api
from ..core.kind import Kind
from ..core.live import Doc, Fields, Live
from ..core.ownership import OwnerMark
from ..errors import Missing


class RestKind(Kind, abstract=True):
    """A kind says its `path`; lists hold whole documents."""

    path: ClassVar[str]
    id_key: ClassVar[str] = "id"  # the key of a document that holds its id
    update_method: ClassVar[str] = "PATCH"

    @classmethod
    def documents(cls, api: Api) -> list[Doc]:
        """All there are; an API that gives them page by page, or inside of something, is read otherwise."""
        found: list[Doc] = api.get(cls.path).json()
        return found

    @classmethod
    def list_all(cls, api: Api) -> list[Live]:
        return [cls.live(doc) for doc in cls.documents(api)]

    @classmethod
    def live(cls, doc: Doc) -> Live:
        return Live(str(doc[cls.id_key]), doc)

    @classmethod
    def fetch(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        try:
            return Live(id, api.get(f"{cls.path}/{id}").json())
        except Missing:
            return None

    @classmethod
    def create(cls, api: Api, fields: Fields, mark: OwnerMark) -> Live:
        body = cls.wire(api, fields, {}, mark)
        return cls.live({**body, **api.send("POST", cls.path, body=body).json()})

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], mark: OwnerMark) -> Live:
        body = cls.wire(api, cls.keep_live(api, live, fields, changed), live.doc, mark)
        done: dict[str, Any] = api.send(cls.update_method, f"{cls.path}/{live.id}", body=body).json()
        return Live(live.id, {**body, **done})

    @classmethod
    def delete(cls, api: Api, id: str, recorded: Fields) -> None:
        """Nothing, where the Platform has no delete."""
        if not cls.undeletable:
            api.send("DELETE", f"{cls.path}/{id}")
