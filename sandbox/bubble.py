"""What a phone shows, as plain values for a test to read."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.label import bare, same
from sandbox.schema import JSON


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message."""

    message_id: int
    by_bot: bool
    text: str
    #: Rows of buttons as the API names them.
    buttons: tuple[tuple[JSON, ...], ...]
    #: kind, file_id, name, mime, size; nothing for a text.
    media: JSON | None
    entities: tuple[JSON, ...]
    protected: bool
    silent: bool
    edited: float | None
    deleted: float | None
    date: float
    #: Number of the last event about it.
    changed: int

    @classmethod
    def of(cls, seen: JSON) -> Bubble:
        names = ("message_id", "by_bot", "text", "media", "protected", "silent", "edited")
        return cls(
            **{name: seen[name] for name in (*names, "deleted", "date", "changed")},
            buttons=tuple(tuple(row) for row in seen["buttons"]),
            entities=tuple(seen["entities"]),
        )

    def labels(self) -> list[str]:
        """Return what stands on the buttons, without the emoji in front."""
        return [bare(button["text"]) for row in self.buttons for button in row]

    def button(self, label: str) -> JSON | None:
        flat = (button for row in self.buttons for button in row)
        return next((button for button in flat if same(button["text"], label)), None)

    def drawn(self) -> str:
        """Return the bubble as lines of text, for an error that shows the phone."""
        who = "bot" if self.by_bot else "  me"
        media = f"({self.media['kind']}) " if self.media else ""
        lines = [f"{who} #{self.message_id}: {media}{self.text}"]
        lines += [
            "      " + " ".join(f"[{button['text']}]" for button in row) for row in self.buttons
        ]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Look:
    """One glance at a phone."""

    seq: int
    blocked: bool
    messages: list[Bubble] = field(default_factory=list)
    deleted: list[Bubble] = field(default_factory=list)
    #: Texts of answered presses, oldest first.
    toasts: list[str] = field(default_factory=list)
    #: The menu of commands that the phone offers.
    commands: list[str] = field(default_factory=list)
    #: Presses whose spinner still turns.
    waiting: int = 0

    @classmethod
    def of(cls, view: JSON) -> Look:
        return cls(
            seq=view["seq"],
            blocked=view["blocked"],
            messages=[Bubble.of(each) for each in view["messages"]],
            deleted=[Bubble.of(each) for each in view["deleted"]],
            toasts=[each["text"] for each in view["toasts"]],
            commands=[each["command"] for each in view.get("commands", [])],
            waiting=len(view["waiting"]),
        )

    @property
    def screen(self) -> Bubble | None:
        """The last message with a keyboard."""
        return next((each for each in reversed(self.messages) if each.buttons), None)

    def with_button(self, label: str) -> Bubble | None:
        shown = (each for each in reversed(self.messages) if each.button(label))
        return next(shown, None)

    def drawn(self) -> str:
        lines = [each.drawn() for each in self.messages] or ["(an empty chat)"]
        if self.deleted:
            lines.append(f"({len(self.deleted)} deleted)")
        lines += [f"(toast) {text}" for text in self.toasts]
        return "\n".join(lines)
