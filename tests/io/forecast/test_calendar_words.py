"""Names of months and weekdays in seven languages."""

from __future__ import annotations

import pytest

from support.forecast_text import read
from wfm.errors import DataError
from wfm.io.forecast.calendar_words import is_weekday, month_number, weekday_numbers
from wfm.io.forecast.dates import date_of_text, parse_date
from wfm.io.forecast.problems import UnreadableError

TUESDAY = 1772524800  # 2026-03-03 08:00 UTC


@pytest.mark.parametrize(
    "text",
    [
        "03-Mar-2026", "3 March 2026", "March 3, 2026", "Mar 3 2026", "3. März 2026", "3 mars 2026",
        "3 de marzo de 2026", "3 de março de 2026", "3 maart 2026", "3-mrt-2026", "3 marzo 2026",
        "03/Mar/26", "2026-Mar-03", "3rd March 2026", "03MAR2026", "Tue 03.03.2026",
        "Dienstag, 3. März 2026", "martes 3 de marzo de 2026", "terça-feira 03/03/2026",
        "Tuesday, March 3, 2026", "2026-W10-2", "2026W102",
    ],
)  # fmt: skip
def test_a_date_with_words_is_read_in_every_language(text: str) -> None:
    rows = f'"{text} 08:00",5,200\n"{text} 08:30",6,200\n'
    assert read("start,volume,aht\n" + rows).start.tolist() == [TUESDAY, TUESDAY + 1800]
    rows = f'"{text}",08:00,5,200\n"{text}",08:30,6,200\n'
    assert read("date,time,volume,aht\n" + rows).start.tolist() == [TUESDAY, TUESDAY + 1800]


def test_the_weekday_before_a_date_decides_between_day_and_month() -> None:
    assert parse_date("Tue 03/11/2026").monthfirst is None
    assert parse_date("Wed 03/11/2026").dayfirst is None
    with pytest.raises(UnreadableError, match="is a Monday — correct the date or the weekday"):
        parse_date("Tue 2026-03-02")


def test_a_date_that_does_not_exist_is_refused_with_its_month() -> None:
    with pytest.raises(DataError, match="April 2026 has 30 days"):
        read("start,volume,aht\n31-Apr-2026 08:00,1,200\n")
    with pytest.raises(UnreadableError, match="the year 2026 has no week 54"):
        parse_date("2026-W54-1")
    with pytest.raises(UnreadableError, match="but a week — write the day, such as 2026-W10-1"):
        parse_date("2026-W10")


def test_a_date_with_a_time_is_not_a_date_alone() -> None:
    assert date_of_text("3-Mar-2026") is not None
    assert date_of_text("2026-03-03 00:00:00") == date_of_text("2026-03-03")
    assert date_of_text("2026-03-03 08:00") is None


def test_an_abbreviation_of_two_months_or_of_none_is_no_month() -> None:
    assert month_number("jui") is None
    assert month_number("jun") == month_number("giu") == month_number("juin") == 6
    assert month_number("dez.") == month_number("DIC") == month_number("déc") == 12
    assert month_number("calls") is None


@pytest.mark.parametrize(
    "week",
    [
        "Mon Tue Wed Thu Fri Sat Sun", "Mo Di Mi Do Fr Sa So", "lun mar mer jeu ven sam dim",
        "lun mar mié jue vie sáb dom", "seg ter qua qui sex sáb dom", "ma di wo do vr za zo",
        "lun mar mer gio ven sab dom",
        "segunda-feira terça-feira quarta quinta sexta sábado domingo",
    ],
)  # fmt: skip
def test_the_weekdays_of_one_language_have_one_reading(week: str) -> None:
    names = week.split()
    assert weekday_numbers(names) == [{name: day for day, name in enumerate(names)}]


def test_a_word_of_two_languages_has_two_readings_and_a_mixture_none() -> None:
    assert {reading["ma"] for reading in weekday_numbers(["ma"])} == {0, 1}
    assert weekday_numbers(["Wed", "Dienstag"]) == []
    assert is_weekday("Thurs.")
    assert not is_weekday("Total")
