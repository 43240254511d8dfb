"""Language: chosen at the start and at any step; no conversation is lost by it."""

from domain.language import Language
from handlers.errors import Over
from handlers.screen import Screen, stacked
from handlers.visit import Visit
from handlers.worker import leaflet, menu
from locales.mark import _
from locales.voice import Voice
from services import command

CHOOSE = _("Choose a language")


async def ask(visit: Visit) -> None:
    """Offer the four languages."""
    visit.show(screen())


async def choose(visit: Visit) -> bool:
    """Choose a language: `go:lang:uz`, and where to: `go:lang:uz:pay`; tell if that is shown.

    Raises Over for a language that we do not speak.
    """
    code = visit.press.word(1) if visit.press else ""
    if code not in set(Language):
        raise Over
    before, chosen = visit.preference.language, Language(code)
    visit.speak(chosen)
    await command.follow(visit.unit, visit.chat_id, before, chosen)
    slug = visit.press.word(2) if visit.press else ""
    if slug:
        await leaflet.show(visit, slug)
    return bool(slug)


def screen(slug: str = "") -> Screen:
    """Show the languages, each named in itself; `slug` is the leaflet that comes next."""
    then = (slug,) if slug else ()
    text = "\n".join(Voice(language).text(CHOOSE) for language in Language)
    rows = stacked([(one.label, menu.go("lang", one.value, *then)) for one in Language])
    return Screen(text, rows)
