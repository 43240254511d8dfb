"""Questions and answers of the people's API as JSON, and its refusals."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response

from sandbox.error import ActError
from sandbox.model.person import Person
from sandbox.model.world import World
from sandbox.schema import JSON

Endpoint = Callable[[Request], Awaitable[Response]]


def world_of(request: Request) -> World:
    world: World = request.app.state.world
    return world


def person_of(request: Request, key: str) -> Person:
    found = world_of(request).people.get(key)
    if found is None:
        raise ActError(f'there is no person "{key}" here')
    return found


async def body_of(request: Request) -> JSON:
    raw = await request.body()
    try:
        body = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError:
        raise ActError("the body must be JSON") from None
    if not isinstance(body, dict):
        raise ActError("the body must be a JSON object")
    return body


def said(content: object, status: int = 200) -> Response:
    body = orjson.dumps(content, option=orjson.OPT_NON_STR_KEYS)
    return Response(body, status, media_type="application/json")


def kindly(endpoint: Callable[[Request], Awaitable[object]]) -> Endpoint:
    """Answer with JSON; say 400 and why, when a person cannot do that or a field is wrong."""

    @functools.wraps(endpoint)
    async def answered(request: Request) -> Response:
        try:
            content = await endpoint(request)
        except ActError as error:
            return said({"error": str(error)}, 400)
        except (KeyError, TypeError, ValueError) as error:
            return said({"error": f"a field is missing or wrong: {error}"}, 400)
        return content if isinstance(content, Response) else said(content)

    return answered
