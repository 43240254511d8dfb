"""A room: where one flow is answered, pressed or typed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.flow import Flow
from handlers.screen import Screen
from handlers.visit import Visit

Handler = Callable[[Visit], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Room:
    """One conversation's door: what a press does, what a message does, what is on the screen."""

    flow: Flow
    pressed: Handler
    typed: Handler
    screen: Callable[[Visit], Awaitable[Screen]]
