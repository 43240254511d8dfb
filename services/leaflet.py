"""Leaflets as a worker may see them: complete in every language, warned of where nobody checked."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from domain.language import Language
from domain.leaflet import Leaflet, is_reviewed, needs_banner
from domain.tashkent import TASHKENT
from locales.leaflet import available, banner, edition, render
from locales.voice import Voice


@dataclass(frozen=True, slots=True)
class Page:
    """One leaflet as it is shown, in Telegram HTML."""

    leaflet: Leaflet
    html: str


def listed(language: Language, *, unreviewed: bool) -> tuple[Leaflet, ...]:
    """List the leaflets to offer; without `unreviewed` only those that a lawyer has checked."""
    return tuple(
        one for one in available() if unreviewed or is_reviewed(edition(one.slug, language))
    )


def page(voice: Voice, slug: str, now: datetime, *, unreviewed: bool) -> Page | None:
    """Give a leaflet with its banner; None for one that is not offered."""
    offered = {one.slug: one for one in listed(voice.language, unreviewed=unreviewed)}
    if slug not in offered:
        return None
    text, today = edition(slug, voice.language), now.astimezone(TASHKENT).date()
    if not needs_banner(text, today):
        return Page(offered[slug], render(text))
    warned = f"⚠️ <i>{escape(banner(voice, text, today), quote=False)}</i>"
    return Page(offered[slug], f"{render(text)}\n\n{warned}")
