"""Taking a story in: any mix of messages, each sealed at once, with one line that counts them."""

from collections.abc import Callable

from domain import receipt
from domain.draft import Draft, PartKind
from domain.errors import DiskFull, NothingToSend
from domain.incoming import IncomingKind
from handlers.visit import Visit
from handlers.worker.step import draft_of
from locales.mark import _, sentence
from locales.voice import Voice
from services import draft as drafts

#: What is refused kindly and deleted.
REFUSED = {
    IncomingKind.CONTACT: _(
        "Please do not send a contact: we do not want to know who anybody is. We deleted it."
    ),
    IncomingKind.LOCATION: _(
        "Please do not send your location: it could tell where you are. We deleted it."
    ),
}
NOT_TAKEN = _("We cannot take this in. Please send text, voice, a photo, a video or a document.")
RECEIPT_HERE = _(
    "This looks like a receipt, so we deleted it and kept nothing of it. "
    "Type a receipt only under My report."
)

_COUNTED: dict[PartKind, Callable[[Voice, int], str]] = {
    PartKind.TEXT: lambda voice, n: voice.plural("{count} message", "{count} messages", count=n),
    PartKind.PHOTO: lambda voice, n: voice.plural("{count} photo", "{count} photos", count=n),
    PartKind.VOICE: lambda voice, n: voice.plural("{count} voice", "{count} voices", count=n),
    PartKind.VIDEO: lambda voice, n: voice.plural("{count} video", "{count} videos", count=n),
    PartKind.AUDIO: lambda voice, n: voice.plural(
        "{count} recording", "{count} recordings", count=n
    ),
    PartKind.DOCUMENT: lambda voice, n: voice.plural(
        "{count} document", "{count} documents", count=n
    ),
}


async def take(visit: Visit) -> str:
    """Take what came in into the story; says why when it could not be, else nothing.

    Raises DiskFull, and what `services.draft.add` raises.
    """
    incoming = visit.incoming
    if fault := refusal(visit):
        if incoming.kind is not IncomingKind.OTHER:
            visit.erase_incoming()
        return fault
    if not visit.house.has_room():
        raise DiskFull
    visit.draft = await drafts.add(visit.unit, visit.lane, draft_of(visit), incoming)
    if incoming.kind is IncomingKind.TEXT:
        # A file stays in the chat until the fetcher has it safe.
        visit.erase_incoming()
    return ""


def refusal(visit: Visit) -> str:
    """Say why what came in is no part of a story; empty when it is one."""
    incoming, voice = visit.incoming, visit.voice
    if incoming.kind in REFUSED:
        return voice.text(REFUSED[incoming.kind])
    if incoming.kind.part is None:
        return voice.text(NOT_TAKEN)
    if receipt.find_in(incoming.text):
        return voice.text(RECEIPT_HERE)
    if not incoming.file and incoming.is_blank:
        return voice.text(sentence(NothingToSend))
    return ""


def counter(voice: Voice, draft: Draft) -> str:
    """Say what is kept so far ("Kept safe: 3 messages, 1 photo"); empty when nothing is."""
    kept = draft.kept
    said = [say(voice, kept[kind]) for kind, say in _COUNTED.items() if kind in kept]
    return voice.text("Kept safe: {list}", list=", ".join(said)) if said else ""
