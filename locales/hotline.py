"""Hotlines said in words: one on a line of a list, or each on a card with all that is known."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from domain.hotline import Hotline
from domain.language import Language
from locales.mark import _
from locales.voice import Voice


def line(voice: Voice, hotline: Hotline) -> str:
    """Say number and name on one line, for the end of a report and the emergency card."""
    return f"{hotline.number} – {voice.text(hotline.name)}"


def cards(voice: Voice, hotlines: Sequence[Hotline]) -> str:
    """Say all that is known of each, and when somebody last checked it.

    What is not known is said once, at the end, and of which numbers.
    """
    lacks = {one.number: _lacks(one) for one in hotlines}
    shared = [what for what in _DETAILS if all(what in own for own in lacks.values())]
    cards = ["\n".join([*_known(voice, one), *_own(voice, one, shared)]) for one in hotlines]
    end = [*_of_some(voice, lacks, but=shared), *_said(voice, shared)]
    return "\n\n".join(filter(None, [*cards, "\n".join(end)]))


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
    return [what for what, known in _DETAILS.items() if known(hotline) is None]


def _own(voice: Voice, hotline: Hotline, shared: Sequence[str]) -> list[str]:
    """Leave the warning with its number where others are checked already."""
    return _said(voice, [it for it in _lacks(hotline) if it == _UNCHECKED and it not in shared])


def _of_some(voice: Voice, lacks: Mapping[str, Sequence[str]], *, but: Sequence[str]) -> list[str]:
    of = {what: [number for number in lacks if what in lacks[number]] for what in _DETAILS}
    return [
        voice.text("Not known yet of {numbers}: {list}.", numbers=", ".join(of[what]), list=said)
        for what, said in ((what, voice.text(what)) for what in _DETAILS)
        if of[what] and what not in but and what != _UNCHECKED
    ]


def _said(voice: Voice, lacks: Sequence[str]) -> list[str]:
    unknown = [voice.text(what) for what in lacks if what != _UNCHECKED]
    said = [voice.text("Not known yet: {list}.", list=", ".join(unknown))] if unknown else []
    return [*said, voice.text(_UNCHECKED)] if _UNCHECKED in lacks else said


_ASKS = _("It asks your name.")
_DOES_NOT_ASK = _("It does not ask your name.")
_UNCHECKED = _("We have not yet checked this.")

#: What a card tells, and how it is looked up; None means that nobody knows it.
_DETAILS: dict[str, Callable[[Hotline], object]] = {
    _("hours"): lambda one: one.hours,
    _("cost"): lambda one: one.cost,
    _("languages"): lambda one: one.languages or None,
    _("whether it asks your name"): lambda one: one.asks_name,
    _UNCHECKED: lambda one: one.checked_on or None,
}
