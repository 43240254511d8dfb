"""Reading a case in Telegram, where the server may open it: protected, gone in ten minutes."""

from domain.case import Case
from domain.letter import Mark
from domain.staff import Staff, check_touch
from handlers.desk.case import act, show
from handlers.desk.door import opens_here
from handlers.screen import Screen, sheets, units
from handlers.visit import Visit
from locales.mark import _, button
from services import content, member
from services.content import Opened
from services.transcript import render

#: Seconds after which content leaves the chat.
LIFETIME = 600
#: Telegram's 4096 signs are UTF-16 units; some room for what stands around.
MOST_UNITS = 3900
#: Messages that one reading fills at most, and files; the terminal shows the rest.
MOST_MESSAGES = 12
MOST_FILES = 10

FILES = _(
    "Only the first {count} files are shown here. The terminal writes all of them out: "
    "case read {code} --files FOLDER"
)
LONG = _("This is not all: the terminal shows the rest. case read {code}")
SHOWN = _("Shown below for 10 minutes.")


async def read(visit: Visit, person: Staff, case: Case) -> None:
    """Show what was said in a case, in messages of their own. Raises NotYours."""
    check_touch(person, case.desk, case.assignee)
    if not opens_here(visit, case):
        await show(visit, person, case)
        return
    keys = await member.server_keys(visit.unit)
    opened = await content.read(visit.unit, person, case, keys)
    await show(visit, person, case, visit.voice.text(SHOWN))
    visit.erase_marked(Mark.CONTENT, case.code)
    texts, files = _pages(visit, opened), opened.files[:MOST_FILES]
    if files:
        await content.take_files(visit.unit, person, case)
    rows = ((act(visit, case, "🙈", button("Hide"), "hide"),),)
    for n, text in enumerate(texts, start=1):
        last = n == len(texts) and not files
        one = Screen(text, rows if last else (), protect=True, silent=True)
        visit.say(one, Mark.CONTENT, about=case.code, lifetime=LIFETIME)
    for n, ref in enumerate(files, start=1):
        file = content.enclosed(ref, f"{case.code}-{n:02}-{ref.kind}")
        last = n == len(files)
        under = Screen(f"{case.code} · 📎 {n}", rows if last else (), protect=True, silent=True)
        visit.enclose(file, under, Mark.CONTENT, case.code, LIFETIME)


async def hide(visit: Visit, person: Staff, case: Case) -> None:
    """Take the content out of the chat before its time."""
    visit.erase_marked(Mark.CONTENT, case.code)


def pages(text: str, most: int = MOST_UNITS) -> list[str]:
    """Cut a text into messages, at the end of a line where there is one."""
    cut: list[str] = []
    for line in text.split("\n"):
        for piece in sheets(line, most):
            if cut and units(cut[-1]) + 1 + units(piece) <= most:
                cut[-1] += f"\n{piece}"
            else:
                cut.append(piece)
    return [page for page in cut if page.strip()]


def _pages(visit: Visit, opened: Opened) -> list[str]:
    code = opened.case.code
    listed = pages(f"{code}\n\n{render(opened, visit.voice)}")
    if len(listed) > MOST_MESSAGES:
        listed = [*listed[:MOST_MESSAGES], visit.voice.text(LONG, code=code)]
    if len(opened.files) > MOST_FILES:
        told = visit.voice.text(FILES, code=code, count=MOST_FILES)
        listed.append(f"📎 {told}")
    return listed
