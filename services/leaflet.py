"""Leaflets as a worker may see them: in every language, with a banner where one is needed."""

from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from domain.language import Language
from domain.leaflet import Leaflet, needs_banner
from domain.tashkent import TASHKENT
from locales.leaflet import available, banner, edition, render
from locales.voice import Voice


@dataclass(frozen=True, slots=True)
class Page:
    """One leaflet as it is shown, in Telegram HTML."""

    leaflet: Leaflet
    html: str


def listed(language: Language, now: datetime, *, unreviewed: bool) -> tuple[Leaflet, ...]:
    """List the leaflets to offer; without `unreviewed` none that needs a banner."""
    today = _today(now)
    return tuple(
        one
        for one in available()
        if unreviewed or not needs_banner(edition(one.slug, language), today)
    )


def page(voice: Voice, slug: str, now: datetime, *, unreviewed: bool) -> Page | None:
    """Give a leaflet with its banner; None for one that is not offered."""
    offered = {one.slug: one for one in listed(voice.language, now, unreviewed=unreviewed)}
    if slug not in offered:
        return None
    text, today = edition(slug, voice.language), _today(now)
    if not needs_banner(text, today):
        return Page(offered[slug], render(text))
    warned = f"⚠️ <i>{escape(banner(voice, text, today), quote=False)}</i>"
    return Page(offered[slug], f"{render(text)}\n\n{warned}")


def _today(now: datetime) -> date:
    return now.astimezone(TASHKENT).date()
