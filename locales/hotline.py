"""A hotline said in words: one line for a list, or a card with all that is known of it."""

from collections.abc import Sequence
from datetime import date

from domain.hotline import Hotline
from domain.language import Language
from locales.mark import _
from locales.voice import Voice


def line(voice: Voice, hotline: Hotline) -> str:
    """Say number and name on one line, for the end of a report and the emergency card."""
    return f"{hotline.number} – {voice.text(hotline.name)}"


def card(voice: Voice, hotline: Hotline) -> str:
    """Say all that is known, when somebody last checked it, and what is not known."""
    return "\n".join([*_known(voice, hotline), *_said(voice, _lacks(hotline))])


def cards(voice: Voice, hotlines: Sequence[Hotline]) -> str:
    """Say the same of several; what is known of none of them is said once, at the end."""
    lacks = [_lacks(one) for one in hotlines]
    shared = [what for what in lacks[0] if all(what in each for each in lacks)]
    cards = [
        "\n".join([*_known(voice, one), *_said(voice, [it for it in own if it not in shared])])
        for one, own in zip(hotlines, lacks, strict=True)
    ]
    return "\n\n".join(filter(None, [*cards, "\n".join(_said(voice, shared))]))


def _known(voice: Voice, hotline: Hotline) -> list[str]:
    said = [line(voice, hotline)]
    if hotline.hours:
        said.append(voice.text("Hours: {hours}", hours=voice.text(hotline.hours)))
    if hotline.cost:
        said.append(voice.text("Cost: {cost}", cost=voice.text(hotline.cost)))
    if hotline.languages:
        names = ", ".join(Language(code).label for code in hotline.languages)
        said.append(voice.text("Languages: {languages}", languages=names))
    if hotline.asks_name is not None:
        said.append(voice.text(_ASKS if hotline.asks_name else _DOES_NOT_ASK))
    if hotline.checked_on:
        day = voice.date(date.fromisoformat(hotline.checked_on))
        said.append(voice.text("Last checked: {day}, {who}.", day=day, who=hotline.checked_by))
    return said


def _lacks(hotline: Hotline) -> list[str]:
    details = {
        _("hours"): hotline.hours,
        _("cost"): hotline.cost,
        _("languages"): hotline.languages or None,
        _("whether it asks your name"): hotline.asks_name,
        _UNCHECKED: hotline.checked_on or None,
    }
    return [what for what, value in details.items() if value is None]


def _said(voice: Voice, lacks: Sequence[str]) -> list[str]:
    unknown = [voice.text(what) for what in lacks if what != _UNCHECKED]
    said = [voice.text("Not known yet: {list}.", list=", ".join(unknown))] if unknown else []
    return [*said, voice.text(_UNCHECKED)] if _UNCHECKED in lacks else said


_ASKS = _("It asks your name.")
_DOES_NOT_ASK = _("It does not ask your name.")
_UNCHECKED = _("Not yet checked by us.")
