"""All of the product's cryptography; nothing else in it touches a key."""

from storage.vault.box import (
    KeyPair,
    from_private,
    from_seed,
    new_pair,
    open_with,
    seal_to,
    unwrap_key,
    wrap_key,
)
from storage.vault.entry import EntryHeader, open_entry, seal_entry
from storage.vault.errors import (
    ClockWrong,
    KeyFileBroken,
    KeyFileExposed,
    KeyGone,
    PoolEmpty,
    Tampered,
    VaultError,
    WrongPassphrase,
)
from storage.vault.fingerprint import fingerprint
from storage.vault.keycodec import Pin
from storage.vault.keyfile import KeyFile
from storage.vault.label import Label, Purpose
from storage.vault.member import (
    Cost,
    new_passphrase,
    open_member,
    recovery_pair,
    recovery_words,
    seal_member,
)
from storage.vault.receipt import Derived, Ready, ReceiptPool, derive
from storage.vault.stream import open_file, seal_file
from storage.vault.vault import Vault

__all__ = [
    "ClockWrong",
    "Cost",
    "Derived",
    "EntryHeader",
    "KeyFile",
    "KeyFileBroken",
    "KeyFileExposed",
    "KeyGone",
    "KeyPair",
    "Label",
    "Pin",
    "PoolEmpty",
    "Purpose",
    "Ready",
    "ReceiptPool",
    "Tampered",
    "Vault",
    "VaultError",
    "WrongPassphrase",
    "derive",
    "fingerprint",
    "from_private",
    "from_seed",
    "new_pair",
    "new_passphrase",
    "open_entry",
    "open_file",
    "open_member",
    "open_with",
    "recovery_pair",
    "recovery_words",
    "seal_entry",
    "seal_file",
    "seal_member",
    "seal_to",
    "unwrap_key",
    "wrap_key",
]
