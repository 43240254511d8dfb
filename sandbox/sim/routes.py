"""Every address under /sim."""

from __future__ import annotations

from starlette.routing import Route

from sandbox.sim import control, person, watch


def table() -> list[Route]:
    """Return the routes; the fixed ones stand before those with a person in them."""
    return [
        Route("/state", watch.state, methods=["GET"]),
        Route("/calls", watch.calls, methods=["GET"]),
        Route("/arrivals", watch.arrivals, methods=["GET"]),
        Route("/events", watch.events, methods=["GET"]),
        Route("/wait", watch.wait, methods=["GET"]),
        Route("/file/{file_id}", watch.file, methods=["GET"]),
        Route("/fault", control.faults, methods=["GET"]),
        Route("/fault", control.add_fault, methods=["POST"]),
        Route("/fault", control.clear_faults, methods=["DELETE"]),
        Route("/rate", control.rate, methods=["POST"]),
        Route("/clock", control.clock, methods=["POST"]),
        Route("/reset", control.reset, methods=["POST"]),
        Route("/repeat", control.repeat, methods=["POST"]),
        Route("/reorder", control.reorder, methods=["POST"]),
        Route("/update", control.update, methods=["POST"]),
        Route("/forge", control.forge, methods=["POST"]),
        Route("/person", control.person, methods=["POST"]),
        Route("/group", control.group, methods=["POST"]),
        Route("/channel", control.channel, methods=["POST"]),
        Route("/{chat}/chat", watch.chat, methods=["GET"]),
        Route("/{person}/{verb}", person.act, methods=["POST"]),
    ]
