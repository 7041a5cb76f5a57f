"""Rows and queues of totals, by their label or by their sum."""

from __future__ import annotations

import pytest

from support.forecast_text import read
from wfm.demand import Demand
from wfm.errors import DataError

HEAD = "start,volume,aht\n"
DAY = "2026-03-03 08:00,20,200\n2026-03-03 08:30,30,200\n"
NEXT = "2026-03-04 08:00,11,200\n2026-03-04 08:30,12,200\n"


def left_out(demand: Demand) -> str:
    """The note of the totals; empty if there is none."""
    return next((note for note in demand.notes if "left out" in note), "")


@pytest.mark.parametrize(
    "row",
    [
        "2026-03-03,50,200", ",50,200", "Total,50,200", "2026-03-03 Total,50,", "Summe;50;",
        "Totale,50,200", "Ø,25,200", "Tuesday total,50,200",
    ],
)  # fmt: skip
def test_a_total_below_its_day_is_left_out_with_its_line_and_value(row: str) -> None:
    text = HEAD + DAY + row + "\n" + NEXT
    demand = read(text.replace(",", ";") if ";" in row else text)
    assert demand.volume.tolist() == [20, 30, 11, 12]
    value = 25 if "Ø" in row else 50
    assert f"line 4 ('{row.split(',')[0].split(';')[0] or value}', volume {value})" in left_out(
        demand
    )


def test_a_total_with_the_start_of_another_row_or_off_the_grid_is_left_out() -> None:
    for start in ("2026-03-03 08:30", "2026-03-03 23:59"):
        demand = read(HEAD + DAY + f"{start},50,200\n" + NEXT)
        assert demand.volume.tolist() == [20, 30, 11, 12]
        assert f"line 4 ('{start}', volume 50)" in left_out(demand)


def test_an_empty_time_beside_a_date_is_a_total_if_it_is_the_sum() -> None:
    text = "date,time,volume,aht\n2026-03-03,08:00,20,200\n2026-03-03,08:30,30,200\n"
    text += "2026-03-03,,{},200\n"
    assert read(text.format(50)).volume.tolist() == [20, 30]
    with pytest.raises(DataError, match=r":4: column 'time': the cell is empty .* may be a total"):
        read(text.format(51))


def test_a_grand_total_may_be_the_sum_of_the_days_or_of_all_rows() -> None:
    demand = read(HEAD + DAY + "2026-03-03,50,\n" + NEXT + "2026-03-04,23,\n,73,\n")
    assert demand.volume.tolist() == [20, 30, 11, 12]


def test_a_total_of_each_queue_without_a_name_of_the_queue_is_left_out() -> None:
    rows = "A,2026-03-03 08:00,5,90\nA,2026-03-03 08:30,6,90\n,,11,\n"
    rows += "B,2026-03-03 08:00,7,90\nB,2026-03-03 08:30,8,90\n,,15,\n,2026-03-03,26,\n"
    demand = read("queue,start,volume,aht\n" + rows)
    assert demand.volume.tolist() == [5, 6, 7, 8]
    assert left_out(demand).startswith("1 row") or "left out: line" in left_out(demand)


def test_a_half_hour_that_is_a_sum_stays_a_half_hour() -> None:
    demand = read(HEAD + DAY + "2026-03-03 09:00,50,200\n")
    assert demand.volume.tolist() == [20, 30, 50]
    night = "2026-03-03,50,200\n2026-03-03 00:30,20,200\n2026-03-03 01:00,30,200\n"
    demand = read(HEAD + night)
    assert demand.volume.tolist() == [50, 20, 30]
    assert not left_out(demand)


def test_midnight_without_a_time_is_an_interval_where_its_neighbours_show_it() -> None:
    late = "2026-03-02 23:00,4,200\n2026-03-02 23:30,5,200\n2026-03-03,6,200\n"
    assert read(HEAD + late).volume.tolist() == [4, 5, 6]


def test_a_date_that_is_neither_midnight_nor_a_sum_is_refused() -> None:
    with pytest.raises(DataError, match=":4: column 'start': 2026-03-03 has no time of day"):
        read(HEAD + DAY + "2026-03-03,49,200\n")
    with pytest.raises(DataError, match="is not the sum of the rows above it, 50"):
        read(HEAD + DAY + ",49,200\n")


def test_a_row_of_text_and_repeated_headings_are_left_out_and_noted() -> None:
    text = "queue,start,volume,aht\nA,2026-03-03 08:00,5,90\n"
    text += "queue,start,volume,aht\nA,2026-03-03 08:30,5,90\n* without web forms,,,\n"
    notes = read(text).notes
    assert "repeated headings left out in line 3" in notes
    assert "line 5 has only the text '* without web forms': not read" in notes


def test_a_queue_of_totals_is_left_out_if_it_is_the_sum_of_the_others() -> None:
    rows = "A,2026-03-03 08:00,5,90\nTotal,2026-03-03 08:00,{},90\nB,2026-03-03 08:00,7,90\n"
    demand = read("queue,start,volume,aht\n" + rows.format(12), interval=1800.0)
    assert demand.queues == ("A", "B")
    assert demand.volume.tolist() == [5, 7]
    with pytest.raises(DataError, match="queue 'Total' may be the total of the other queues"):
        read("queue,start,volume,aht\n" + rows.format(13), interval=1800.0)
    options = {"interval": 1800.0, "queues": ("Total",)}
    assert read("queue,start,volume,aht\n" + rows.format(13), **options).volume.tolist() == [13]


