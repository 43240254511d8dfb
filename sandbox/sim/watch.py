"""Looking on: the state, a phone, the bot's calls, and waiting for the next thing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from sandbox.error import ActError
from sandbox.model.world import World
from sandbox.schema import JSON
from sandbox.sim import view
from sandbox.sim.answer import kindly, world_of

_HEARTBEAT = 15
_LONGEST_WAIT = 60.0
_NEVER_TRUST = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@kindly
async def state(request: Request) -> object:
    world = world_of(request)
    return {
        "seq": world.feed.seq,
        "now": world.clock.now(),
        "ahead": world.clock.ahead,
        "people": [view.person_view(each) for each in world.people.values()],
        "bots": [_bot(world, token) for token in world.accounts],
        "faults": [each.as_json() for each in world.faults.scripted],
        "calls": world.ledger.last,
    }


@kindly
async def chat(request: Request) -> object:
    """Return what a person's phone shows, or the group or the channel."""
    world, key = world_of(request), request.path_params["chat"]
    account = world.account
    if key in ("group", "channel"):
        place = world.group(account) if key == "group" else world.channel(account)
        return view.chat(world, place, None)
    who = world.people.get(key)
    if who is None:
        raise ActError(f'there is no person "{key}" here')
    empty = {"chat": key, "chat_id": who.id, "seq": world.feed.seq, "blocked": False}
    begun = world.chat(account, who.id)
    if begun is None:
        lists: JSON = {
            name: [] for name in ("messages", "deleted", "waiting", "toasts", "commands")
        }
        return {**empty, **lists, "person": view.person_view(who)}
    return view.chat(world, begun, who)


@kindly
async def calls(request: Request) -> object:
    """Return what the bot called since a number; ?methods= takes patterns, ?tail= the last few."""
    query, ledger = request.query_params, world_of(request).ledger
    found = ledger.since(int(query.get("since", 0)), query.get("methods", "*"))
    tail = int(query.get("tail", 0))
    return {"last": ledger.last, "calls": [each.as_json() for each in found[-tail:]]}


@kindly
async def arrivals(request: Request) -> object:
    return world_of(request).ledger.per_second(request.query_params.get("methods", "*"))


@kindly
async def wait(request: Request) -> object:
    """Wait until something happens after ?since=, in one chat or anywhere."""
    query, feed = request.query_params, world_of(request).feed
    since = int(query.get("since", feed.seq))
    seconds = min(float(query.get("timeout", 10)), _LONGEST_WAIT)
    found = await feed.after(since, seconds, query.get("person"))
    return {"seq": feed.seq, "events": [each.as_json() for each in found]}


@kindly
async def file(request: Request) -> object:
    found = world_of(request).files.by_id.get(request.path_params["file_id"])
    if found is None:
        return Response(status_code=404)
    return Response(found.content, media_type=found.mime, headers=_NEVER_TRUST)


async def events(request: Request) -> Response:
    """Stream all that happens, as server-sent events."""
    world = world_of(request)
    since = int(request.headers.get("last-event-id") or world.feed.seq)
    headers = {"Cache-Control": "no-store"}
    stream = _stream(world, since)
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def _stream(world: World, since: int) -> AsyncIterator[bytes]:
    yield b": here\n\n"
    while not world.feed.closed.is_set():
        found = await world.feed.after(since, _HEARTBEAT)
        if not found:
            yield b": still here\n\n"
        for event in found:
            since = event.seq
            yield b"id: %d\ndata: %s\n\n" % (since, orjson.dumps(event.as_json()))


def _bot(world: World, token: str) -> JSON:
    account = world.accounts[token]
    return {
        "id": account.id,
        "username": account.username,
        "name": account.texts.get(("name", ""), ""),
        "webhook": account.webhook.url,
        "waiting": len(account.updates.waiting),
    }
