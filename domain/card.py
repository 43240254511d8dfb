"""Cards: when staff may hear of a case, so that nobody is woken and no time tells too much."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from domain.tashkent import QUARTER, TASHKENT

#: Nobody is woken between these hours in Tashkent, except for severity 1.
QUIET_FROM, QUIET_UNTIL = time(22), time(7)


@dataclass(frozen=True, slots=True)
class Where:
    """Where cards go besides the members' own chats, and how soon."""

    #: A group for cards without content; 0 means none.
    group_chat_id: int = 0
    #: At once instead of on the quarter, night or day (the sandbox, where waiting teaches nothing).
    prompt: bool = False


def is_quiet(moment: datetime) -> bool:
    """Tell whether it is night in Tashkent."""
    local = moment.astimezone(TASHKENT).time()
    return local >= QUIET_FROM or local < QUIET_UNTIL


def morning(moment: datetime) -> datetime:
    """Tell when the night that holds this moment ends."""
    local = moment.astimezone(TASHKENT)
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_UNTIL, TASHKENT).astimezone(UTC)


def card_time(moment: datetime, severity: int, where: Where) -> int:
    """Tell when a card may go out (seconds, UTC): of severity 1 at once, of others by day.

    Then on the quarter of an hour, so that its time does not tell when the report was filed.
    """
    now = int(moment.timestamp())
    if severity == 1 or where.prompt:
        return now
    quarter = -(-now // QUARTER) * QUARTER
    sent = datetime.fromtimestamp(quarter, UTC)
    return int(morning(sent).timestamp()) if is_quiet(sent) else quarter


def calm_time(moment: datetime, severity: int, where: Where) -> int:
    """Tell when staff may hear of what a colleague did: at once, but not at night."""
    awake = severity == 1 or where.prompt or not is_quiet(moment)
    return int((moment if awake else morning(moment)).timestamp())
