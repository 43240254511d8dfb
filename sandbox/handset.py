"""A person's phone in a test's hand: everything a person can do with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sandbox.bubble import Bubble
from sandbox.onlooker import Onlooker, SandboxError
from sandbox.schema import JSON, Upload

#: Name, content, and perhaps the MIME type.
File = tuple[str, bytes] | tuple[str, bytes, str]
_MIMES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
    "oga": "audio/ogg",
    "mp3": "audio/mpeg",
}


class Phone(Onlooker):
    """One person's phone."""

    async def start(self, payload: str = "") -> JSON:
        return await self.act("start", payload=payload)

    async def text(self, words: str, *, reply_to: int | None = None) -> JSON:
        return await self.act("text", text=words, reply_to=reply_to)

    async def press(
        self,
        label: str,
        *,
        on: Bubble | None = None,
        quiet: bool = False,
        within: float | None = None,
    ) -> JSON:
        """Press the newest button with this label, once it is there.

        Returns when the bot has shown something: a message, an edit, a toast, or the pressed
        message's end. `quiet`: return at once.
        """
        shown = on or await self.wait_for_button(label, within)
        try:
            pressed = await self.act("press", label=label, message_id=shown.message_id)
        except SandboxError:
            if on is not None:
                raise
            # The bot took it away under the finger: whoever sees that presses the new one.
            shown = await self.wait_for_button(label, within)
            pressed = await self.act("press", label=label, message_id=shown.message_id)
        if not quiet and "update_id" in pressed:
            await self._settled(shown, label, within)
        return pressed

    async def forge(self, data: str, message_id: int) -> JSON:
        """Send a press that no button offers."""
        body: JSON = {"person": self.key, "data": data, "message_id": message_id}
        return self._marked(await self.line.post("/forge", body))

    async def edit(self, message_id: int, words: str) -> JSON:
        return await self.act("edit", message_id=message_id, text=words)

    async def forward(self, words: str, origin: str = "Someone else") -> JSON:
        return await self.act("forward", text=words, origin=origin)

    async def photo(self, content: bytes, name: str = "photo.jpg", caption: str = "") -> JSON:
        return await self.file("photo", (name, content, "image/jpeg"), caption=caption)

    async def voice(self, content: bytes, name: str = "voice.oga", caption: str = "") -> JSON:
        return await self.file("voice", (name, content, "audio/ogg"), caption=caption)

    async def video(self, content: bytes, name: str = "video.mp4", caption: str = "") -> JSON:
        return await self.file("video", (name, content, "video/mp4"), caption=caption)

    async def document(
        self, content: bytes, name: str, mime: str = "application/octet-stream", caption: str = ""
    ) -> JSON:
        return await self.file("document", (name, content, mime), caption=caption)

    async def audio(self, content: bytes, name: str = "audio.mp3", caption: str = "") -> JSON:
        return await self.file("audio", (name, content, "audio/mpeg"), caption=caption)

    async def file(self, kind: str, file: File, **fields: object) -> JSON:
        """Send a file; `size=` makes Telegram tell another size than the content has."""
        path = f"/{self.key}/{kind}"
        given = {name: str(value) for name, value in fields.items() if value not in ("", None)}
        return self._marked(await self.line.upload(path, [_upload(file)], given))

    async def album(self, files: Sequence[File], caption: str = "") -> JSON:
        sent = [_upload(each) for each in files]
        fields = {"caption": caption} if caption else {}
        return self._marked(await self.line.upload(f"/{self.key}/album", sent, fields))

    async def sticker(self) -> JSON:
        return await self.act("sticker")

    async def location(self) -> JSON:
        return await self.act("location")

    async def contact(self) -> JSON:
        return await self.act("contact")

    async def poll(self) -> JSON:
        return await self.act("poll")

    async def clear(self) -> JSON:
        return await self.act("clear")

    async def block(self) -> JSON:
        return await self.act("block")

    async def unblock(self) -> JSON:
        return await self.act("unblock")

    async def language(self, code: str) -> JSON:
        return await self.act("language", language_code=code)

    async def act(self, verb: str, **fields: object) -> JSON:
        """Do any verb of POST /sim/{person}/{verb}."""
        body = {name: value for name, value in fields.items() if value is not None}
        if self.chat:
            body["chat"] = self.chat
        return self._marked(await self.line.post(f"/{self.key}/{verb}", body))

    async def download(self, bubble: Bubble) -> bytes:
        """Return the file that a message carries."""
        if bubble.media is None or "file_id" not in bubble.media:
            raise self.error(f"message {bubble.message_id} carries no file")
        return await self.line.raw(f"/file/{bubble.media['file_id']}")

    def _marked(self, answer: JSON) -> JSON:
        self.mark = answer.get("seq", self.mark)
        return answer

    async def _settled(self, pressed: Bubble, label: str, within: float | None) -> None:
        """Wait until the bot has shown that it heard the press."""
        seconds = self.line.patience if within is None else within
        try:
            async with asyncio.timeout(seconds):
                await self._shown_after(self.mark, pressed, seconds)
        except TimeoutError:
            await self.look()
            raise self.error(f'nothing came of "{label}" within {seconds:g} s') from None
        await self.look()

    async def _shown_after(self, seen: int, pressed: Bubble, seconds: float) -> None:
        while True:
            for event in await self.events(seen, seconds):
                if _visible(event, pressed):
                    return
                seen = event["seq"]


def _visible(event: JSON, pressed: Bubble) -> bool:
    if not event["by_bot"]:
        return False
    if event["kind"] == "delete":
        return bool(event["message_id"] == pressed.message_id)
    return event["kind"] in ("message", "edit") or bool(event.get("text"))


def _upload(file: File) -> Upload:
    name, content, *rest = file
    guess = _MIMES.get(name.rpartition(".")[2], "application/octet-stream")
    return Upload(name, content, str(rest[0]) if rest else guess)
