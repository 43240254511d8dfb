"""Whether bot and sandbox speak the Bot API: each call, each answer, each update of a journey.

In a rough journey Telegram may refuse what is gone, or was said already. A call that it does not
understand is a fault of ours in every journey.
"""

from collections.abc import Iterator
from typing import Any

from sandbox import schema
from sandbox.client import Sandbox

#: Refusals that say nothing of how we spoke, in Telegram's words.
EXCUSED = (
    "message is not modified",
    "message to edit not found",
    "message to delete not found",
    "message can't be deleted",
    "there is no text in the message to edit",
    "query is too old",
    "bot was blocked by the user",
    "terminated by other getUpdates request",
)
#: What methods answer with, where it is more than a plain yes.
_RESULTS = {"getMe": "User", "getFile": "File", "getWebhookInfo": "WebhookInfo"}


async def disagreements(sandbox: Sandbox) -> list[str]:
    """Name what broke the Bot API: calls that were not understood, answers and updates amiss."""
    refused = await sandbox.refused()
    unread = [call for call in refused if not any(why in str(call["answer"]) for why in EXCUSED)]
    updates = list(sandbox.world.account.updates.past.values())
    amiss = [*_misfits("Update", updates), *_amiss(await sandbox.calls())]
    return [f"{call['method']}: {call['answer']}" for call in unread] + amiss


def _amiss(calls: list[dict[str, Any]]) -> Iterator[str]:
    for call in calls:
        result = call["answer"].get("result")
        kind = _RESULTS.get(call["method"], "Message")
        if isinstance(result, (dict, list)):
            yield from _misfits(kind, result if isinstance(result, list) else [result])


def _misfits(kind: str, values: list[Any]) -> Iterator[str]:
    for value in values:
        try:
            schema.fits(kind, value)
        except schema.Misfit as misfit:
            yield str(misfit)
