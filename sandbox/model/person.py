"""The people of the sandbox: fictitious, one phone each."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.schema import JSON

#: Above 32 bits, as new accounts of Telegram are.
FIRST_ID = 5_100_000_001


@dataclass(slots=True)
class Person:
    key: str
    id: int
    first_name: str
    username: str
    language_code: str
    #: Shown on the page of phones; a load test's crowd is not.
    shown: bool = True

    def as_user(self) -> JSON:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "username": self.username,
            "language_code": self.language_code,
        }

    def as_chat(self) -> JSON:
        return {
            "id": self.id,
            "type": "private",
            "first_name": self.first_name,
            "username": self.username,
        }


def cast() -> list[Person]:
    """Return the four people of the page."""
    roles = (
        ("worker_one", "Worker 1", "uz"),
        ("worker_two", "Worker 2", "ru"),
        ("lawyer", "Lawyer", "en"),
        ("supervisor", "Supervisor", "en"),
    )
    return [
        Person(key, FIRST_ID + place * 1_001, name, key, language)
        for place, (key, name, language) in enumerate(roles)
    ]
