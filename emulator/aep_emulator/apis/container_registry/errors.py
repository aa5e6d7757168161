"""Errors in the distribution specification's form: a list of code, message and detail."""

from collections.abc import Mapping

from ...platform.http import ApiError

STATUS = {
    "BLOB_UNKNOWN": 404,
    "BLOB_UPLOAD_INVALID": 416,
    "BLOB_UPLOAD_UNKNOWN": 404,
    "DIGEST_INVALID": 400,
    "MANIFEST_BLOB_UNKNOWN": 404,
    "MANIFEST_INVALID": 400,
    "MANIFEST_UNKNOWN": 404,
    "NAME_INVALID": 400,
    "NAME_UNKNOWN": 404,
    "PAGINATION_NUMBER_INVALID": 400,
    "TAG_INVALID": 400,
    "UNAUTHORIZED": 401,
}


def refuse(code: str, message: str, *, headers: Mapping[str, str] | None = None) -> ApiError:
    body = {"errors": [{"code": code, "message": message, "detail": {}}]}
    return ApiError(STATUS[code], body, headers=headers or {})
