"""The trail: what is traced in one chat, held in memory while its letters are on their way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import orjson

from domain.letter import Letter, Mark
from domain.trace import LIFETIME, Trace

#: Of these a chat has one that counts; the one before becomes a message among others.
_SINGLE: Final = frozenset({Mark.SCREEN, Mark.COUNTER})

#: Where nothing older is known, copies are looked for so many ids back.
_LONGEST: Final = 4000


@dataclass(slots=True, eq=False)
class Traced:
    """One message. Without a key it is not stored yet; `seconds` is how long it is to be kept."""

    trace: Trace
    key: bytes | None = None
    seconds: int = LIFETIME
    gone: bool = False


class Trail:
    """The traces of one lane, and which of them changed since they were last stored."""

    def __init__(self, stored: Iterable[tuple[bytes, Trace]] = ()) -> None:
        self._traced = [Traced(trace, key) for key, trace in stored]
        self._changed: dict[int, Traced] = {}
        #: The first message that was sent since the traces were read.
        self._begun = 0

    def current(self, mark: Mark, about: str) -> int:
        """Return the message that counts for a mark now; 0 if there is none."""
        known = (one.trace for one in self._of(mark, about) if not one.trace.first)
        return max((trace.message_id for trace in known), default=0)

    def is_receipt(self, message_id: int) -> bool:
        """Tell whether a message is the receipt, which nothing may overwrite."""
        known = self._known(message_id)
        return known is not None and known.trace.mark is Mark.RECEIPT

    def every(self, mark: Mark, about: str) -> list[int]:
        """Return all messages with a mark, and where copies of them may stand."""
        return [each for one in self._of(mark, about) for each in one.trace.message_ids]

    def sent(self, letter: Letter, message_id: int) -> None:
        """Remember a new message."""
        self._begun = self._begun or message_id
        self._demote(letter, message_id)
        again = orjson.dumps(letter.content).decode() if letter.again else ""
        trace = Trace(letter.chat_id, message_id, letter.mark, letter.about, again)
        self._add(Traced(trace, seconds=letter.lifetime or LIFETIME))

    def edited(self, letter: Letter, message_id: int) -> None:
        """Remember what a message has become."""
        self._demote(letter, message_id)
        known = self._known(message_id)
        if known is None:
            self.sent(letter, message_id)
            return
        mark = known.trace.mark if letter.mark is Mark.OTHER else letter.mark
        about = known.trace.about if letter.mark is Mark.OTHER else letter.about
        trace = replace(known.trace, mark=mark, about=about, again="")
        if letter.lifetime:
            self._drop(known)
            self._add(Traced(trace, seconds=letter.lifetime))
        elif trace != known.trace:
            known.trace = trace
            self._note(known)

    def repeated(self, letter: Letter, *, since: int, now: int) -> None:
        """Remember where copies may stand: this was sent now, and maybe before, `since` then.

        The ids of a private chat only grow. A copy is younger than what was noted before it, and
        older than the first message of now. Elsewhere others write, whose messages are not ours.
        """
        if not self._begun or letter.chat_id < 0:
            return
        known = {one.trace.message_id: one.trace.at for one in self._traced if not one.trace.first}
        older = max((one for one, at in known.items() if 0 < at < since), default=0)
        older = max(older, letter.after, self._begun - _LONGEST)
        edges = [older, *sorted(n for n in known if older < n < self._begun), self._begun]
        mark = Mark.OTHER if letter.mark in _SINGLE else letter.mark
        for before, behind in pairwise(edges):
            if behind - before > 1:
                span = Trace(letter.chat_id, behind - 1, mark, letter.about, "", since, before + 1)
                left = (letter.lifetime or LIFETIME) - (now - since)
                self._add(Traced(span, seconds=max(left, 0)))

    def forget(self, message_ids: Iterable[int]) -> None:
        """Forget messages that are gone."""
        gone = set(message_ids)
        for one in [one for one in self._traced if gone.issuperset(one.trace.message_ids)]:
            self._drop(one)

    def changes(self) -> list[Traced]:
        """Hand over what changed since the last time."""
        changed, self._changed = list(self._changed.values()), {}
        return changed

    def _known(self, message_id: int) -> Traced | None:
        known = (one for one in self._traced if not one.trace.first)
        return next((one for one in known if one.trace.message_id == message_id), None)

    def _of(self, mark: Mark, about: str) -> Iterator[Traced]:
        return (x for x in self._traced if x.trace.mark is mark and x.trace.about == about)

    def _demote(self, letter: Letter, message_id: int) -> None:
        if letter.mark not in _SINGLE:
            return
        for one in list(self._of(letter.mark, letter.about)):
            if one.trace.message_id != message_id:
                one.trace = replace(one.trace, mark=Mark.OTHER, about="")
                self._note(one)

    def _add(self, one: Traced) -> None:
        self._traced.append(one)
        self._note(one)

    def _drop(self, one: Traced) -> None:
        one.gone = True
        self._traced.remove(one)
        self._note(one)

    def _note(self, one: Traced) -> None:
        self._changed[id(one)] = one
