"""Making the texts: python -m locales.build extract | update | cyrillic | compile | check | all."""

import sys
from collections.abc import Callable

from domain.language import Language
from locales import catalog
from locales.check import complaints
from locales.edition import write_cyrillic


def extract() -> None:
    """Write messages.pot from the sources."""
    catalog.TEMPLATE.write_text(catalog.rendered(catalog.template()), encoding="utf-8")


def update() -> None:
    """Bring the catalogs of people's languages up to the sources, and make the English one."""
    source = catalog.template()
    for language in (Language.UZ, Language.RU):
        catalog.write(language, catalog.updated(language, source))
    catalog.write(Language.EN, catalog.english(source))


def cyrillic() -> None:
    """Make catalog and leaflets in Uzbek Cyrillic from the Latin ones."""
    catalog.write(Language.UZ_CYRL, catalog.cyrillic(catalog.read(Language.UZ)))
    write_cyrillic()


def check() -> None:
    """Refuse texts that are missing, broken or out of date."""
    if found := complaints():
        sys.exit("\n".join([*found, f"{len(found)} faults in the texts"]))


STEPS: dict[str, Callable[[], None]] = {
    "extract": extract,
    "update": update,
    "cyrillic": cyrillic,
    "compile": catalog.compile_all,
    "check": check,
}


def main(wanted: list[str]) -> None:
    """Run the named steps in the order given; `all` is every step."""
    steps = list(STEPS) if wanted == ["all"] else wanted
    if not steps or any(step not in STEPS for step in steps):
        sys.exit(f"usage: python -m locales.build {' | '.join(STEPS)} | all")
    for step in steps:
        STEPS[step]()


if __name__ == "__main__":
    main(sys.argv[1:])
