"""Report a violation: the form, and what each press and each message does in it."""

from dataclasses import replace

from domain import report, topic
from domain.draft import SKIPPED, Draft
from domain.errors import DiskFull, NoDesk, NothingToSend, Refusal
from handlers import flow as walk
from handlers.flow import Flow, Step, StepKind
from handlers.room import Handler
from handlers.screen import Screen
from handlers.visit import Visit
from handlers.worker import filed, menu, question, review, step, story
from handlers.worker.step import draft_of
from locales.mark import _, button, sentence
from services import hotline
from services import report as reports

FLOW = Flow(
    "report",
    1,
    (
        Step("topic", _("What is it about?"), StepKind.CHOICE),
        Step(
            "other",
            _("Which of these is it?"),
            StepKind.CHOICE,
            when=report.is_else,
            counted=False,
        ),
        Step(
            "subtopic",
            _("What exactly?"),
            StepKind.CHOICE,
            optional=True,
            when=report.has_subtopics,
        ),
        Step("who", _("Who is it about?"), StepKind.CHOICE, optional=True, when=report.asks_who),
        Step(
            "story",
            _(
                "Tell us what happened. Voice is fine; it can be recognised, so we offer text too. "
                "Then press Done."
            ),
            StepKind.STORY,
        ),
        Step("when", _("When did it happen?"), StepKind.CHOICE, when=report.asks_when),
        Step("region", _("In which region?"), StepKind.CHOICE, optional=True),
        Step(
            "answer",
            _(
                "How shall we answer you? Here: this chat will show it. "
                "With a receipt: 20 digits on paper, and nothing here."
            ),
            StepKind.CHOICE,
        ),
        Step("review", _("Is this right?"), StepKind.REVIEW, counted=False),
    ),
)

#: What an answer makes void when it changes.
VOID = {"topic": ("other", "subtopic", "who"), "other": ("subtopic", "who")}


async def begin(visit: Visit) -> None:
    """Begin a report, or ask what becomes of the one that waits; `go:report:WG` knows its topic.

    Words behind the command are the first of the story.
    """
    words = "" if visit.is_press else visit.incoming.argument
    if menu.waits(visit.draft) or not words:
        visit.erase_incoming()
    if _has_just_begun(visit) and not words:
        visit.show(await screen(visit))
    elif menu.waits(visit.draft):
        visit.show(menu.waiting_screen(visit))
    elif not words:
        await begin_anew(visit)
    elif await _begun(visit):
        visit.incoming = replace(visit.incoming, text=words)
        why = await story.take(visit)
        visit.show(step.after(why, await _screen(visit)) if why else await screen(visit))
    else:
        visit.erase_incoming()


async def begin_anew(visit: Visit) -> None:
    """Begin a report in the place of whatever there was."""
    if await _begun(visit):
        visit.show(await screen(visit))


def _has_just_begun(visit: Visit) -> bool:
    """Tell whether the report that waits is no further than one that this press begins."""
    draft = visit.draft
    if draft is None or draft.flow != FLOW.name or draft.messages:
        return False
    return draft.answers == _known(_code(visit))


async def _begun(visit: Visit) -> bool:
    """Make the new draft; False if none can be taken now, which is then shown."""
    if not visit.house.has_room():
        visit.show(_closed(visit, DiskFull))
        return False
    if not await reports.is_open(visit.unit):
        visit.show(_closed(visit, NoDesk))
        return False
    await visit.drop()
    known, token = _known(_code(visit)), visit.house.new_token()
    visit.keep(walk.begin(FLOW, token=token, at=visit.unit.seconds, answers=known))
    return True


async def pressed(visit: Visit) -> None:
    """Answer a button of the form."""
    await step.answer(visit, VERBS, FLOW, screen)


async def typed(visit: Visit) -> None:
    """Keep what was told, at whatever question the form stands."""
    if why := await story.take(visit):
        visit.show(step.after(why, await _screen(visit)))
    else:
        visit.refresh(await screen(visit))


async def screen(visit: Visit) -> Screen:
    """Show where the form stands."""
    step.fit(visit, FLOW)
    typed_in = not visit.is_press and visit.incoming.kind.part is not None
    return await _screen(visit, misread=typed_in and draft_of(visit).messages > 0)


async def _screen(visit: Visit, *, misread: bool = False) -> Screen:
    step.fit(visit, FLOW)
    at = draft_of(visit).step
    if at == "review":
        return await review.screen(visit)
    return question.screen(visit, FLOW, misread=misread and at != "story")


async def _choose(visit: Visit) -> None:
    if step.value(visit) in question.choices(visit, draft_of(visit).step):
        await _on(visit, step.value(visit))
    else:
        visit.show(await screen(visit))


