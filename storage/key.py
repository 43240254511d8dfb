"""A case's own key pair, sealed to its desk; and what a receipt gives, for the floors above."""

from storage.vault import Derived, Label, PoolEmpty, Ready, new_pair, unwrap_key, wrap_key

__all__ = ["Derived", "PoolEmpty", "Ready", "new_case_key", "open_case_key"]


def new_case_key(desk_public: bytes, case_id: bytes) -> tuple[bytes, bytes]:
    """Make the pair of a new case: its public half, and its private one sealed to the desk."""
    pair = new_pair()
    return pair.public, wrap_key(pair.private, desk_public, Label.CASE_KEY, case_id)


def open_case_key(desk_private: bytes, case_id: bytes, wrapped: bytes) -> bytes:
    """Open a case's private key with its desk's. Raises Tampered when it belongs elsewhere."""
    return unwrap_key(desk_private, wrapped, Label.CASE_KEY, case_id)
