"""My rights: the leaflets, and what leads from one of them to a report or to a number."""

from handlers.errors import over
from handlers.screen import Screen, stacked
from handlers.visit import Visit
from handlers.worker import menu
from locales import mark
from locales.leaflet import available
from locales.mark import _, button
from services import leaflet
from services.hotline import GROUPS
from services.leaflet import Page

WHICH = _("What do you want to know?")


async def listed(visit: Visit) -> None:
    """Offer every leaflet that stands in all languages."""
    voice, unreviewed = visit.voice, visit.house.show_unreviewed
    rows = stacked(
        [
            (f"{one.icon} {voice.text(mark.button(one.label))}", menu.go("leaflet", one.slug))
            for one in leaflet.listed(voice.language, visit.unit.now, unreviewed=unreviewed)
        ],
        across=2,
    )
    visit.show(Screen(voice.text(WHICH), (*rows, (menu.home(visit),))))


async def opened(visit: Visit) -> None:
    """Open the leaflet that a button names."""
    await show(visit, visit.press.word(1) if visit.press else "")


async def show(visit: Visit, slug: str) -> None:
    """Show a leaflet; where there is none of this name, the current screen or the list."""
    page = find(visit, slug)
    if page is None:
        over(visit)
        await listed(visit)
    else:
        visit.show(_screen(visit, page))


def is_slug(code: str) -> bool:
    """Tell whether a print may carry this code: of a leaflet that is hidden now, too."""
    return code in {one.slug for one in available()}


def find(visit: Visit, slug: str) -> Page | None:
    """Find a leaflet that may be shown here."""
    unreviewed = visit.house.show_unreviewed
    return leaflet.page(visit.voice, slug, visit.unit.now, unreviewed=unreviewed)


def _screen(visit: Visit, page: Page) -> Screen:
    voice, topic = visit.voice, page.leaflet.topic
    group = GROUPS.get(topic)
    hotlines = menu.go("lines", group, "", page.leaflet.slug) if group else menu.go("hotlines")
    rows = (
        ((f"📣 {voice.text(button('Report this'))}", menu.go("report", topic)),),
        ((f"☎️ {voice.text(button('Hotlines'))}", hotlines),),
        ((f"◀️ {voice.text(button('Back'))}", menu.go("rights")),),
    )
    return Screen(page.html, rows, html=True)