async def _skip(visit: Visit) -> None:
    draft = draft_of(visit)
    known = FLOW.step(draft.step)
    silent = draft.step == "story" and report.may_be_silent(draft.answers)
    if silent or (known and known.optional):
        await _on(visit, SKIPPED)
    else:
        visit.show(await screen(visit))


async def _done(visit: Visit) -> None:
    if draft_of(visit).step != "story":
        visit.show(await screen(visit))
        return
    _check_told(draft_of(visit))
    await _on(visit, "told")


async def _now(visit: Visit) -> None:
    """**Send now**: ask only how to answer, show the warnings if there are any, and file."""
    draft = draft_of(visit)
    if draft.step not in question.SENDABLE:
        visit.show(await screen(visit))
        return
    _check_told(draft)
    hurried = draft.answered(now="yes")
    if "answer" in hurried.answers:
        await _review(visit, hurried)
        return
    visit.keep(walk.jump(hurried, "answer", token=visit.house.new_token()))
    visit.show(await screen(visit))


async def _send(visit: Visit) -> None:
    if draft_of(visit).step != "review":
        visit.show(await screen(visit))
        return
    _check_told(draft_of(visit))
    await filed.send(visit)


async def _back(visit: Visit) -> None:
    visit.draft = draft_of(visit).answered(now="", reviewed="")
    await step.go_back(visit, FLOW, screen)


async def _danger(visit: Visit) -> None:
    visit.keep(draft_of(visit).answered(danger="yes"))
    text = f"{visit.voice.text('Call now:')}\n{hotline.emergency(visit.voice)}"
    visit.show(Screen(text, ((step.one(visit, "▶️", button("Go on"), "stay"),),)))


async def _stay(visit: Visit) -> None:
    visit.show(await screen(visit))


async def _goto(visit: Visit) -> None:
    wanted, draft = step.value(visit), draft_of(visit)
    if wanted in {one.key for one in FLOW.path(draft.answers)} and draft.step == "review":
        visit.keep(walk.jump(draft, wanted, token=visit.house.new_token()))
    visit.show(await screen(visit))


async def _on(visit: Visit, answer: str) -> None:
    """Take an answer, and go to the next question that is still open, or to the review."""
    draft = draft_of(visit)
    if draft.answers.get(draft.step) != answer:
        draft = draft.answered(**dict.fromkeys(VOID.get(draft.step, ()), ""))
    moved = walk.advance(FLOW, draft, answer, token=visit.house.new_token())
    if "now" in moved.answers:
        await _review(visit, moved)
        return
    if "reviewed" in moved.answers:
        moved = walk.jump(moved, _first_open(moved), token=moved.token)
    if moved.step == "review":
        moved = moved.answered(reviewed="yes")
    visit.keep(moved)
    visit.show(await screen(visit))


async def _review(visit: Visit, draft: Draft) -> None:
    """End **Send now**: without a warning there is nothing left to look at."""
    at_review = walk.jump(draft, "review", token=visit.house.new_token())
    visit.draft = at_review.answered(reviewed="yes")
    if await review.warnings(visit):
        # Kept here only: what is kept in the update that files would outlive the filing.
        visit.keep(visit.draft)
        visit.show(await screen(visit))
    else:
        await filed.send(visit)


def _at_review(handler: Handler) -> Handler:
    """Let a deed of the review be done there only; elsewhere its button is forged."""

    async def guarded(visit: Visit) -> None:
        if draft_of(visit).step == "review":
            await handler(visit)
        else:
            visit.show(await screen(visit))

    return guarded


def _first_open(draft: Draft) -> str:
    path = FLOW.path(draft.answers)
    return next(one.key for one in path if one.key not in draft.answers)


def _check_told(draft: Draft) -> None:
    if not draft.kept and not report.may_be_silent(draft.answers):
        raise NothingToSend


def _code(visit: Visit) -> str:
    """Read which topic a button begins with; the token of **Start again** is none."""
    return visit.press.word(1) if visit.press else ""


def _known(code: str) -> dict[str, str]:
    if code in {one.code for one in topic.MAIN}:
        return {"topic": code}
    if code in {one.code for one in topic.ELSE}:
        return {"topic": report.ELSE, "other": code}
    return {}


def _closed(visit: Visit, why: type[Refusal]) -> Screen:
    lines = (button("Hotlines"), menu.go("hotlines"))
    return Screen(
        f"{visit.voice.text(sentence(why))}\n\n{hotline.emergency(visit.voice)}",
        (((f"☎️ {visit.voice.text(lines[0])}", lines[1]),), (menu.home(visit),)),
    )


VERBS: dict[str, Handler] = {
    "choose": _choose,
    "skip": _skip,
    "done": _done,
    "now": _now,
    "send": _send,
    "back": _back,
    "danger": _danger,
    "stay": _stay,
    "stop": step.stop,
    "erase": step.erase,
    "change": _at_review(review.change),
    "goto": _goto,
    "hide": _at_review(review.hide),
    "keep": _at_review(review.keep),
}
