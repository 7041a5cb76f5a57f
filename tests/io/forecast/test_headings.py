"""The choice between columns, and columns that the caller names."""

from __future__ import annotations

import pytest

from support.forecast_text import read
from wfm.errors import DataError, InputError
from wfm.option_text import for_command_line

ROW = "2026-05-04 09:00"


def table(headings: str, *rows: str) -> str:
    return "\n".join([headings, *(rows or ("",))])


@pytest.mark.parametrize(
    ("headings", "volume", "aht", "words"),
    [
        (
            "start,Calls Handled,Calls Offered,AHT,Total AHT Goal",
            22,
            33,
            "not from 'Calls Handled'",
        ),
        ("start,Actual Calls,Forecast Calls,Forecast AHT,Actual AHT", 22, 33, "'Actual AHT'"),
        ("start,Forecasted Contacts,Contacts,Handle Time,Handle Time (avg)", 11, 44, "Contacts'"),
        ("start,Calls,Calls Abandoned,Total Handle Time,Mean Handle Time", 11, 44, "Total Handle"),
        ("start,ACD Calls,Aban Calls,AHT,Notes", 33, 33, "sum of answered and abandoned"),
        ("start,Calls Answered,Offline,AHT,Notes", 11, 33, "abandoned contacts are missing"),
        ("start,Anzahl,Kommentar,AHT,Notes", 11, 33, "volume from 'Anzahl'"),
        ("start,volume,Avg Talk Time,Avg Hold Time,Avg ACW", 11, 99, "sum 'Avg Talk Time' + "),
    ],
)
def test_a_stated_order_decides_between_columns_and_is_noted(
    headings: str, volume: float, aht: float, words: str
) -> None:
    rows = [f"2026-05-04 09:{minute},11,22,33,44" for minute in ("00", "30")]
    demand = read(table(headings, *rows))
    assert (demand.volume.tolist(), demand.aht.tolist()) == ([volume] * 2, [aht] * 2)
    assert any(words in note for note in demand.notes), demand.notes


def test_columns_of_one_rank_are_ambiguous_and_the_cure_works() -> None:
    text = table("start,Chats,Emails,aht", f"{ROW},1,2,300", "2026-05-04 09:30,1,2,300")
    with pytest.raises(DataError) as caught:
        read(text)
    assert "'Chats' (column 2) and 'Emails' (column 3) both mean volume" in str(caught.value)
    assert 'columns={"volume": "Chats"}' in str(caught.value)
    assert read(text, columns={"volume": "Chats"}).volume.tolist() == [1, 1]


def test_equal_headings_are_told_apart_by_their_number() -> None:
    text = table("start,Calls,Calls,aht,note,note", f"{ROW},1,2,300,,", "2026-05-04 09:30,1,2,3,,")
    with pytest.raises(DataError, match="#2"):
        read(text, aht_unit="s")
    assert read(text, columns={"volume": "#3"}, aht_unit="s").volume.tolist() == [2, 2]


def test_all_missing_columns_and_the_headings_are_in_one_message() -> None:
    with pytest.raises(DataError) as caught, for_command_line():
        read(table("Monat;Anzahl;Dauer", "x;1;2"))
    (problem,) = caught.value.problems
    assert problem.text == (
        "no column for the start of the interval, volume and AHT: the headings are Monat, Anzahl, "
        "Dauer — say which they are: --map start=HEADING,volume=Anzahl,aht=Dauer, or use --aht 4m "
        "for the AHT"
    )


def test_parts_of_a_handle_time_that_may_be_totals_are_offered() -> None:
    text = table("start,volume,Talk Time,Wrap Time", f"{ROW},2,300,60", "2026-05-04 09:30,2,300,60")
    with pytest.raises(DataError, match=r"\"aht\": \"Talk Time\+Wrap Time\""):
        read(text)
    assert read(text, columns={"aht": "Talk Time+Wrap Time"}).aht.tolist() == [360, 360]


def test_a_column_that_is_named_has_precedence_over_the_headings() -> None:
    text = table(
        "Datum;Halbe Std.;Stück;Calls;AHT",
        "04.05.2026;09:00;5;7;200",
        "04.05.2026;09:30;6;8;200",
    )
    named = {"start": "Halbe Std.", "volume": "stuck"}
    demand = read(text, columns=named)
    assert demand.volume.tolist() == [5, 6]
    assert (demand.start[1] - demand.start[0], demand.interval) == (1800, 1800)


def test_a_quantity_without_a_heading_is_not_read() -> None:
    text = table("start,volume,aht,Group", f"{ROW},1,300,a", "2026-05-04 09:30,1,300,b")
    assert read(text, interval=1800).queues == ("a", "b")
    one = read(text, columns={"queue": "", "aht": ""}, aht=120.0)
    assert (one.queues, one.aht.tolist()) == (("",), [120, 120])


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"volume": "Cals"}, "has no column 'Cals'; did you mean Calls? The headings are start, "),
        ({"calls": "Calls"}, "unknown quantity 'calls' in columns; did you mean volume?"),
        ({"colour": "Calls"}, "the quantities are queue, start, date, time, volume, aht, total"),
        ({"aht": "Calls+Nil"}, "has no column 'Nil'"),
        ({"volume": "#9"}, "has no column '#9'"),
    ],
)
def test_an_unknown_column_or_quantity_is_refused_with_those_that_exist(
    columns: dict[str, str], words: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(table("start,Calls,aht", f"{ROW},1,300"), columns=columns)
    assert words in str(caught.value)


def test_a_layout_says_which_columns_are_read_and_their_unit() -> None:
    text = table(
        "Interval Start,Queue Name,Offer,Total Handle,Avg Handle",
        f"{ROW},Sales,12,2400000,200000",
        "2026-05-04 09:30,Sales,13,2600000,200000",
    )
    demand = read(text, layout="genesys", aht_unit="s", limits=False)
    assert demand.volume.tolist() == [12, 13]
    assert demand.aht.tolist() == [200_000, 200_000]


def test_problems_of_cells_and_of_the_order_of_dates_are_reported_together() -> None:
    rows = [f"04/05/2026;09:{minute};7;4:10" for minute in ("00", "30")]
    with pytest.raises(DataError) as caught:
        read(table("Fecha;Hora;Llamadas;TMO", *rows))
    assert [problem.column for problem in caught.value.problems] == ["TMO", "Fecha", "TMO"]
    assert read(table("Fecha;Hora;Llamadas;TMO", *rows), aht_unit="mm:ss", dayfirst=True)


@pytest.mark.parametrize("word", ["Planned", "Geplant", "Total planned"])
def test_a_planned_column_without_a_word_of_contacts_is_not_the_volume_beside_one(
    word: str,
) -> None:
    rows = ("2026-04-13 07:00,61,9,195", "2026-04-13 07:30,64,10,190")
    demand = read(table(f"start,Calls,{word},AHT", *rows))
    assert demand.volume.tolist() == [61.0, 64.0]
    assert any("not used" in note and word in note for note in demand.notes)
    alone = read(table(f"start,{word},AHT", "2026-04-13 07:00,9,195", "2026-04-13 07:30,10,190"))
    assert alone.volume.tolist() == [9.0, 10.0]
    assert any(f"volume from '{word}'" in note for note in alone.notes)
