"""The receiving part: long polling, or a webhook where one is set."""

from bot.intake import Intake
from bot.machine import Machine


async def begin(machine: Machine) -> None:
    """Begin to keep what is received; who polls has begun already."""
    settings = machine.settings
    intake = Intake(
        machine.store,
        settings.bot_id,
        settings.data_dir,
        machine.vitals,
        machine.arrived,
        lambda: machine.username,
    )
    if settings.webhook_url:
        _webhook(machine, intake)
        return
    machine.intake.set_result(intake)


def _webhook(machine: Machine, intake: Intake) -> None:
    from bot.server import Server
    from bot.webhook import Webhook, secret_of

    settings, nursery = machine.settings, machine.nursery
    hook = Webhook(
        machine.client,
        settings.method_url,
        settings.webhook_url,
        secret_of(settings.bot_token.reveal()),
        intake,
        nursery.pulse("webhook"),
    )
    assert settings.webhook_bind is not None  # noqa: S101 - the settings see to it
    server = Server(hook.app(), settings.webhook_bind, nursery.pulse("webhook server"))
    server.open()
    nursery.add("webhook server", server.run)
    nursery.add("webhook", hook.run)