def test_rows_without_a_time_of_day_name_the_columns_that_are_not_used() -> None:
    text = "date,Marke,volume,aht\n2026-03-03,x,20,200\n2026-03-03,y,30,200\n"
    with pytest.raises(DataError) as caught:
        read(text)
    assert "no time of day was read: 2026-03-03 is in lines 2 and 3" in str(caught.value)
    assert 'columns={"time": "Marke"}' in str(caught.value)
    assert "remove" not in str(caught.value)


def test_a_sum_below_its_day_with_the_time_of_midnight_is_refused_with_both_readings() -> None:
    total = "2026-03-03 00:00,50,200\n"
    with pytest.raises(DataError, match=r":4: .* is the sum of the other rows of its day"):
        read(HEAD + DAY + total)
    assert read(HEAD + total + DAY).volume.tolist() == [50, 20, 30]


def test_a_row_of_units_below_the_headings_is_left_out_and_noted() -> None:
    demand = read(HEAD + ",contacts,seconds\n" + DAY)
    assert demand.volume.tolist() == [20, 30]
    assert "line 2 has only the text 'contacts, seconds': not read" in demand.notes


@pytest.mark.parametrize("step", [15, 10])
def test_the_total_of_an_hour_below_its_rows_is_left_out(step: int) -> None:
    rows = ""
    for hour in (9, 10):
        volumes = [hour + 3 * i for i in range(60 // step)]
        for i, volume in enumerate(volumes):
            rows += f"2026-03-03 {hour:02d}:{i * step:02d},{volume},200\n"
        rows += f"2026-03-03 {hour:02d}:00,{sum(volumes)},200\n"
    demand = read(HEAD + rows)
    assert demand.interval == 60.0 * step
    assert len(demand.start) == 2 * 60 // step
    assert left_out(demand).startswith("2 rows of totals are left out")


def test_a_second_row_of_a_start_that_is_no_sum_is_refused() -> None:
    rows = "2026-03-03 09:00,7,200\n2026-03-03 09:15,8,200\n2026-03-03 09:00,16,200\n"
    with pytest.raises(DataError, match="duplicate interval"):
        read(HEAD + rows)


def test_a_total_in_a_table_of_required_agents_is_not_compared_with_volumes() -> None:
    text = "start,agents\n2026-03-09 09:00,12\n2026-03-09 09:30,17\n2026-03-09,29\n"
    with pytest.raises(DataError, match="leave the row out if it is a total") as caught:
        read(text, requirement=True)
    assert "nan" not in str(caught.value)


@pytest.mark.parametrize("first", [",50,200\n", "Total,50,200\n"])
def test_a_total_without_a_start_is_the_sum_of_the_rows_since_the_total_above(first: str) -> None:
    demand = read(HEAD + DAY + first + NEXT + ",23,200\n")
    assert demand.volume.tolist() == [20, 30, 11, 12]
    assert "2 rows of totals" in left_out(demand)


@pytest.mark.parametrize(("value", "is_total"), [(50.01, True), (49.99, True), (50.04, False)])
def test_a_total_may_differ_from_its_sum_by_the_rounding_of_its_rows(
    value: float, is_total: bool
) -> None:
    text = HEAD + DAY + f",{value},200\n"
    if is_total:
        assert read(text).volume.tolist() == [20, 30]
    else:
        with pytest.raises(DataError, match=rf"its volume {value} is not the sum of the rows"):
            read(text)


def test_a_first_row_that_is_a_sum_stays_if_a_row_of_its_day_is_below_it() -> None:
    rows = "2026-03-03 08:30,20,200\n2026-03-03 08:00,50,200\n2026-03-03 09:00,30,200\n"
    assert read(HEAD + rows).volume.tolist() == [50, 20, 30]


def test_queues_whose_names_differ_only_in_case_or_spaces_are_noted() -> None:
    rows = "{},2026-03-03 08:00,20,200\n{},2026-03-03 08:30,30,200\n"
    head = "queue,start,volume,aht\n"
    demand = read(head + rows.format("Claims EU", "claims  eu"), interval=1800)
    assert any(
        "'Claims EU' and 'claims  eu' differ only in case or spaces" in note
        for note in demand.notes
    )
    demand = read(head + rows.format("Claims EU", "Claims UK"), interval=1800)
    assert not any("differ only" in note for note in demand.notes)


@pytest.mark.parametrize("count", [1, 3])
def test_a_start_without_any_value_is_named_as_empty(count: int) -> None:
    rows = "".join(f",{20 + row},200\n" for row in range(count))
    with pytest.raises(DataError) as error:
        read("start,volume,aht\n" + rows)
    (problem,) = error.value.problems
    words = "all 3 rows" if count == 3 else "the only row"
    assert problem.text.startswith(f"the column is empty in {words} — write when the intervals")
    assert "total" not in problem.text
