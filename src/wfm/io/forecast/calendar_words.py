"""Names of months and weekdays in English, German, French, Spanish, Portuguese, Dutch, Italian."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable

from wfm.option_text import option

__all__ = [
    "WEEKDAY_NAMES",
    "impossible_date",
    "is_weekday",
    "month_number",
    "plain_word",
    "weekday_numbers",
]

_MONTHS = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
)
_WEEKDAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "pt": "segunda terça quarta quinta sexta sábado domingo",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
}
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def plain_word(text: str) -> str:
    """A word in lower case without accents, full stops and spaces at its ends.

    >>> plain_word(" Août. ")
    'aout'
    """
    apart = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(c for c in apart if not unicodedata.combining(c)).rstrip(".").strip()


def _prefixes(names: Iterable[str], shortest: int) -> dict[str, int]:
    """Each beginning of the names that belongs to one position of 12 months or 7 days only."""
    found: dict[str, set[int]] = {}
    for line in names:
        for number, name in enumerate(map(plain_word, line.split())):
            for end in range(shortest, len(name) + 1):
                found.setdefault(name[:end], set()).add(number)
    return {text: numbers.pop() for text, numbers in found.items() if len(numbers) == 1}


# "jui" of juin and juillet is no month; mrt is the Dutch form of March, jän the Austrian of January
_MONTH_NUMBERS = _prefixes(_MONTHS, 3) | {"mrt": 2, "maerz": 2}
_WEEKDAY_NUMBERS = {name: _prefixes([days], 2) for name, days in _WEEKDAYS.items()}
_WEEKDAY_NUMBERS["de"]["sonnabend"] = 5
_WEEKDAY_NUMBERS["en"] |= {"weds": 2}


def month_number(word: str) -> int | None:
    """The month from 1 to 12 of a name or an abbreviation of at least three letters.

    >>> month_number("Mär"), month_number("août"), month_number("jui")
    (3, 8, None)
    """
    number = _MONTH_NUMBERS.get(plain_word(word))
    return None if number is None else number + 1


def _weekday_word(text: str) -> str:
    """A name of a weekday as in the table of names."""
    return re.sub(r"[- ]feira$", "", plain_word(text))


def is_weekday(text: str) -> bool:
    """Whether a text is the name of a weekday, or an abbreviation, in any language.

    >>> is_weekday("Thu"), is_weekday("terça-feira"), is_weekday("calls")
    (True, True, False)
    """
    word = _weekday_word(text)
    return any(word in numbers for numbers in _WEEKDAY_NUMBERS.values())


def weekday_numbers(texts: Iterable[str]) -> list[dict[str, int]]:
    """Each way to read the texts as weekdays, 0 for Monday, in one language.

    Examples
    --------
    >>> weekday_numbers(["Mo", "Di", "Mi"])
    [{'Mo': 0, 'Di': 1, 'Mi': 2}]
    >>> weekday_numbers(["ma"])  # mardi, martes, martedì, or maandag
    [{'ma': 1}, {'ma': 0}]
    """
    names = list(dict.fromkeys(texts))
    readings: list[dict[str, int]] = []
    for numbers in _WEEKDAY_NUMBERS.values():
        days = [numbers.get(_weekday_word(name)) for name in names]
        reading = {name: day for name, day in zip(names, days, strict=True) if day is not None}
        if len(reading) == len(names) and reading not in readings:
            readings.append(reading)
    return readings


def impossible_date(text: str, year: int, month: int) -> str:
    """The problem of a date that does not exist.

    >>> impossible_date("2026-02-30", 2026, 2)
    "'2026-02-30' is not a date: February 2026 has 28 days — correct it"
    """
    if not 1 <= month <= 12:
        return (
            f"'{text}' is not a date: there is no month {month} — correct it, or use "
            f"{option('date_format')}"
        )
    days = calendar.monthrange(year, month)[1]
    return (
        f"'{text}' is not a date: {calendar.month_name[month]} {year} has {days} days — correct it"
    )
