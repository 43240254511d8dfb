"""The four languages and scripts in which everything is said."""

from enum import StrEnum


class Language(StrEnum):
    """A language with its script, named as Babel and the catalogs name it."""

    #: Uzbek in the current official Latin alphabet (U+02BB and U+02BC as apostrophes).
    UZ = "uz"
    #: Uzbek in Cyrillic, generated from the Latin and reviewed.
    UZ_CYRL = "uz_Cyrl"
    #: Russian.
    RU = "ru"
    #: English, the language of the keys.
    EN = "en"

    @property
    def label(self) -> str:
        """The name of the language in itself, as its button shows it."""
        return _LABELS[self]


_LABELS = {
    Language.UZ: "Oʻzbekcha",
    Language.UZ_CYRL: "Ўзбекча",
    Language.RU: "Русский",
    Language.EN: "English",
}
