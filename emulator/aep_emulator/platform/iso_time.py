"""Times as ISO 8601 text in UTC, as the Platform's APIs write them."""

from datetime import UTC, datetime


def iso(at: datetime) -> str:
    """With milliseconds: 2026-01-31T09:30:00.123Z. A time without a zone is taken as UTC."""
    aware = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return aware.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def short_iso(at: datetime) -> str:
    """Without milliseconds if they are zero, as Profile writes times."""
    return iso(at) if at.microsecond else iso(at).replace(".000Z", "Z")


def short_iso_of(millis: int) -> str:
    return short_iso(datetime.fromtimestamp(millis / 1000, UTC))
