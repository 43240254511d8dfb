"""The trail: what is traced in one chat, held in memory while its letters are on their way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import orjson

from domain.letter import Letter, Mark
from domain.trace import LIFETIME_HOURS, Trace

#: Of these a chat has one that counts; the one before becomes a message among others.
_SINGLE: Final = frozenset({Mark.SCREEN, Mark.COUNTER})

_LIFETIME: Final = LIFETIME_HOURS * 3600


@dataclass(slots=True, eq=False)
class Traced:
    """One message. Without a key it is not stored yet; `seconds` is how long it is to be kept."""

    trace: Trace
    key: bytes | None = None
    seconds: int = _LIFETIME
    gone: bool = False


class Trail:
    """The traces of one lane, and which of them changed since they were last stored."""

    def __init__(self, stored: Iterable[tuple[bytes, Trace]] = ()) -> None:
        self._traced = [Traced(trace, key) for key, trace in stored]
        self._changed: dict[int, Traced] = {}

    def current(self, mark: Mark, about: str) -> int:
        """Return the message that counts for a mark now; 0 if there is none."""
        return max((one.trace.message_id for one in self._of(mark, about)), default=0)

    def is_receipt(self, message_id: int) -> bool:
        """Tell whether a message is the receipt, which nothing may overwrite."""
        receipts = (one.trace for one in self._traced if one.trace.mark is Mark.RECEIPT)
        return any(trace.message_id == message_id for trace in receipts)

    def every(self, mark: Mark, about: str) -> list[int]:
        """Return all messages with a mark."""
        return [one.trace.message_id for one in self._of(mark, about)]

    def sent(self, letter: Letter, message_id: int) -> None:
        """Remember a new message."""
        self._demote(letter, message_id)
        again = orjson.dumps(letter.content).decode() if letter.again else ""
        trace = Trace(letter.chat_id, message_id, letter.mark, letter.about, again)
        self._add(Traced(trace, seconds=letter.lifetime or _LIFETIME))

    def edited(self, letter: Letter, message_id: int) -> None:
        """Remember what a message has become."""
        self._demote(letter, message_id)
        known = next((x for x in self._traced if x.trace.message_id == message_id), None)
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

    def forget(self, message_ids: Iterable[int]) -> None:
        """Forget messages that are gone."""
        gone = set(message_ids)
        for one in [one for one in self._traced if one.trace.message_id in gone]:
            self._drop(one)

    def changes(self) -> list[Traced]:
        """Hand over what changed since the last time."""
        changed, self._changed = list(self._changed.values()), {}
        return changed

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
