"""The review of a report: what will be sent, what could tell who it is, and what to change."""

from collections.abc import Sequence
from dataclasses import replace

from domain import report
from domain.draft import Part, PartKind
from handlers.screen import Rows, Screen, stacked
from handlers.visit import Visit
from handlers.worker import step
from handlers.worker.step import draft_of, one
from handlers.worker.story import counter
from locales.mark import _, button
from services import draft as drafts
from services import warning
from services.choice import CHOICES
from services.warning import Clue

#: How much of the story is shown again.
FIRST_SIGNS = 200

#: What is said about each clue, and the press that mends it.
WARNINGS = {
    Clue.PHONE: _("There is a telephone number in your words. It could tell who you are."),
    Clue.PASSPORT: _("There is a passport number in your words. It could tell who you are."),
    Clue.PERSONAL: _("There is a personal number in your words. It could tell who you are."),
    Clue.CARD: _("There is a card number in your words. It could tell who you are."),
    Clue.NAME: _("There is a name in your words. It could tell who you are."),
    Clue.NARROW: _(
        "Your words name a small place and a day. Few people were there: somebody could guess."
    ),
}
#: What each question is called in the review, in its order.
NAMES = {
    "topic": _("Topic: {answer}"),
    "who": _("About: {answer}"),
    "when": _("When: {answer}"),
    "region": _("Region: {answer}"),
    "answer": _("Answer: {answer}"),
}
#: What can be changed, and what its button says.
CHANGES = {
    "topic": button("Topic"),
    "subtopic": button("What exactly"),
    "who": button("Who it is about"),
    "story": button("Story"),
    "when": button("When"),
    "region": button("Region"),
    "answer": button("Answer"),
}


async def screen(visit: Visit) -> Screen:
    """Show what will be sent, and the first warning that nobody has answered."""
    return _screen(visit, await _parts(visit))


async def warnings(visit: Visit) -> list[Clue]:
    """List the warnings that are not answered yet."""
    return warning.open_warnings(draft_of(visit), await _parts(visit))


async def change(visit: Visit) -> None:
    """Ask what is to be changed."""
    path = [key for key in CHANGES if key in draft_of(visit).answers]
    rows = stacked([one(visit, "", CHANGES[key], "goto", key) for key in path], across=2)
    back = one(visit, "◀️", button("Back"), "stay")
    visit.show(Screen(visit.voice.text("What do you want to change?"), (*rows, (back,))))


async def hide(visit: Visit) -> None:
    """Hide what a warning found, in what is kept of the story."""
    clue = _clue(visit)
    if clue is None or not clue.can_hide:
        visit.show(await screen(visit))
        return
    _turn(visit)
    visit.show(_screen(visit, await warning.hide_in(visit.unit, visit.lane, clue)))


async def keep(visit: Visit) -> None:
    """Leave it as it was told."""
    if clue := _clue(visit):
        visit.draft = warning.keep_as_told(draft_of(visit), clue)
    _turn(visit)
    visit.show(await screen(visit))


def _screen(visit: Visit, parts: Sequence[Part]) -> Screen:
    draft, voice = draft_of(visit), visit.voice
    clues = warning.open_warnings(draft, parts)
    said = [
        voice.text(_("Please look once more.")),
        "\n".join([*_answers(visit), _first_words(parts)]).strip(),
        counter(voice, draft),
        f"⚠️ {voice.text(WARNINGS[clues[0]])}" if clues else "",
    ]
    last = step.last_rows(visit)
    send = (one(visit, "📨", button("Send"), "send"),)
    change_it = (one(visit, "✏️", button("Change"), "change"),)
    rows = (*(_mends(visit, clues[0]) if clues else ()), send, change_it, *last)
    return Screen("\n\n".join(filter(None, said)), rows)


def _mends(visit: Visit, clue: Clue) -> Rows:
    label = button("Hide the name") if clue is Clue.NAME else button("Hide the number")
    hide_it = (one(visit, "🙈", label, "hide", clue.value),)
    keep_it = (one(visit, "👌", button("Keep it"), "keep", clue.value),)
    return (hide_it, keep_it) if clue.can_hide else (keep_it,)


def _answers(visit: Visit) -> list[str]:
    answers = draft_of(visit).answers
    found = {key: _said(visit, key) for key in NAMES if report.given(answers, key)}
    return [visit.voice.text(NAMES[key], answer=said) for key, said in found.items()]


def _said(visit: Visit, key: str) -> str:
    voice, answers = visit.voice, draft_of(visit).answers
    if key == "topic":
        exactly = report.given(answers, "subtopic")
        names = [voice.topic(report.topic(answers)), voice.subtopic(exactly) if exactly else ""]
        # "Not paid" is a topic and what exactly it is: said once.
        return " – ".join(filter(None, dict.fromkeys(names)))
    if key == "region":
        return voice.place(answers[key])
    return voice.text(CHOICES[key][answers[key]])


def _first_words(parts: Sequence[Part]) -> str:
    text = " ".join(part.text for part in parts if part.text).strip()
    if not text:
        return ""
    return f"«{text[:FIRST_SIGNS]}…»" if len(text) > FIRST_SIGNS else f"«{text}»"


async def _parts(visit: Visit) -> list[Part]:
    kept = await drafts.parts(visit.unit, visit.lane)
    fresh = draft_of(visit).messages - len(kept)
    if fresh <= 0:
        return kept
    # What this very update added is written with the batch: not yet among what is kept.
    kind = visit.incoming.kind.part or PartKind.TEXT
    return [*kept, Part(kind, visit.incoming.text, visit.incoming.at)]


def _clue(visit: Visit) -> Clue | None:
    word = step.value(visit)
    return Clue(word) if word in set(Clue) and draft_of(visit).step == "review" else None


def _turn(visit: Visit) -> None:
    visit.keep(replace(draft_of(visit), token=visit.house.new_token()))
