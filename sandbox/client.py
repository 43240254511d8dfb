"""The sandbox in a test's hand: in this process on a free port, or another one by its address."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

import aiohttp

from sandbox import wire
from sandbox.guard import TOKEN
from sandbox.handset import Phone
from sandbox.model.world import World
from sandbox.onlooker import PhoneError, SandboxError
from sandbox.schema import JSON, Upload
from sandbox.server import app

__all__ = ["TOKEN", "Phone", "PhoneError", "Sandbox", "SandboxError"]

_GOOD = 200
_PATIENCE = 10.0


class Sandbox:
    """`async with Sandbox() as sandbox:` serves one; `Sandbox(url)` speaks to one that runs."""

    def __init__(
        self,
        url: str = "",
        *,
        token: str = TOKEN,
        clock: Callable[[], float] = time.time,
        patience: float = _PATIENCE,
    ) -> None:
        self.url = url
        self.token = token
        self.patience = patience
        self._clock = clock
        self._world: World | None = None
        self._phones: dict[str, Phone] = {}
        self._stack = contextlib.AsyncExitStack()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        if not self.url:
            await self._serve()
        self._session = await self._stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._world is not None:
            self._world.close()
        await self._stack.aclose()

    @property
    def world(self) -> World:
        """The state itself, where the sandbox runs in this process."""
        if self._world is None:
            raise SandboxError("this sandbox runs in another process")
        return self._world

    def phone(self, key: str) -> Phone:
        """Return the phone of worker_one, worker_two, lawyer, supervisor, or one added."""
        return self._phones.setdefault(key, Phone(self, key))

    def in_group(self, key: str) -> Phone:
        """Return the group as this person's phone shows it."""
        return Phone(self, key, chat="group")

    async def add(self, key: str, *, language: str = "en", shown: bool = False) -> Phone:
        """Add a fictitious person and return their phone."""
        await self.post("/person", {"key": key, "language_code": language, "shown": shown})
        return self.phone(key)

    async def fault(self, kind: str, **script: object) -> int:
        """Script bad luck: a code as "429", or hang, close, lost, delay, html; return its place."""
        return int((await self.post("/fault", {"kind": kind, **script}))["number"])

    async def heal(self, number: int | None = None) -> None:
        """Clear one fault, or all of them and all limits."""
        await self._ask("DELETE", "/fault", params={} if number is None else {"number": number})

    async def rate(self, **policy: object) -> None:
        """Add a limit (see `sandbox.rate.Rate` for its fields); no fields lift all limits."""
        await self.post("/rate", policy)

    async def advance(self, seconds: float) -> float:
        """Move this world's clock; return its time."""
        return float((await self.post("/clock", {"advance_seconds": seconds}))["now"])

    async def reset(self) -> None:
        await self.post("/reset")

    async def repeat(self, update_id: int) -> None:
        await self.post("/repeat", {"update_id": update_id})

    async def reorder(self, count: int = 0) -> None:
        await self.post("/reorder", {"count": count})

    async def update(self, update: JSON) -> int:
        """Queue a raw update; return its id."""
        return int((await self.post("/update", update))["update_id"])

    async def group_text(self, key: str, words: str, *, from_bot: bool = False) -> JSON:
        return await self.post("/group", {"person": key, "text": words, "from_bot": from_bot})

    async def channel_post(self, words: str) -> JSON:
        return await self.post("/channel", {"text": words})

    async def calls(self, methods: str = "*", *, since: int = 0) -> list[JSON]:
        """Return what the bot called: number, time, method, params, status, answer, fault."""
        found = await self.get("/calls", methods=methods, since=since)
        calls: list[JSON] = found["calls"]
        return calls

    async def refused(self) -> list[JSON]:
        """Return the calls that broke the Bot API's rules; a good journey has none."""
        return [each for each in await self.calls() if each["status"] > _GOOD and not each["fault"]]

    async def arrivals(self, methods: str = "*") -> dict[int, int]:
        """Count the calls in each second."""
        found = await self.get("/arrivals", methods=methods)
        return {int(second): count for second, count in found.items()}

    async def get(self, path: str, **query: object) -> JSON:
        given = {name: str(value) for name, value in query.items() if value is not None}
        return await self._ask("GET", path, params=given)

    async def post(self, path: str, body: JSON | None = None) -> JSON:
        return await self._ask("POST", path, json=body or {})

    async def upload(self, path: str, files: Sequence[Upload], fields: JSON) -> JSON:
        # Without this aiohttp writes a file name with %20 for its spaces.
        form = aiohttp.FormData(quote_fields=False)
        for name, value in fields.items():
            form.add_field(name, value)
        for place, file in enumerate(files):
            form.add_field(f"file{place}", file.content, filename=file.name, content_type=file.mime)
        return await self._ask("POST", path, data=form)

    async def raw(self, path: str) -> bytes:
        async with self._open().get(f"{self.url}/sim{path}") as response:
            response.raise_for_status()
            return await response.read()

    async def _serve(self) -> None:
        self._world = World.of([self.token], self._clock)
        listener = wire.listen("127.0.0.1:0")
        self.url = wire.address(listener)
        await self._stack.enter_async_context(wire.serving(app(self._world), listener))

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise SandboxError('use the sandbox inside "async with"')
        return self._session

    async def _ask(self, verb: str, path: str, **content: object) -> JSON:
        asked = self._open().request(verb, f"{self.url}/sim{path}", **content)  # type: ignore[arg-type] # passed on
        async with asked as response:
            answer: JSON = await response.json()
        if response.status != _GOOD:
            raise SandboxError(f"{verb} {path}: {answer.get('error', answer)}")
        return answer
