"""An answer of the desk: shown when the worker wants to see it, and hidden again."""

from datetime import UTC, datetime

from domain.case import Case
from domain.letter import Act, Letter, Mark
from handlers.buttons import Realm, data, long, short
from handlers.errors import over, spare_screen
from handlers.screen import Button, Rows, Screen, sheets, stacked
from handlers.visit import Visit
from handlers.worker import menu
from locales.mark import _, button
from services import address, letter, reply, word
from services.reply import Reply

#: Said while it can still be read: nothing brings an answer back into the chat.
LEAVES = _(
    "This answer leaves the chat when you press Hide, and after two days at the latest. "
    "Then only your receipt opens it."
)
GONE = _("This answer is no longer here. Your receipt still opens it, under My report.")
#: On a shown answer whose report the worker let go of: what they press there reaches nobody.
NOT_HERE = _("That report is not answered in this chat any more. Its receipt opens it.")
#: A message of Telegram holds 4096 units; the rest of a long answer follows in its own.
MOST_UNITS = 3800
#: Once the answer itself is gone from the store, so many messages are looked for.
MOST_PAGES = 4


async def pressed(visit: Visit) -> None:
    """Show, hide, or take the worker's word on it."""
    key = long(visit.press.word(0)) if visit.press else None
    verb = visit.press.word(1) if visit.press else ""
    if key is not None and verb == "hide":
        await _hide(visit, key)
        return
    found = await reply.show(visit.unit, key, visit.chat_id) if key else None
    if key is None or found is None:
        if not verb:
            over(visit, visit.voice.text(GONE))
            _edit(visit, _with_mine(visit, GONE))
        elif not await address.of_chat(visit.unit, visit.chat_id):
            # Else it is a second press: the word was passed on, and thanked for.
            visit.say(_with_mine(visit, NOT_HERE))
    elif verb in {"solved", "unsolved"}:
        await _word(visit, key, *found, verb)
    else:
        await _show(visit, key, *found)


def written_at(visit: Visit, answer: Reply) -> str:
    """Say when an answer was written."""
    return visit.voice.moment(datetime.fromtimestamp(answer.at, UTC))


def pages(text: str) -> list[str]:
    """Cut a long answer into messages."""
    return sheets(text, MOST_UNITS)


async def _show(visit: Visit, key: bytes, case: Case, answer: Reply) -> None:
    *earlier, last = [Screen(page) for page in pages(answer.text)]
    end = Screen(_leaving(visit, last.text), await _rows(visit, key, case))
    first, *rest = [*earlier, end]
    _edit(visit, first)
    for n, page in enumerate(rest, start=1):
        visit.say(page, mark=Mark.CONTENT, about=f"{short(key)}{n}")


async def _word(visit: Visit, key: bytes, case: Case, answer: Reply, verb: str) -> None:
    """Pass the word on once: with it the answer leaves our store, and stands in the chat alone."""
    await (word.solved if verb == "solved" else word.unsolved)(visit.unit, case)
    await reply.hide(visit.unit, key, visit.chat_id)
    last = pages(answer.text)[-1]
    thanks = visit.voice.text(SOLVED if verb == "solved" else UNSOLVED)
    rows = (*await _answer_row(visit, case), (_hide_button(visit, key),))
    _edit(visit, Screen(_leaving(visit, f"{last}\n\n{thanks}"), rows))


async def _hide(visit: Visit, key: bytes) -> None:
    await spare_screen(visit)
    found = await reply.show(visit.unit, key, visit.chat_id)
    visit.erase_marked(Mark.ANSWER, short(key))
    for n in range(1, len(pages(found[1].text)) if found else MOST_PAGES):
        visit.erase_marked(Mark.CONTENT, f"{short(key)}{n}")
    await reply.hide(visit.unit, key, visit.chat_id)
    if visit.incoming.message_id:
        letter.erase(visit.unit, visit.chat_id, visit.incoming.message_id)


async def _rows(visit: Visit, key: bytes, case: Case) -> Rows:
    voice, name = visit.voice, short(key)
    solved = (
        f"✅ {voice.text(button('This solved it'))}",
        data(Realm.ANSWER, name, "solved"),
    )
    unsolved = f"❌ {voice.text(button('Not solved'))}", data(Realm.ANSWER, name, "unsolved")
    return (
        *await _answer_row(visit, case),
        *stacked((solved, unsolved), across=2),
        (_hide_button(visit, key),),
    )


async def _answer_row(visit: Visit, case: Case) -> Rows:
    mine = await address.of_chat(visit.unit, visit.chat_id)
    label = f"✍️ {visit.voice.text(button('Answer'))}"
    return tuple(
        ((label, data(Realm.ADDRESS, short(one.id), "answer")),)
        for one in mine
        if one.case.id == case.id
    )


def _leaving(visit: Visit, text: str) -> str:
    return f"{text}\n\n🙈 {visit.voice.text(LEAVES)}"


def _hide_button(visit: Visit, key: bytes) -> Button:
    return f"🙈 {visit.voice.text(button('Hide'))}", data(Realm.ANSWER, short(key), "hide")


def _with_mine(visit: Visit, text: str) -> Screen:
    mine = (f"📂 {visit.voice.text(button('My report'))}", menu.go("mine"))
    return Screen(visit.voice.text(text), ((mine,),))


def _edit(visit: Visit, screen: Screen) -> None:
    """Change the answer's own message: the screen of a conversation under way stays another."""
    letter.post(
        visit.unit,
        Letter(
            visit.chat_id,
            Act.EDIT,
            screen.content(),
            message_ids=(visit.incoming.message_id,),
            mark=Mark.ANSWER,
            about=visit.press.word(0) if visit.press else "",
        ),
    )


SOLVED = _("Thank you. We told the desk that it is solved.")
UNSOLVED = _("Thank you. We told the desk that it is not solved. It goes on.")
