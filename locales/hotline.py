"""A hotline said in words: one line for a list, or a card with all that is known of it."""

from datetime import date

from domain.hotline import Hotline
from domain.language import Language
from locales.mark import _
from locales.voice import Voice


def line(voice: Voice, hotline: Hotline) -> str:
    """Say number and name on one line, for the end of a report and the emergency card."""
    return f"{hotline.number} – {voice.text(hotline.name)}"


def card(voice: Voice, hotline: Hotline) -> str:
    """Say all that is known, what is not, and when somebody last checked it."""
    said = [line(voice, hotline), *_known(voice, hotline)]
    if unknown := _unknown(voice, hotline):
        said.append(voice.text("Not known yet: {list}.", list=", ".join(unknown)))
    return "\n".join([*said, _checked(voice, hotline)])


def _known(voice: Voice, hotline: Hotline) -> list[str]:
    said = []
    if hotline.hours:
        said.append(voice.text("Hours: {hours}", hours=voice.text(hotline.hours)))
    if hotline.cost:
        said.append(voice.text("Cost: {cost}", cost=voice.text(hotline.cost)))
    if hotline.languages:
        names = ", ".join(Language(code).label for code in hotline.languages)
        said.append(voice.text("Languages: {languages}", languages=names))
    if hotline.asks_name is not None:
        said.append(voice.text(_ASKS if hotline.asks_name else _DOES_NOT_ASK))
    return said


def _unknown(voice: Voice, hotline: Hotline) -> list[str]:
    known = {
        _("hours"): hotline.hours,
        _("cost"): hotline.cost,
        _("languages"): hotline.languages or None,
        _("whether it asks your name"): hotline.asks_name,
    }
    return [voice.text(what) for what, value in known.items() if value is None]


def _checked(voice: Voice, hotline: Hotline) -> str:
    if hotline.checked_on:
        day = voice.date(date.fromisoformat(hotline.checked_on))
        return voice.text("Last checked: {day}, {who}.", day=day, who=hotline.checked_by)
    return voice.text("Not yet checked by us.")


_ASKS = _("It asks your name.")
_DOES_NOT_ASK = _("It does not ask your name.")
