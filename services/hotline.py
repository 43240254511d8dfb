"""Hotlines as a worker needs them: the right group for a topic, the numbers to call at once."""

from collections.abc import Collection, Iterable

from domain import hotline
from domain.hotline import Hotline
from locales.hotline import line
from locales.voice import Voice

#: Which group of numbers fits a topic; for the others all groups are offered.
GROUPS = {
    "WG": "pay",
    "FL": "forced",
    "CL": "children",
    "OS": "danger",
    "VH": "violence",
    "CT": "court",
    "FA": "union",
}
#: Whom to call for a child: no children's line is confirmed yet.
_CHILD = ("102", "103", "1146")
#: Whom to call when somebody is hurt.
_HURT = ("103", "112")


def said(voice: Voice, hotlines: Iterable[Hotline]) -> str:
    """Say number and name of each on a line of its own."""
    return "\n".join(line(voice, one) for one in hotlines)


def emergency(voice: Voice) -> str:
    """Say the numbers of the emergency card."""
    return said(voice, hotline.EMERGENCY)


def hurt(voice: Voice) -> str:
    """Say whom to call when somebody is hurt."""
    return said(voice, map(hotline.hotline, _HURT))


def child(voice: Voice) -> str:
    """Say whom to call for a child."""
    return said(voice, map(hotline.hotline, _CHILD))


def fitting(voice: Voice, topic: str, region: str, *, but: Collection[Hotline] = ()) -> str:
    """Say the two or three numbers that fit a topic in a region (an empty one: anywhere).

    Those in `but` stand on the same screen already.
    """
    return said(voice, (one for one in hotline.fitting(topic, region or None) if one not in but))
