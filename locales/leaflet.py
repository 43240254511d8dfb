"""Leaflets as they are shown: editions read from their files once, and rendered for Telegram."""

import re
from datetime import date
from functools import cache
from html import escape
from pathlib import Path

from domain.language import Language
from domain.leaflet import LEAFLETS, Edition, Leaflet, is_expired, is_reviewed
from locales.mark import _
from locales.voice import ROOM, Voice

LEAFLET_ROOM = ROOM / "leaflets"

#: The codes of law as an edition's front matter names them.
LAWS = {
    "LC": _("Labour Code"),
    "AC": _("Code of Administrative Liability"),
    "CC": _("Criminal Code"),
    "CN": _("Constitution"),
}


@cache
def available() -> tuple[Leaflet, ...]:
    """List the leaflets that stand in every language: a menu shows only what works."""
    return tuple(
        found for found in LEAFLETS if all(_file(found.slug, it).exists() for it in Language)
    )


@cache
def edition(slug: str, language: Language) -> Edition:
    """Read the edition of a leaflet in a language; FileNotFoundError when there is none."""
    return parse(slug, language, _file(slug, language).read_text(encoding="utf-8"))


@cache
def render(edition: Edition) -> str:
    """Give an edition as Telegram HTML, without its banner, the law last."""
    lines = [
        f"<b>{escape(edition.title, quote=False)}</b>",
        "",
        *map(_line, edition.body.split("\n")),
    ]
    return "\n".join([*lines, "", f"<i>{escape(citation(edition), quote=False)}</i>"])


def citation(edition: Edition) -> str:
    """Name the law that an edition stands on ("Labour Code, article 253 (also 254, 246)")."""
    voice = Voice(edition.language)
    by_law: dict[str, list[str]] = {}
    for law, _space, number in (article.partition(" ") for article in edition.articles):
        by_law.setdefault(law, []).append(number)
    return "; ".join(
        f"{voice.text(LAWS[law])}, {_articles(voice, first, rest)}"
        for law, (first, *rest) in by_law.items()
    )


def banner(voice: Voice, edition: Edition, today: date) -> str:
    """Warn of an edition that nobody reviewed or that is past its date; empty when all is well."""
    if not is_reviewed(edition):
        return voice.text("No lawyer has checked this text yet. Please ask before you rely on it.")
    if edition.expires_on and is_expired(edition, today):
        return voice.text(
            "This text was good until {day}. The law may have changed. Please ask first.",
            day=voice.date(edition.expires_on),
        )
    return ""


def parse(slug: str, language: Language, text: str) -> Edition:
    """Read front matter, title and body of an edition's file."""
    _fence, head, body = text.split("---\n", 2)
    facts = dict(line.split(":", 1) for line in head.splitlines() if line)
    said = {key.strip(): value.strip() for key, value in facts.items()}
    title, _newline, rest = body.strip().partition("\n")
    return Edition(
        slug=slug,
        language=language,
        title=title.removeprefix("# "),
        body=rest.strip(),
        articles=tuple(article.strip() for article in said["articles"].split(",")),
        text_date=date.fromisoformat(said["text_date"]),
        reviewed_by=said["reviewed_by"],
        reviewed_on=_day(said["reviewed_on"]),
        expires_on=_day(said["expires_on"]),
    )


def _articles(voice: Voice, first: str, rest: list[str]) -> str:
    said = voice.text("article {number}", number=first)
    others = voice.text("(also {numbers})", numbers=", ".join(rest)) if rest else ""
    return f"{said} {others}".strip()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _file(slug: str, language: Language) -> Path:
    return LEAFLET_ROOM / slug / f"{language}.md"


def _line(text: str) -> str:
    safe = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text, quote=False))
    return f"• {safe[2:]}" if safe.startswith("- ") else safe
