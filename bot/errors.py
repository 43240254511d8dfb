"""What goes wrong on the way to Telegram, under the names that Bot API libraries use.

They are ours, because a library's come with all of the library: a quarter of a second of every
start (decision 22). None of them quotes an address, for that carries the token.
"""


class TelegramError(Exception):
    """Telegram refused a call, or could not be reached. `message` is its description, or ours."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class NetworkError(TelegramError):
    """Nothing came back that could be read."""


class TimedOut(NetworkError):
    """Nothing came back in time: it may have been done, or not."""


class BadRequest(TelegramError):
    """Telegram will not do this, however often it is asked (400)."""


class InvalidToken(TelegramError):
    """Telegram does not know the token (401, 404)."""


class Forbidden(TelegramError):
    """The chat is closed to us (403)."""


class Conflict(TelegramError):
    """Another program fetches this bot's updates (409)."""


class Oversized(TelegramError):
    """The other side sent more bytes than the caller allows."""


class ChatMigrated(TelegramError):
    """The group became a supergroup of another id."""

    def __init__(self, new_chat_id: int) -> None:
        super().__init__("the group has another id now")
        self.new_chat_id = new_chat_id


class RetryAfter(TelegramError):
    """Too many calls (429). `retry_after` is in seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"again in {retry_after:g} s")
        self.retry_after = retry_after
