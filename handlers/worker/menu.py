"""The worker's menu: what works now, and the conversation that waits to go on."""

from domain.draft import Draft
from handlers.buttons import Realm, data
from handlers.screen import Button, Rows, Screen, stacked
from handlers.visit import Visit
from locales.mark import _, button

#: Icon, label and place of every button, in the order of the screen.
PLACES = (
    ("📣", button("Report a violation"), "report"),
    ("📖", button("My rights"), "rights"),
    ("☎️", button("Hotlines"), "hotlines"),
    ("📂", button("My report"), "mine"),
    ("🌐", button("Language"), "language"),
)
#: Conversations that wait when the worker walks off; the others end with it.
WAITING = frozenset({"report", "more", "reply"})

WELCOME = _(
    "Terimchi is for cotton pickers: know your rights, report a violation, hear from a lawyer. "
    "We do not ask who you are. Telegram, and our server while it runs, can see this chat."
)


def go(*words: str) -> str:
    """Encode a button that walks somewhere."""
    return data(Realm.GO, *words)


def home(visit: Visit) -> Button:
    """Give the button that leads back here."""
    return f"🏠 {visit.voice.text(button('Menu'))}", go("menu")


def waits(draft: Draft | None) -> bool:
    """Tell whether a conversation waits to go on."""
    return draft is not None and draft.flow in WAITING


def screen(visit: Visit, notice: str = "") -> Screen:
    """Show the menu, below something that has to be said or else below what this is."""
    text = notice or visit.voice.text(WELCOME)
    return Screen(text, (*unfinished(visit), *stacked(_places(visit))))


def unfinished(visit: Visit) -> Rows:
    """Offer to go on with the conversation that waits, or to begin anew."""
    if not waits(visit.draft):
        return ()
    return (
        ((f"▶️ {visit.voice.text(button('Continue my report'))}", go("continue")),),
        ((f"🗑 {visit.voice.text(button('Start again'))}", go("again")),),
    )


def waiting_screen(visit: Visit) -> Screen:
    """Ask what is to become of the conversation that waits, before another one begins."""
    text = visit.voice.text("You have not finished yet. Do you want to go on with it?")
    return Screen(text, (*unfinished(visit), (home(visit),)))


def _places(visit: Visit) -> list[Button]:
    return [(f"{icon} {visit.voice.text(label)}", go(place)) for icon, label, place in PLACES]
