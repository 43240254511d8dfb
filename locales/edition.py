"""Making the Uzbek Cyrillic edition of a leaflet from the Latin one, at build time."""

from domain.language import Language
from locales.cyrillic import to_cyrillic
from locales.leaflet import LEAFLET_ROOM


def made_cyrillic(latin: str) -> str:
    """Write an edition's file in Cyrillic; its front matter stays."""
    _fence, head, body = latin.split("---\n", 2)
    cyrillic_head = head.replace(f"language: {Language.UZ}\n", f"language: {Language.UZ_CYRL}\n")
    return f"---\n{cyrillic_head}---\n{to_cyrillic(body)}"


def write_cyrillic() -> None:
    """Make the Cyrillic edition of every leaflet that has a Latin one."""
    for latin in sorted(LEAFLET_ROOM.glob(f"*/{Language.UZ}.md")):
        text = made_cyrillic(latin.read_text(encoding="utf-8"))
        latin.with_name(f"{Language.UZ_CYRL}.md").write_text(text, encoding="utf-8")
