"""The server's own seals and lookups: day keys, month keys, the ring and keyed hashes."""

from datetime import date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Self

from storage.vault.envelope import DAY, HELD, MONTH, RING, read_head, seal, unseal
from storage.vault.errors import KeyGone
from storage.vault.keyfile import HOLDER, LANE, PEPPER, KeyFile
from storage.vault.label import Label, Purpose
from storage.vault.period import day_id, day_of, month_before, month_from_id, month_id, month_name

_FIRST = b"\x00\x01"
_VOUCHED = b"terimchi-vouched"


class Vault:
    """Holds the keys of a running server; not tied to a thread or a loop.

    `seal_*` and `open_*` take the same label and the same `bind` (as a rule the row's primary
    key); `open_*` raises `Tampered` for anything else and `KeyGone` once the key is destroyed.
    """

    @classmethod
    def open(cls, key_file: Path, *, now: datetime) -> Self:
        """Read the key file, make what is missing, and turn to the day of `now`."""
        return cls(KeyFile(key_file), now)

    def __init__(self, key_file: KeyFile, now: datetime) -> None:
        self.key_file = key_file
        self.turn(now)

    def turn(self, now: datetime) -> None:
        """Seal under the keys of the day and month of `now`, and destroy the days that are over.

        Harmless to repeat; each process calls it at its start and at least once an hour.
        """
        today = day_of(now)
        self.key_file.turn(today)
        self._aim(today)

    @property
    def months(self) -> tuple[str, ...]:
        """Name the months whose keys exist, oldest first; next month's is made ahead."""
        return tuple(sorted(self.key_file.keys.months))

    @property
    def old_months(self) -> tuple[str, ...]:
        """Name the months before the previous one: seal their rows anew, then forget them."""
        in_use = month_before(self.month)
        return tuple(month for month in self.months if month < in_use)

    @property
    def mark(self) -> bytes:
        """Eight bytes that name this key file and tell nothing: keep them beside the data."""
        return blake2b(b"mark", digest_size=8, key=self._ring).digest()

    def forget_month(self, month: str) -> None:
        """Destroy an old month's key, once everything under it is sealed anew."""
        self.key_file.forget_month(month, self.today)
        self._index()

    def lane(self, chat_id: int) -> bytes:
        """Name a chat by 16 bytes that only this server can compute."""
        value = chat_id.to_bytes(8, "big", signed=True)
        return blake2b(value, digest_size=16, key=self._lane).digest()

    def lookup(self, purpose: Purpose, value: bytes) -> bytes:
        """Hash a value under the key of its purpose: 32 bytes to look a row up by."""
        return blake2b(value, digest_size=32, key=self.key_file.keys.purposes[purpose]).digest()

    def pepper(self, value: bytes) -> bytes:
        """Mix the server's pepper into a short secret, so that a dump alone cannot guess it."""
        return blake2b(value, digest_size=32, key=self.key_file.keys.purposes[PEPPER]).digest()

    def vouch(self, label: Label, *parts: bytes) -> bytes:
        """Prove in 32 bytes that this server put these parts together.

        The key is the ring's, which every copy of the key file has had from the beginning.
        """
        framed = b"".join(len(part).to_bytes(4, "big") + part for part in (label, *parts))
        return blake2b(framed, digest_size=32, key=self._ring, person=_VOUCHED).digest()

    def seal_day(self, label: Label, plain: bytes, bind: bytes = b"") -> bytes:
        """Seal for at most four days."""
        return seal(self._day_head, self._day_key, label, plain, bind)

    def open_day(self, label: Label, sealed: bytes, bind: bytes = b"") -> bytes:
        """Open what was sealed by day."""
        return unseal(self._day(read_head(DAY, sealed)), label, sealed, bind)

    def is_of_today(self, sealed: bytes) -> bool:
        """Tell whether this was sealed under the key of the current day."""
        return sealed.startswith(self._day_head)

    def seal_month(self, label: Label, plain: bytes, bind: bytes = b"") -> bytes:
        """Seal under this month's key."""
        return seal(self._month_head, self._month_key, label, plain, bind)

    def open_month(self, label: Label, sealed: bytes, bind: bytes = b"") -> bytes:
        """Open what was sealed by month."""
        return unseal(self._month(read_head(MONTH, sealed)), label, sealed, bind)

    def reseal_month(self, label: Label, sealed: bytes, bind: bytes = b"") -> bytes:
        """Open and seal again under this month's key."""
        return self.seal_month(label, self.open_month(label, sealed, bind), bind)

    def month_of(self, sealed: bytes) -> str:
        """Name the month whose key sealed this."""
        return month_from_id(read_head(MONTH, sealed))

    def seal_ring(self, label: Label, plain: bytes, bind: bytes = b"") -> bytes:
        """Seal for as long as the server lives."""
        return seal(RING + _FIRST, self._ring, label, plain, bind)

    def open_ring(self, label: Label, sealed: bytes, bind: bytes = b"") -> bytes:
        """Open what was sealed under the ring."""
        if read_head(RING, sealed) != _FIRST:
            raise KeyGone
        return unseal(self._ring, label, sealed, bind)

    def seal_with(self, secret: bytes, label: Label, plain: bytes, bind: bytes = b"") -> bytes:
        """Seal so that it takes both the server and a random secret (a button's, a cookie's)."""
        return seal(HELD + _FIRST, self._held(secret), label, plain, bind)

    def open_under(self, secret: bytes, label: Label, sealed: bytes, bind: bytes = b"") -> bytes:
        """Open what `seal_with` made with the same secret."""
        if read_head(HELD, sealed) != _FIRST:
            raise KeyGone
        return unseal(self._held(secret), label, sealed, bind)

    def _aim(self, today: date) -> None:
        self._index()
        self.today, self.month = today, month_name(today)
        self._day_head = DAY + day_id(self.today.isoformat())
        self._month_head = MONTH + month_id(self.month)
        self._day_key = self._days[self._day_head[1:]]
        self._month_key = self._months[self._month_head[1:]]

    def _index(self) -> None:
        keys, days = self.key_file.keys, self.key_file.days
        self._lane, self._ring = keys.purposes[LANE], keys.ring
        self._days = {day_id(name): key for name, key in days.items()}
        self._months = {month_id(name): key for name, key in keys.months.items()}

    def _held(self, secret: bytes) -> bytes:
        return blake2b(secret, digest_size=32, key=self.key_file.keys.purposes[HOLDER]).digest()

    def _day(self, key_id: bytes) -> bytes:
        if key_id not in self._days:
            self._look_again()
        try:
            return self._days[key_id]
        except KeyError:
            raise KeyGone from None

    def _month(self, key_id: bytes) -> bytes:
        if key_id not in self._months:
            self._look_again()
        try:
            return self._months[key_id]
        except KeyError:
            raise KeyGone from None

    def _look_again(self) -> None:
        # Another process may have turned first and sealed under a key that is new to this one.
        self.key_file.refresh()
        self._index()
