"""Hotlines: a group, then a region, then every number with all that is known of it."""

from domain import hotline, place
from handlers.errors import over
from handlers.screen import Screen, stacked
from handlers.visit import Visit
from handlers.worker import menu
from locales.hotline import cards
from locales.leaflet import available
from locales.mark import _, button

#: The word in a button that stands for every region.
ANYWHERE = "all"
#: Nobody in danger is asked anything before they see a number.
AT_ONCE = frozenset({"danger"})

WHICH = _("Whom do you need?")
WHERE = _("In which region are you?")
NONE = _("We know no number for this region yet.")


async def groups(visit: Visit) -> None:
    """Offer the groups."""
    rows = stacked(
        [
            (f"{one.icon} {visit.voice.group(one.code)}", menu.go("lines", one.code))
            for one in hotline.GROUPS
        ]
    )
    visit.show(Screen(visit.voice.text(WHICH), (*rows, (menu.home(visit),))))


async def lines(visit: Visit) -> None:
    """Ask for the region, or show the numbers of a group in it: `go:lines:pay:UZ-FA:pay`.

    The last word is the leaflet from which somebody came, and to which **Back** leads again.
    """
    group = visit.press.word(1) if visit.press else ""
    region = visit.press.word(2) if visit.press else ""
    if group not in {one.code for one in hotline.GROUPS}:
        over(visit)
        await groups(visit)
    elif region == ANYWHERE or region in {one.code for one in place.REGIONS}:
        _show(visit, group, "" if region == ANYWHERE else region, _slug(visit))
    else:
        _ask_region(visit, group, _slug(visit))


def _ask_region(visit: Visit, group: str, slug: str) -> None:
    voice, to = visit.voice, ("leaflet", slug) if slug else ("hotlines",)
    anywhere = (voice.text(button("All regions")), _to(group, ANYWHERE, slug))
    regions = [(voice.place(one.code), _to(group, one.code, slug)) for one in place.REGIONS]
    back = (f"◀️ {voice.text(button('Back'))}", menu.go(*to))
    text = voice.text(WHERE)
    if group in AT_ONCE:
        text = f"{_cards(visit, group, '')}\n\n{text}"
    visit.show(Screen(text, ((anywhere,), *stacked(regions, across=2), (back,))))


def _show(visit: Visit, group: str, region: str, slug: str) -> None:
    back = (f"◀️ {visit.voice.text(button('Back'))}", _to(group, "", slug))
    visit.show(Screen(_cards(visit, group, region), ((back,), (menu.home(visit),))))


def _slug(visit: Visit) -> str:
    slug = visit.press.word(3) if visit.press else ""
    return slug if slug in {one.slug for one in available()} else ""


def _to(group: str, region: str, slug: str) -> str:
    return menu.go("lines", group, region, slug) if slug else menu.go("lines", group, region)


def _cards(visit: Visit, code: str, region: str) -> str:
    voice, group = visit.voice, hotline.group(code)
    head = voice.group(code) + (f" · {voice.place(region)}" if region else "")
    note = voice.text(group.note) if group.note else ""
    found = hotline.in_group(code, region or None)
    said = cards(voice, found) if found else voice.text(NONE)
    return "\n\n".join(filter(None, [head, note, said]))
