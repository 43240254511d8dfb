"""A bot's account: its token, names, commands, webhook and waiting updates."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.model.chat import Callback
from sandbox.model.updates import Updates
from sandbox.schema import JSON

_CALLBACKS_KEPT = 5_000


@dataclass(slots=True)
class Webhook:
    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str = ""


@dataclass(slots=True)
class Account:
    token: str
    id: int
    username: str
    updates: Updates
    webhook: Webhook = field(default_factory=Webhook)
    #: Commands by scope (as JSON) and language.
    commands: dict[tuple[str, str], list[JSON]] = field(default_factory=dict)
    #: Name, description and short description by (what, language).
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    callbacks: dict[str, Callback] = field(default_factory=dict)

    def hear(self, callback: Callback) -> None:
        """Remember a press; the oldest are forgotten, as nobody could answer them any more."""
        self.callbacks[callback.id] = callback
        if len(self.callbacks) > _CALLBACKS_KEPT:
            del self.callbacks[next(iter(self.callbacks))]

    def as_user(self) -> JSON:
        name = self.texts.get(("name", ""), "Sandbox bot")
        return {"id": self.id, "is_bot": True, "first_name": name, "username": self.username}

    def as_me(self) -> JSON:
        return {
            **self.as_user(),
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
