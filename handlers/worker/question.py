"""The questions of a report on the screen: what each asks, its choices, and its rows."""

from domain import hotline, place, report, topic
from domain.draft import Draft
from handlers.flow import Flow, Step, StepKind
from handlers.screen import Rows, Screen, stacked
from handlers.visit import Visit
from handlers.worker.step import act, draft_of, headed, last_rows, one, skip_row
from handlers.worker.story import counter
from locales.mark import _, button
from services import hotline as hotlines
from services.choice import CHOICES

#: Emoji in front of the choices that have no icon of their own.
ICONS = {
    "me": "🙋",
    "adult": "🧑",
    "child": "🧒",
    "under18": "🎒",
    "now": "🔴",
    "today": "📅",
    "week": "🗓",
    "season": "🌾",
    "earlier": "🕰",
    "here": "💬",
    "receipt": "🧾",
}
#: Two short labels fit beside each other.
ACROSS = {"region": 2}
#: From the story on a report can be sent at any time.
SENDABLE = frozenset({"story", "when", "region"})

VIOLENCE_STORY = _("Tell us what happened, if you want to. No details are needed.")
CHILD_STORY = _("You need not tell more here: a person will answer. A few words are enough.")
QUESTION_STORY = _("What is your question? You can write, speak, or send a photo.")
KEPT_AS_STORY = _("Please press a button. Your words are kept safe as part of your story.")


def screen(visit: Visit, flow: Flow, *, misread: bool = False) -> Screen:
    """Show the current question; `misread` when something was typed where a press was asked."""
    step = flow.step(draft_of(visit).step)
    assert step is not None  # noqa: S101 - the draft was brought to this flow
    notice = visit.voice.text(KEPT_AS_STORY) if misread else ""
    said = [notice, *_before(visit, step), _question(visit, step)]
    kept = counter(visit.voice, draft_of(visit))
    return Screen(headed(visit, flow, *said, kept), _rows(visit, step))


def choices(visit: Visit, step: str) -> dict[str, str]:
    """List the choices of a question: code and what its button says."""
    voice, answers = visit.voice, draft_of(visit).answers
    if step == "topic":
        main = {one.code: f"{one.icon} {voice.topic(one.code)}" for one in topic.MAIN}
        return {**main, report.ELSE: f"➕ {voice.text(button('Something else'))}"}
    if step == "other":
        return {one.code: f"{one.icon} {voice.topic(one.code)}" for one in topic.ELSE}
    if step == "subtopic":
        listed = topic.subtopics(report.topic(answers))
        return {one.code: voice.subtopic(one.code) for one in listed}
    if step == "region":
        return {one.code: voice.place(one.code) for one in place.REGIONS}
    return _plain(visit, step)


def _plain(visit: Visit, step: str) -> dict[str, str]:
    said = {
        code: f"{ICONS.get(code, '')} {visit.voice.text(label)}".strip()
        for code, label in CHOICES.get(step, {}).items()
    }
    answers, short = draft_of(visit).answers, visit.preference.short
    if step == "answer" and report.receipt_first(answers, short=short):
        return dict(reversed(said.items()))
    return said


def _question(visit: Visit, step: Step) -> str:
    if step.key != "story":
        return visit.voice.text(step.question)
    return visit.voice.text(_story(draft_of(visit), step))


def _story(draft: Draft, step: Step) -> str:
    if report.about_child(draft.answers):
        return CHILD_STORY
    return {"VH": VIOLENCE_STORY, "IN": QUESTION_STORY}.get(
        report.topic(draft.answers), step.question
    )


def _before(visit: Visit, step: Step) -> list[str]:
    """Say first what cannot wait: numbers for who is hurt, and for a child."""
    answers, voice = draft_of(visit).answers, visit.voice
    if step.key == "subtopic" and report.topic(answers) == "OS":
        return [voice.text("If somebody is hurt, call now:") + "\n" + hotlines.hurt(voice)]
    if step.key == "story" and report.about_child(answers):
        note = hotline.group("children").note or ""
        return [f"{voice.text(note)}\n{hotlines.child(voice)}"]
    return []


def _rows(visit: Visit, step: Step) -> Rows:
    listed = [
        (label, act(visit, "choose", code)) for code, label in choices(visit, step.key).items()
    ]
    skip = skip_row(visit) if _optional(draft_of(visit), step) else ()
    return (
        *(skip if step.key == "story" else ()),
        *stacked(listed, across=ACROSS.get(step.key, 1)),
        *_story_rows(visit, step),
        *(skip if step.key != "story" else ()),
        *_danger_row(visit, step),
        *last_rows(visit),
    )


def _optional(draft: Draft, step: Step) -> bool:
    if step.kind is StepKind.STORY:
        return report.may_be_silent(draft.answers) and not draft.kept
    return step.optional


def _story_rows(visit: Visit, step: Step) -> Rows:
    done = ((one(visit, "✅", button("Done"), "done"),),) if step.kind is StepKind.STORY else ()
    if step.key not in SENDABLE:
        return done
    return (*done, (one(visit, "📨", button("Send now"), "now"),))


def _danger_row(visit: Visit, step: Step) -> Rows:
    if step.key not in {"topic", "other"}:
        return ()
    return ((one(visit, "🆘", button("I am in danger"), "danger"),),)
