"""Faults in a row: what the log says of them, and how long each makes a receiver wait."""

import logging

from bot.errors import Conflict, InvalidToken, RetryAfter, TelegramError
from bot.log import Known, of_database

#: Seconds to the next try after a fault: doubled each time up to the longest.
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0

_log = logging.getLogger(__name__)


class Faults:
    """Faults of one receiver."""

    def __init__(self) -> None:
        self._wait = FIRST_WAIT
        self._last: type[Exception] | None = None

    def over(self) -> None:
        """Forget them: it went well."""
        self._wait, self._last = FIRST_WAIT, None

    def next_wait(self, error: Exception) -> float:
        """Return how many seconds to wait now. Only the first of a kind in a row is logged."""
        if type(error) is not self._last:
            self._say(error)
        self._last = type(error)
        wait, self._wait = self._wait, min(self._wait * 2, LONGEST_WAIT)
        return max(wait, error.retry_after) if isinstance(error, RetryAfter) else wait

    def _say(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            _log.error("Another program fetches this bot's updates: only one may")
        elif isinstance(error, InvalidToken):
            _log.error("Telegram does not know TERIMCHI_BOT_TOKEN")
        elif isinstance(error, TelegramError):
            _log.warning("Telegram is away (%s); trying again until it is back", type(error))
        else:
            why = Known(of_database(error) or type(error).__name__)
            _log.error("Updates could not be kept (%s); they are not confirmed", why)
            _log.debug("Where", exc_info=error)
