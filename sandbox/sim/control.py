"""What a test or the page does to the world: faults, time, repeats, more people."""

from __future__ import annotations

from starlette.requests import Request

from sandbox import fault
from sandbox.acts import elsewhere, press
from sandbox.acts.act import Act
from sandbox.error import ActError
from sandbox.rate import Rate
from sandbox.sim.answer import body_of, kindly, person_of, world_of
from sandbox.sim.view import person_view


@kindly
async def faults(request: Request) -> object:
    return [each.as_json() for each in world_of(request).faults.scripted]


@kindly
async def add_fault(request: Request) -> object:
    world = world_of(request)
    added = world.faults.add(fault.of_json(await body_of(request)))
    world.feed.tell("fault")
    return added.as_json()


@kindly
async def clear_faults(request: Request) -> object:
    """Clear all faults, or the one that ?number= names."""
    world = world_of(request)
    number = request.query_params.get("number")
    world.faults.clear(int(number) if number else None)
    world.feed.tell("fault")
    return {"left": len(world.faults.scripted)}


@kindly
async def rate(request: Request) -> object:
    """Add a limit; an empty body lifts all of them."""
    body, rates = await body_of(request), world_of(request).faults.rates
    if body:
        rates.append(Rate(**body))
    else:
        rates.clear()
    return {"limits": len(rates)}


@kindly
async def clock(request: Request) -> object:
    world, body = world_of(request), await body_of(request)
    world.clock.ahead += float(body["advance_seconds"])
    return {"now": world.clock.now(), "ahead": world.clock.ahead}


@kindly
async def reset(request: Request) -> object:
    world_of(request).reset()
    return {"seq": world_of(request).feed.seq}


@kindly
async def repeat(request: Request) -> object:
    update_id = int((await body_of(request))["update_id"])
    if not world_of(request).account.updates.repeat(update_id):
        raise ActError(f"there was no update {update_id}")
    return {"update_id": update_id}


@kindly
async def reorder(request: Request) -> object:
    count = int((await body_of(request)).get("count", 0))
    world_of(request).account.updates.reorder(count)
    return {"holding": count}


@kindly
async def update(request: Request) -> object:
    return elsewhere.raw(world_of(request), await body_of(request))


@kindly
async def forge(request: Request) -> object:
    body = await body_of(request)
    who = person_of(request, str(body["person"]))
    act = Act.private(world_of(request), who)
    return press.forge(act, str(body["data"]), int(body["message_id"]))


@kindly
async def person(request: Request) -> object:
    """Add a fictitious person, or find the one with this key."""
    body, world = await body_of(request), world_of(request)
    key = str(body["key"])
    if not key.isidentifier() or key in ("group", "channel"):
        raise ActError("a person's key is letters, digits and _")
    name = str(body.get("first_name", key))
    language = str(body.get("language_code", "en"))
    shown = bool(body.get("shown"))
    return person_view(world.add_person(key, name, language, shown=shown))


@kindly
async def group(request: Request) -> object:
    body = await body_of(request)
    act = Act.in_group(world_of(request), person_of(request, str(body["person"])))
    return elsewhere.group_text(act, str(body["text"]), from_bot=bool(body.get("from_bot")))


@kindly
async def channel(request: Request) -> object:
    return elsewhere.channel_post(world_of(request), str((await body_of(request))["text"]))
