"""A transcript: an opened case written down in order, as plain text without control signs."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from unicodedata import category

from domain import place, report
from domain.draft import PartKind
from domain.entry import Author, Entry, EntryKind
from locales.mark import _, button
from locales.voice import Voice
from services.choice import CHOICES
from services.content import Opened

HEADS = {
    EntryKind.REPORT: _("The worker told"),
    EntryKind.MORE: _("The worker added"),
    EntryKind.STORY: _("The worker wrote"),
    EntryKind.REPLY: _("The desk answered"),
    EntryKind.NOTE: _("Note among staff"),
    EntryKind.EVIDENCE: _("A file"),
    EntryKind.WORD: _("The worker's word"),
}
WORDS = {
    "solved": button("This solved it"),
    "unsolved": button("Not solved"),
    "withdrawn": button("Withdraw"),
    "delete": button("Delete what I wrote"),
    "keep": button("Keep it after all"),
}
#: The questions whose answers stand in a case, in the order in which they were asked.
QUESTIONS = {
    "topic": _("Topic"),
    "subtopic": _("More exactly"),
    "who": _("About whom"),
    "danger": _("In danger"),
    "when": _("When"),
    "region": _("Region"),
    "answer": _("Answer"),
    "many": _("How many people"),
    "district": _("District"),
    "employer": _("Employer"),
    "name": _("Its name"),
    "want": _("What they want"),
}
FILES = {
    PartKind.PHOTO: _("photo"),
    PartKind.VOICE: _("voice"),
    PartKind.VIDEO: _("video"),
    PartKind.AUDIO: _("recording"),
    PartKind.DOCUMENT: _("document"),
}

#: Signs that turn the direction of what follows: a text must look like what it says.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def render(opened: Opened, voice: Voice) -> str:
    """Write down every entry with its exact time; say so where entries are missing."""
    parts = [_entry(one, voice) for one in opened.entries]
    if opened.missing:
        said = _("Entries that are missing from the database: {count}")
        parts.append("⚠️ " + voice.text(said, count=opened.missing))
    return plain("\n\n".join(parts))


def plain(text: str) -> str:
    """Take control signs out of what people typed: a terminal would obey them."""
    return "".join(sign if _is_plain(sign) else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _entry(one: Entry, voice: Voice) -> str:
    moment = voice.moment(datetime.fromtimestamp(one.at, UTC))
    head = f"— {voice.text(_head(one))}, {moment}"
    return "\n".join(
        [head, *_answers(one, voice), *_texts(one), *_files(one, voice), *_word(one, voice)]
    )


def _head(one: Entry) -> str:
    if one.kind is EntryKind.EVIDENCE and one.author is Author.SYSTEM:
        return _("A file could not be kept")
    return HEADS[one.kind]


def _texts(one: Entry) -> list[str]:
    return [f"{'✏️ ' if said['edited'] else ''}{said['text']}" for said in one.body.get("texts", ())]


def _word(one: Entry, voice: Voice) -> list[str]:
    word = WORDS.get(one.body.get("word", ""))
    return [f"“{voice.text(word)}”"] if word else []


def _files(one: Entry, voice: Voice) -> list[str]:
    if one.kind is EntryKind.EVIDENCE:
        return [f"📎 {_file_name(one.body, voice)}"]
    files: list[dict[str, Any]] = one.body.get("files", [])
    counted = Counter(_file_name(file, voice) for file in files)
    said = [f"{count} × {name}" if count > 1 else name for name, count in counted.items()]
    captions = [file["text"] for file in files if file.get("text")]
    return [*([f"📎 {', '.join(said)}"] if said else []), *captions]


def _file_name(file: Mapping[str, Any], voice: Voice) -> str:
    name = voice.text(FILES[PartKind(file["kind"])])
    if "failed" in file:
        return voice.text(_("{file} (could not be kept)"), file=name)
    if "coming" in file:
        return voice.text(_("{file} (follows below when it is safe)"), file=name)
    return name


def _answers(one: Entry, voice: Voice) -> list[str]:
    answers: dict[str, str] = one.body.get("answers", {})
    listed = []
    for key, question in QUESTIONS.items():
        said = report.topic(answers) if key == "topic" else report.given(answers, key)
        if said:
            listed.append(f"{voice.text(question)}: {_answer(voice, key, said)}")
    return listed


def _answer(voice: Voice, key: str, said: str) -> str:
    if key == "topic":
        return voice.topic(said)
    if key == "subtopic":
        return voice.subtopic(said)
    if key == "region":
        return voice.place(said)
    if key == "district":
        return place.district(said).name(voice.language)
    if key == "danger":
        return voice.text(_("yes"))
    label = CHOICES.get(key, {}).get(said)
    return voice.text(label) if label else said


def _is_plain(sign: str) -> bool:
    return sign in "\n\t" or (category(sign) != "Cc" and sign not in _TURNING)
