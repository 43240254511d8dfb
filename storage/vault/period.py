"""Days and months as the vault counts them: always in UTC, two bytes each."""

from datetime import UTC, date, datetime, timedelta

from storage.vault.errors import ClockWrong

#: a key of day D is destroyed on day D + 4: three whole days are always left
DAYS_KEPT = timedelta(days=3)
_EPOCH = date(2020, 1, 1)
_EARLIEST = date(2025, 1, 1)


def day_of(now: datetime) -> date:
    """Tell the day in UTC of an aware time. Raises ClockWrong for a clock that was never set."""
    if now.tzinfo is None:
        raise ValueError("the vault needs an aware time")
    day = now.astimezone(UTC).date()
    if day < _EARLIEST:
        raise ClockWrong
    return day


def month_name(day: date) -> str:
    """Name a month as the key file does: 2026-11."""
    return f"{day:%Y-%m}"


def month_before(name: str) -> str:
    """Name the month before."""
    return month_name(_first(name) - timedelta(days=1))


def month_after(name: str) -> str:
    """Name the month after."""
    return month_name(_first(name) + timedelta(days=31))


def day_id(name: str) -> bytes:
    """Turn 2026-11-23 into the two bytes of its key: days since 2020."""
    return (date.fromisoformat(name) - _EPOCH).days.to_bytes(2, "big")


def month_id(name: str) -> bytes:
    """Turn 2026-11 into the two bytes of its key: months since 2020."""
    first = _first(name)
    return ((first.year - _EPOCH.year) * 12 + first.month - 1).to_bytes(2, "big")


def month_from_id(key_id: bytes) -> str:
    """Turn the two bytes of a month's key back into its name."""
    years, month = divmod(int.from_bytes(key_id, "big"), 12)
    return f"{_EPOCH.year + years:04}-{month + 1:02}"


def _first(name: str) -> date:
    return date.fromisoformat(f"{name}-01")
