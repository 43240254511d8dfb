"""What the vault says when it will not open; no message ever carries data, a name or a path."""


class VaultError(Exception):
    """The vault refused."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class KeyGone(VaultError):
    """The key of that day or month is not in the key file: it was destroyed, as promised."""


class Tampered(VaultError):
    """These sealed bytes were changed, cut, moved, or sealed for another purpose or key."""


class WrongPassphrase(VaultError):
    """The passphrase or one of the words is not right."""


class PoolEmpty(VaultError):
    """No receipt is ready at this moment."""


class ClockWrong(VaultError):
    """The clock of this machine stands before 2025: keys made now would be destroyed too early."""


class KeyFileExposed(VaultError):
    """Other accounts of this machine may read the key file: run chmod 600 on it and its .days."""


class KeyFileBroken(VaultError):
    """The key file (or its .days or .founding) is not what the vault wrote: restore your copy."""
