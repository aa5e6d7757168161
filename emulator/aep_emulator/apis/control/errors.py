"""The error body of the emulator's own calls: one sentence as `message`."""

from ...platform.http import ApiError


def refuse(message: str, status: int = 400) -> ApiError:
    return ApiError(status, {"message": message})
