"""Proofs: rows that lead somewhere or speak for somebody bear one; the database alone makes none.

Anybody can seal to a public key, and a sealed row says nothing about the clear columns beside it.
So whoever writes to the database without the server's keys could let an answer go to another chat,
or put words into a mouth. A proof is a keyed hash of the columns that must belong together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from sqlalchemy import Column, LargeBinary
from sqlalchemy.engine import RowMapping

from storage.vault import Label, Vault

Row = Mapping[str, Any] | RowMapping


@dataclass(frozen=True, slots=True)
class Proof:
    """What a table's rows vouch for: these columns, in this order."""

    label: Label
    columns: Sequence[str]

    def of(self, vault: Vault, row: Row) -> bytes:
        """Make the proof of a row."""
        return vault.vouch(self.label, *(_bytes(row[name]) for name in self.columns))

    def borne(self, vault: Vault, row: Row) -> dict[str, Any]:
        """Give a row together with its proof."""
        return {**row, "proof": self.of(vault, row)}

    def holds(self, vault: Vault, row: Row) -> bool:
        """Tell whether this server wrote these columns of a row together."""
        return compare_digest(row["proof"] or b"", self.of(vault, row))


def proof_column() -> Column[bytes]:
    """Make the column; it is empty only until an older database was brought to these tables."""
    return Column("proof", LargeBinary(32))


def _bytes(value: bytes | str | int) -> bytes:
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else value.to_bytes(8, "big")
