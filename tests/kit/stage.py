"""Letters and looks that the sender's tests share: what is posted, what a phone then shows."""

from domain.letter import Act, Letter, Mark
from storage import outbox
from tests.kit.loops import Scene

BUTTON = {"inline_keyboard": [[{"text": "Go on", "callback_data": "step"}]]}


def chat(stage: Scene, person: str = "worker_one") -> int:
    return stage.sandbox.world.people[person].id


def words(stage: Scene, text: str, person: str = "worker_one") -> Letter:
    return Letter(chat(stage, person), Act.SEND, {"text": text})


def screen(stage: Scene, text: str, act: Act = Act.SEND, *ids: int) -> Letter:
    content = {"text": text, "reply_markup": BUTTON}
    return Letter(chat(stage), act, content, mark=Mark.SCREEN, message_ids=ids)


async def shown(stage: Scene, person: str = "worker_one") -> list[str]:
    phone = stage.sandbox.phone(person)
    await phone.look()
    return [bubble.text for bubble in phone.messages if bubble.by_bot]


async def failed(stage: Scene, number: int) -> bool:
    """Tell whether so many letters failed, and no claim is open: the test may move the clock."""
    if stage.vitals.letters["failed"] < number:
        return False
    async with stage.store.reading() as unit:
        return await outbox.next_due(unit) is not None
