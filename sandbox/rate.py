"""Telegram's limits as they are felt: token buckets that answer 429."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.pattern import matches


@dataclass(slots=True)
class _Bucket:
    tokens: float
    last: float


@dataclass(slots=True)
class Rate:
    """One limit: so many calls a second, after a burst; for each chat, or for all together."""

    rate: float
    burst: float
    retry_after: int = 1
    method: str = "send*,edit*,copy*,forward*"
    per_chat: bool = False
    #: As Telegram does to a bot that does not listen: after a 429 nothing passes until it is over.
    pause: bool = False
    _buckets: dict[int | None, _Bucket] = field(default_factory=dict)
    _paused_until: float = 0.0

    def admits(self, method: str, chat: int | None, now: float) -> bool:
        if not matches(self.method, method):
            return True
        if now < self._paused_until:
            return False
        bucket = self._bucket(chat if self.per_chat else None, now)
        if bucket.tokens < 1:
            self._paused_until = now + self.retry_after if self.pause else 0.0
            return False
        bucket.tokens -= 1
        return True

    def _bucket(self, chat: int | None, now: float) -> _Bucket:
        bucket = self._buckets.setdefault(chat, _Bucket(self.burst, now))
        bucket.tokens = min(self.burst, bucket.tokens + (now - bucket.last) * self.rate)
        bucket.last = now
        return bucket
