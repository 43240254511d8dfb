"""Languages name themselves."""

from domain.language import Language


def test_every_language_names_itself_in_its_own_letters() -> None:
    assert [it.label for it in Language] == ["Oʻzbekcha", "Ўзбекча", "Русский", "English"]


def test_a_language_is_what_its_catalog_is_called() -> None:
    assert Language("uz_Cyrl") is Language.UZ_CYRL
