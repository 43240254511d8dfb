"""The key file of a server and its two neighbours, which alone make sealed rows readable.

`<file>` holds what an operator may copy to a safe place: purpose keys, the ring, month keys, the
pinned public keys of the desks. `<file>.days` holds the day keys and must never be copied.
`<file>.founding` holds the desks' private keys from `desk init` until the first filed case.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from nacl.utils import random

from storage.vault import keycodec
from storage.vault.keycodec import Founding, Keys, Pin
from storage.vault.label import Purpose
from storage.vault.period import DAYS_KEPT, month_after, month_before, month_name
from storage.vault.private_file import PrivateFile

#: keys of this name exist beside those of `Purpose`
LANE, PEPPER, HOLDER = "lane", "pepper", "holder"
FOUNDING_OPEN = timedelta(hours=48)


class KeyFile:
    """The keys as last read, and every change to them, safe between processes."""

    def __init__(self, path: Path) -> None:
        lock = _beside(path, ".lock")
        self._main = PrivateFile(path, lock, keycodec.read_keys, keycodec.write_keys)
        self._days = PrivateFile(
            _beside(path, ".days"), lock, keycodec.read_secrets, keycodec.write_secrets
        )
        self._founding = PrivateFile(
            _beside(path, ".founding"), lock, keycodec.read_founding, keycodec.write_founding
        )
        self.keys = self._main.change(_complete)
        self.days: Mapping[str, bytes] = self._days.change(dict)

    def refresh(self) -> bool:
        """Read again what another process changed; tell whether there was anything."""
        keys, days = self._main.read_if_new(), self._days.read_if_new()
        self.keys = self.keys if keys is None else keys
        self.days = self.days if days is None else days
        return keys is not None or days is not None

    def turn(self, today: date) -> None:
        """Make the keys of today, tomorrow, this and next month; destroy days that are over."""
        self.days = self._days.change(lambda days: _turned_days(days, today))
        self._change(lambda keys: _turned_months(keys, month_name(today)))

    def forget_month(self, name: str, today: date) -> None:
        """Destroy a month's key; this month's and the one before are still in use."""
        if name >= month_before(month_name(today)):
            raise ValueError("this month's key is still in use")
        self._change(lambda keys: replace(keys, months=_without(keys.months, name)))

    def pin(self, desk: str, *, generation: int, public: bytes) -> None:
        """Pin a desk's public key, so that the database cannot send new cases elsewhere."""
        pinned = {desk: Pin(generation, public)}
        self._change(lambda keys: replace(keys, desks={**keys.desks, **pinned}))

    def serve(self, tables: str) -> None:
        """Remember the newest tables that these keys worked with: older ones are not believed."""
        if tables > self.keys.tables:
            self._change(lambda keys: replace(keys, tables=max(keys.tables, tables)))

    def put_server_member(self, private: bytes) -> None:
        """Make the server itself a member of the general desk (`full` content)."""
        self._change(lambda keys: replace(keys, server_member=private))

    def drop_server_member(self) -> None:
        """Destroy the server's own member key."""
        self._change(lambda keys: replace(keys, server_member=None))

    def founding_put(self, desks: Mapping[str, bytes], *, now: datetime) -> None:
        """Keep the desks' private keys for 48 hours, so that first members can join."""
        founding = Founding(dict(desks), now + FOUNDING_OPEN)
        self._founding.change(lambda _: founding)

    def founding_open(self, *, now: datetime) -> Mapping[str, bytes]:
        """Give the desks' private keys while founding lasts, else nothing (and destroy them)."""
        founding = self._founding.read()
        if founding.desks and now >= founding.until:
            self.founding_close()
            return {}
        return founding.desks

    def founding_drop(self, desk: str) -> None:
        """Destroy the founding key of one desk; repeat at will."""
        if self._founding.path.exists():
            rest = _without(self._founding.read().desks, desk)
            if rest:
                self._founding.change(lambda founding: replace(founding, desks=rest))
            else:
                self.founding_close()

    def founding_close(self) -> None:
        """Destroy the founding keys; repeat at will."""
        if self._founding.path.exists():
            self._founding.destroy()

    def _change(self, step: Callable[[Keys], Keys]) -> None:
        self.keys = self._main.change(step)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _without(keys: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    return {kept: key for kept, key in keys.items() if kept != name}


def _complete(keys: Keys) -> Keys:
    names = (LANE, PEPPER, HOLDER, *Purpose)
    missing = {str(name): random(32) for name in names if name not in keys.purposes}
    return replace(keys, purposes={**keys.purposes, **missing}, ring=keys.ring or random(32))


def _turned_days(days: Mapping[str, bytes], today: date) -> dict[str, bytes]:
    oldest = (today - DAYS_KEPT).isoformat()
    kept = {name: key for name, key in days.items() if name >= oldest}
    wanted = (today.isoformat(), (today + timedelta(days=1)).isoformat())
    return kept | {name: random(32) for name in wanted if name not in kept}


def _turned_months(keys: Keys, month: str) -> Keys:
    # Next month's key exists ahead, so that a copy of this file made once a month stays enough.
    wanted = (month, month_after(month))
    made = {name: random(32) for name in wanted if name not in keys.months}
    return replace(keys, months={**keys.months, **made})
