"""The web part: health and metrics on the web bind."""

from starlette.applications import Starlette

from bot.health import Health
from bot.machine import Machine
from bot.server import Server


async def begin(machine: Machine) -> None:
    """Begin to serve pages, and say where."""
    settings, nursery = machine.settings, machine.nursery
    health = Health(
        nursery,
        machine.vitals,
        machine.store,
        settings.key_file,
        receives="receive" in machine.parts,
        metrics_open=settings.metrics_open,
    )
    server = Server(Starlette(routes=health.routes()), settings.web_bind, nursery.pulse("web"))
    bind = server.open()
    machine.say(f"Web pages: http://{bind.host}:{bind.port}/healthz")
    nursery.add("web", server.run)
