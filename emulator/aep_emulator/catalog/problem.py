"""The generic services' error body (Catalog, ingestion, data access); Adobe documents one sample of it."""

from ..answer import Answer, Refused

TITLES = {400: "BadRequestError", 404: "NotFoundError", 409: "ConflictError", 412: "PreconditionFailedError"}


def refuse(status: int, detail: str) -> Refused:
    body = {"type": "/placeholder/type/uri", "status": status, "title": TITLES.get(status, "Error"), "detail": detail}
    return Refused(Answer(status=status, json=body))
