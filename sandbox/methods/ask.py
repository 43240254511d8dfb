"""One call of a bot, and the chat and message that it is about."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox import entity, keyboard
from sandbox.error import bad_request, forbidden
from sandbox.model.account import Account
from sandbox.model.chat import Chat, Message
from sandbox.model.world import World
from sandbox.schema import JSON, Upload

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


@dataclass(slots=True)
class Ask:
    world: World
    account: Account
    method: str
    params: JSON
    uploads: dict[str, Upload] = field(default_factory=dict)

    def chat(self, name: str = "chat_id") -> Chat:
        """Return the chat that the call names; refuse one that the bot does not know."""
        wanted = self.params.get(name)
        if wanted is None:
            raise bad_request(f"{name} is empty")
        if isinstance(wanted, str):
            raise bad_request("chat not found")
        found = self.world.chat(self.account, wanted)
        if found is not None:
            return found
        if self.world.person_of(wanted):
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")

    def open_chat(self) -> Chat:
        """Return the chat, if the bot may write there."""
        chat = self.chat()
        if chat.shut and chat.person:
            raise forbidden("bot was blocked by the user")
        if chat.shut:
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        return chat

    def message(self, chat: Chat, purpose: str, name: str = "message_id") -> Message:
        found = chat.messages.get(self.params.get(name, 0))
        if found is None or found.deleted is not None:
            raise bad_request(f"message to {purpose} not found")
        return found

    def text(self) -> JSON:
        """Return the text and entities of the call as a message's content."""
        plain, entities = self._formatted("text", "entities")
        if not plain:
            raise bad_request("message text is empty")
        if entity.units(plain) > TEXT_LIMIT:
            raise bad_request("message is too long")
        return {"text": plain, **({"entities": entities} if entities else {})}

    def caption(self) -> JSON:
        plain, entities = self._formatted("caption", "caption_entities")
        if entity.units(plain) > CAPTION_LIMIT:
            raise bad_request("message caption is too long")
        content: JSON = {"caption": plain} if plain else {}
        return {**content, **({"caption_entities": entities} if entities else {})}

    def markup(self) -> JSON | None:
        return keyboard.checked(self.params.get("reply_markup"))

    def _formatted(self, text: str, entities: str) -> tuple[str, list[JSON]]:
        params = self.params
        raw = params.get(text, "")
        plain, marked = entity.parse(raw, params.get("parse_mode"), params.get(entities))
        return plain, entity.found(plain, marked)
