"""What lint asks of the texts; every complaint is one line that says what to do."""

import re
from collections.abc import Iterator
from string import Formatter

from babel.messages.catalog import Catalog, Message

from domain.language import Language
from domain.leaflet import LEAFLETS
from locales import catalog as catalogs
from locales.cyrillic import kept_out
from locales.edition import made_cyrillic
from locales.leaflet import LEAFLET_ROOM, edition, render

LABEL_LENGTH = 40
#: What one Telegram message holds, less room for the banner, in UTF-16 units.
MESSAGE_LENGTH = 4096 - 300

_WRONG_APOSTROPHE = re.compile(r"['`´‘’ʹʽ′]|(?<![oOgG])ʻ")
_MIXED_SCRIPT = re.compile(r"[A-Za-z]+[А-Яа-яЁёЎўҚқҒғҲҳ]|[А-Яа-яЁёЎўҚқҒғҲҳ]+[A-Za-z]")
_LATIN_LEFT = re.compile(r"[A-Za-zʻʼ]+")
_CYRILLIC = re.compile(r"[А-Яа-яЁёЎўҚқҒғҲҳ]")


def complaints() -> list[str]:
    """List all that is wrong with catalogs and leaflets; empty when all is well."""
    source = catalogs.template()
    found = [*_template(source)]
    for language in Language:
        found += [f"{language}: {fault}" for fault in _catalog(language, source)]
    return [*found, *_cyrillic(), *_leaflets()]


def _template(source: Catalog) -> Iterator[str]:
    file = catalogs.TEMPLATE
    if not file.exists() or file.read_text(encoding="utf-8") != catalogs.rendered(source):
        yield "messages.pot is out of date: run `make texts`"


def _catalog(language: Language, source: Catalog) -> Iterator[str]:
    held = catalogs.read(language)
    for wanted in source:
        if not wanted.id:
            continue
        message = held.get(wanted.id, wanted.context)
        if message is None:
            yield f"missing: {wanted.id!r}"
        elif message.fuzzy:
            yield f"fuzzy: {wanted.id!r}"
        else:
            yield from _message(language, message)


def _message(language: Language, message: Message) -> Iterator[str]:
    said = catalogs.forms_of(message.string)
    if not said or not all(said):
        yield f"not translated: {message.id!r}"
        return
    key = catalogs.forms_of(message.id)[-1]
    wanted, longest = _fields(key), max(LABEL_LENGTH, len(key))
    optional = {"count"} if len(said) > 1 or isinstance(message.id, tuple) else set()
    for form in said:
        if _fields(form) | optional != wanted | optional or None in _fields(form):
            yield f"other placeholders than {message.id!r}: {form!r}"
        if message.context == "button" and len(form) > longest:
            yield f"a button of more than {longest} characters: {form!r}"
        yield from _letters(language, form)


def _letters(language: Language, text: str) -> Iterator[str]:
    if language is Language.UZ and _WRONG_APOSTROPHE.search(text):
        yield f"an apostrophe other than ʻ (after o, g) and ʼ: {text!r}"
    if language is Language.UZ and _CYRILLIC.search(text):
        yield f"a Cyrillic letter in the Latin text: {text!r}"
    if language is Language.UZ_CYRL and (left := _LATIN_LEFT.search(kept_out(text))):
        yield f"not turned into Cyrillic ({left.group()}): {text!r}"
    if mixed := _MIXED_SCRIPT.search(re.sub(r"\{\w+\}", "", text)):
        yield f"a word in two scripts ({mixed.group()}): {text!r}"


def _fields(text: str) -> set[str | None]:
    """Name the placeholders of a text; None stands for one that is not a plain name."""
    found: set[str | None] = set()
    try:
        for _literal, name, spec, conversion in Formatter().parse(text):
            if name is not None:
                found.add(name if name.isidentifier() and not spec and not conversion else None)
    except ValueError:
        found.add(None)
    return found


def _cyrillic() -> Iterator[str]:
    made = catalogs.rendered(catalogs.cyrillic(catalogs.read(Language.UZ)))
    file = catalogs.path(Language.UZ_CYRL)
    if not file.exists() or file.read_text(encoding="utf-8") != made:
        yield "uz_Cyrl: the catalog is not the one made from uz: run `make texts`"


def _leaflets() -> Iterator[str]:
    for slug in sorted(folder.name for folder in LEAFLET_ROOM.iterdir()):
        if slug not in {leaflet.slug for leaflet in LEAFLETS}:
            yield f"leaflets/{slug}: no such leaflet in domain/data/leaflets.json"
        missing = [it for it in Language if not (LEAFLET_ROOM / slug / f"{it}.md").exists()]
        yield from (f"leaflets/{slug}/{language}.md is missing" for language in missing)
        if not missing:
            yield from (f"leaflets/{slug}: {fault}" for fault in _leaflet(slug))


def _leaflet(slug: str) -> Iterator[str]:
    editions = [edition(slug, language) for language in Language]
    if len({(it.articles, it.text_date) for it in editions}) > 1:
        yield "its languages name different articles or dates"
    latin = (LEAFLET_ROOM / slug / "uz.md").read_text(encoding="utf-8")
    if (LEAFLET_ROOM / slug / "uz_Cyrl.md").read_text(encoding="utf-8") != made_cyrillic(latin):
        yield "uz_Cyrl.md is not the one made from uz.md: run `make texts`"
    for one in editions:
        if len(render(one).encode("utf-16-le")) // 2 > MESSAGE_LENGTH:
            yield f"{one.language}.md does not fit one message"
        for line in (one.title, *one.body.split("\n")):
            yield from _letters(one.language, line)
