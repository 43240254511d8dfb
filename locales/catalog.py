"""Catalogs as files: the template, and one .po file a language, free of dates and machine paths."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from domain.language import Language
from locales.cyrillic import to_cyrillic
from locales.extract import KEYWORDS
from locales.voice import ROOM

PROJECT = ROOM.parent
TEMPLATE = ROOM / "messages.pot"

#: Headers that change without any text changing.
_RESTLESS = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Generated-By',
    '"Last-Translator',
    '"Language-Team',
    '"Report-Msgid-Bugs-To',
    '"Project-Id-Version',
    '"MIME-Version',
)


def template() -> Catalog:
    """Extract every text of the project, as babel.cfg says."""
    with (PROJECT / "babel.cfg").open(encoding="utf-8") as stream:
        methods, options = parse_mapping_cfg(stream)  # type: ignore[no-untyped-call] # Babel types it not
    made = Catalog(header_comment="# Texts of Terimchi: made by `make texts`.")
    for file, _line, said, _comments, context in extract_from_dir(
        PROJECT, methods, options, keywords=KEYWORDS
    ):
        if said:
            made.add(said, context=context, locations=[(Path(file).as_posix(), 1)])
    return made


def path(language: Language) -> Path:
    """Tell where the catalog of a language stands."""
    return ROOM / language / "LC_MESSAGES" / "messages.po"


def read(language: Language) -> Catalog:
    """Read the catalog of a language; an empty one where there is none yet."""
    file = path(language)
    if not file.exists():
        return Catalog(locale=language, header_comment="# Texts of Terimchi.")
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def rendered(catalog: Catalog) -> str:
    """Give a catalog as text, the same for the same texts on every machine."""
    catalog.fuzzy = False
    stream = BytesIO()
    write_po(stream, catalog, width=100, sort_output=True, include_lineno=False)
    lines = stream.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_RESTLESS))


def write(language: Language, catalog: Catalog) -> None:
    """Write the catalog of a language."""
    path(language).parent.mkdir(parents=True, exist_ok=True)
    path(language).write_text(rendered(catalog), encoding="utf-8")


def updated(language: Language, source: Catalog) -> Catalog:
    """Bring a catalog up to the template; what was said before is remembered, even if obsolete."""
    catalog = read(language)
    memory = _memory(catalog)
    catalog.update(source, no_fuzzy_matching=True)
    for message in catalog:
        if message.id and not _is_said(message):
            message.string = _remembered(message, memory)
    return catalog


def english(source: Catalog) -> Catalog:
    """Make the English catalog: every text says itself."""
    catalog = Catalog(locale=Language.EN, header_comment="# Texts of Terimchi.")
    catalog.update(source, no_fuzzy_matching=True)
    for message in catalog:
        if message.id:
            message.string = message.id
    return catalog


def cyrillic(latin: Catalog) -> Catalog:
    """Make the Uzbek Cyrillic catalog from the Latin one."""
    catalog = Catalog(
        locale=Language.UZ_CYRL, header_comment="# Made from uz by `make texts`: change uz instead."
    )
    for message in latin:
        if message.id:
            forms = tuple(map(to_cyrillic, forms_of(message.string)))
            said = forms if isinstance(message.id, tuple) else forms[0]
            catalog.add(message.id, said, message.locations, context=message.context)
    return catalog


def compile_all() -> None:
    """Write the .mo file of every language."""
    for language in Language:
        with path(language).with_suffix(".mo").open("wb") as stream:
            write_mo(stream, read(language))


def forms_of(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """List the forms of a text: one, or one for each plural form; none where nothing is said."""
    if string is None:
        return ()
    return (string,) if isinstance(string, str) else tuple(string)


def _memory(catalog: Catalog) -> dict[str, Message]:
    known = [*catalog.obsolete.values(), *catalog]
    return {_english(message): message for message in known if _is_said(message)}


def _remembered(message: Message, memory: dict[str, Message]) -> str | tuple[str, ...] | list[str]:
    known = memory.get(_english(message))
    if known is None or isinstance(known.id, str) != isinstance(message.id, str):
        return message.string or ""
    return known.string or ""


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _is_said(message: Message) -> bool:
    said = forms_of(message.string)
    return bool(said) and all(said)
