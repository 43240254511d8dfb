"""The Bot API's address: one call in, bad luck if scripted, one answer out."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

import orjson
from starlette.requests import Request
from starlette.responses import Response

from sandbox import intake, wire
from sandbox.error import ApiError
from sandbox.fault import Fault
from sandbox.ledger import Entry
from sandbox.methods.ask import Ask
from sandbox.methods.table import carry_out
from sandbox.model.world import World
from sandbox.schema import JSON, Upload

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"


@dataclass(slots=True)
class Reply:
    status: int
    body: JSON


async def call(request: Request) -> Response:
    """Answer /bot{token}/{method}."""
    world: World = request.app.state.world
    token, method = request.path_params["token"], request.path_params["method"]
    account = world.accounts.get(token)
    if account is None:
        return _respond(_refused(_stranger(token)))
    try:
        params, uploads = await intake.read(request)
    except ApiError as error:
        return _respond(_refused(error))
    return await _befall(request, Ask(world, account, method, params, uploads))


async def download(request: Request) -> Response:
    """Answer /file/bot{token}/{path}."""
    world: World = request.app.state.world
    account = world.accounts.get(request.path_params["token"])
    file = world.files.by_path.get(request.path_params["path"])
    strike = world.faults.strike("file", None, _loop_time())
    await _wait(world, strike.delay)
    if strike.fault is not None:
        return await _suffer(request, world, strike.fault)
    if account is None or file is None:
        return _respond(_refused(ApiError(404, "Not Found")))
    return Response(file.content, media_type="application/octet-stream")


async def _befall(request: Request, ask: Ask) -> Response:
    world = ask.world
    world.ledger.arrivals.append((ask.method, _loop_time()))
    strike = world.faults.strike(ask.method, _chat_id(ask), _loop_time())
    given = {name: _brief(value) for name, value in ask.params.items()}
    await _wait(world, strike.delay)
    if strike.fault is None:
        return _respond(await _carried_out(ask, given))
    if strike.fault.kind == "lost":
        await _carried_out(ask, given, fault="lost")
        return _broken(request)
    entry = world.ledger.write(world.clock.now(), ask.method, given, fault=strike.fault.kind)
    response = await _suffer(request, world, strike.fault)
    entry.status = response.status_code if strike.fault.kind in ("answer", "html") else 0
    _tell(world, entry)
    return response


async def _carried_out(ask: Ask, given: JSON, *, fault: str = "") -> Reply:
    reply = await _outcome(ask)
    world = ask.world
    if ask.method == "getUpdates" and reply.body.get("result") == []:
        # An empty poll is silence, and would drown the rest.
        return reply
    entry = world.ledger.write(world.clock.now(), ask.method, given, fault=fault)
    entry.status = reply.status
    polled = ask.method == "getUpdates" and reply.body["ok"]
    entry.answer = {"ok": True, "count": len(reply.body["result"])} if polled else reply.body
    _tell(world, entry)
    return reply


async def _outcome(ask: Ask) -> Reply:
    try:
        return Reply(200, {"ok": True, "result": await carry_out(ask)})
    except ApiError as error:
        return _refused(error)


async def _suffer(request: Request, world: World, fault: Fault) -> Response:
    if fault.kind == "hang":
        await _wait(world, fault.seconds)
    if fault.kind in ("hang", "close", "lost"):
        return _broken(request)
    if fault.kind == "html":
        return Response(_PAGE.format(fault.text()), fault.code, media_type="text/html")
    return _respond(_refused(ApiError(fault.code, fault.text(), retry_after=fault.retry_after)))


async def _wait(world: World, seconds: float) -> None:
    if seconds:
        await world.feed.until_closed(seconds)


def _broken(request: Request) -> Response:
    wire.abort(request.scope)
    return Response(status_code=500)


def _refused(error: ApiError) -> Reply:
    body: JSON = {"ok": False, "error_code": error.code, "description": error.description}
    if error.retry_after is not None:
        body["parameters"] = {"retry_after": error.retry_after}
    return Reply(error.code, body)


def _respond(reply: Reply) -> Response:
    return Response(orjson.dumps(reply.body), reply.status, media_type="application/json")


def _stranger(token: str) -> ApiError:
    return ApiError(401, "Unauthorized") if _TOKEN.fullmatch(token) else ApiError(404, "Not Found")


def _chat_id(ask: Ask) -> int | None:
    raw = str(ask.params.get("chat_id", ""))
    return int(raw) if raw.removeprefix("-").isdigit() else None


def _brief(value: object) -> object:
    """Shorten a parameter for the ledger: a file to its name and size, JSON text to its value."""
    if isinstance(value, Upload):
        return value.brief()
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value


def _tell(world: World, entry: Entry) -> None:
    world.feed.tell("call", by_bot=True, about={"number": entry.number})


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
