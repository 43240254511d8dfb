"""A voice says texts, dates and names in one language."""

from datetime import date, datetime, timedelta
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from domain import hotline, place, topic
from domain.language import Language
from domain.tashkent import TASHKENT
from locales import mark

#: Where the catalogs stand; `python -m locales.build compile` makes the .mo files.
ROOM = Path(__file__).parent

#: From here on a number is written with separators ("1 271 000").
_GROUPED_FROM = 1000


class Voice:
    """One language speaking. Making one costs nothing: catalogs are read once."""

    __slots__ = ("language",)

    def __init__(self, language: Language) -> None:
        self.language = language

    def text(self, key: str, /, **named: object) -> str:
        """Say a marked text, with the named values put in; English where it is missing."""
        return _said(self.language, key).format_map(named) if named else _plain(self.language, key)

    def plural(self, one: str, many: str, /, count: int, **named: object) -> str:
        """Say a text in the form that `count` needs; `{count}` is put in by itself."""
        said = _bare(_catalog(self.language).ngettext(one, many, count))
        return said.format_map({**named, "count": self.number(count)})

    def date(self, day: date, /) -> str:
        """Say a day ("24 November 2026"); an aware datetime is taken to Tashkent first."""
        from babel.dates import format_date  # noqa: PLC0415 - babel.dates costs start-up time

        local = day.astimezone(TASHKENT) if isinstance(day, datetime) else day
        return format_date(local, "long", _cldr(self.language))

    def day(self, moment: datetime, /) -> str:
        """Say the day of an aware datetime in Tashkent, without its year ("24 November")."""
        from babel.dates import format_skeleton  # noqa: PLC0415 - see `date`

        return format_skeleton("MMMMd", moment.astimezone(TASHKENT), locale=_cldr(self.language))

    def time(self, moment: datetime, /) -> str:
        """Say the time of an aware datetime in Tashkent ("14:00")."""
        return moment.astimezone(TASHKENT).strftime("%H:%M")

    def moment(self, moment: datetime, /) -> str:
        """Say day and time of an aware datetime in Tashkent."""
        return f"{self.date(moment)}, {self.time(moment)}"

    def until(self, moment: datetime, /) -> str:
        """Say by when in the next days ("27 November, 14:00"); midnight ends its day ("24:00")."""
        time = self.time(moment)
        day = moment - timedelta(days=1) if time == "00:00" else moment
        return f"{self.day(day)}, {'24:00' if time == '00:00' else time}"

    def number(self, number: int, /) -> str:
        """Say a whole number with the separators of the language."""
        if -_GROUPED_FROM < number < _GROUPED_FROM:
            return str(number)
        from babel.numbers import format_decimal  # noqa: PLC0415 - see `date`

        return format_decimal(number, locale=_cldr(self.language))

    def place(self, region: str, district: str | None = None, /) -> str:
        """Say a region, and a district of it where one is given."""
        names = [place.region(region).name(self.language)]
        if district:
            names.append(place.district(district).name(self.language))
        return ", ".join(names)

    def topic(self, code: str, /) -> str:
        """Say the button of a topic."""
        return self.text(mark.button(topic.topic(code).label))

    def subtopic(self, code: str, /) -> str:
        """Say the button of a sub-topic."""
        return self.text(mark.button(topic.subtopic(code).label))

    def group(self, code: str, /) -> str:
        """Say the button of a group of hotlines."""
        return self.text(mark.button(hotline.group(code).label))


@cache
def _said(language: Language, key: str) -> str:
    return _bare(_catalog(language).gettext(key))


@cache
def _plain(language: Language, key: str) -> str:
    return _said(language, key).format_map({})


def _bare(text: str) -> str:
    return text.rpartition(mark.SEPARATOR)[2] if mark.SEPARATOR in text else text


def _cldr(language: Language) -> str:
    return {Language.UZ: "uz_Latn", Language.EN: "en_GB"}.get(language, language.value)


@cache
def _catalog(language: Language) -> NullTranslations:
    if language is Language.EN:
        return NullTranslations()
    compiled = ROOM / language / "LC_MESSAGES" / "messages.mo"
    try:
        with compiled.open("rb") as stream:
            return GNUTranslations(stream)
    except FileNotFoundError:
        raise FileNotFoundError(
            f"locales/{language}/LC_MESSAGES/messages.mo is missing: run `make texts`"
        ) from None
