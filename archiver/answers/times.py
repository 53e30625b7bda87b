"""Times that stand in ids."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from archiver.model import Claimant, Precision, TimeClaim, TimeKind

_EPOCH = datetime.fromtimestamp(0, UTC)


def of_milliseconds(value: int) -> datetime | None:
    """The time so many milliseconds after 1970, UTC, or None where no calendar has it."""
    try:
        return _EPOCH + timedelta(milliseconds=value)
    except OverflowError:
        return None


def of_microseconds(value: int) -> datetime | None:
    """The time so many microseconds after 1970, UTC, or None where no calendar has it."""
    try:
        return _EPOCH + timedelta(microseconds=value)
    except OverflowError:
        return None


def of_unix(value: object) -> tuple[datetime | None, Precision | None]:
    """A Unix time in whole seconds, a number or its digits, and its precision; else twice None."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 12:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10**11:
        return None, None
    return _EPOCH + timedelta(seconds=value), Precision.SECOND


def since(moment: datetime | None, first: datetime) -> datetime | None:
    """The moment, or None where it is before the platform's first such id."""
    return moment if moment is not None and moment >= first else None


def stated(
    field: str,
    moment: tuple[datetime | None, Precision | None],
    kind: TimeKind = TimeKind.CREATED,
) -> TimeClaim | None:
    """The platform's own claim of a time in ``field`` of its answer, or None where it has none.

    ``moment`` is what ``of_unix`` or ``values.time_of`` made of the field.
    """
    time, precision = moment
    if time is None or precision is None:
        return None
    return TimeClaim(
        kind=kind, time=time, precision=precision, claimant=Claimant.PLATFORM, field=field
    )
