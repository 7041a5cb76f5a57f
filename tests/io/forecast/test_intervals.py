"""Intervals: length, order and gaps; selected queues."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import wfm
from support.forecast_text import half_hours, read
from wfm.errors import DataError, InputError


def every(minutes: int, count: int, queue: str = "A") -> str:
    times = [
        (f"{m // 60:02d}", f"{m % 60:02d}") for m in range(480, 480 + minutes * count, minutes)
    ]
    return "".join(f"{queue},2026-01-05 {hour}:{minute},1,180\n" for hour, minute in times)


HEAD = "queue,start,volume,aht\n"


@pytest.mark.parametrize("minutes", [5, 6, 10, 15, 20, 30, 60])
def test_any_constant_interval_is_detected(minutes: int) -> None:
    assert read(HEAD + every(minutes, 8)).interval == 60 * minutes


def test_a_day_is_an_interval_only_with_the_option() -> None:
    text = "date,volume,aht\n2026-01-05,1,180\n2026-01-06,2,180\n2026-01-07,2,180\n"
    assert read(text, interval=86_400).interval == 86_400.0


def test_an_interval_of_a_day_may_have_23_hours() -> None:
    text = "date,volume,aht\n2026-03-28,1,180\n2026-03-29,2,180\n2026-03-30,2,180\n"
    demand = read(text, interval=86_400, zone="Europe/Berlin")
    assert np.diff(demand.start).tolist() == [86_400, 82_800]


def test_intervals_may_start_at_a_quarter_past() -> None:
    assert (
        read("start,volume,aht\n2026-01-05 08:15,1,900\n2026-01-05 08:45,1,900\n").interval == 1800
    )


def test_rows_with_uneven_steps_are_refused_with_the_interval_that_fits_them() -> None:
    times = ("08:00", "09:00", "10:00", "11:00", "12:30", "14:00", "14:30", "15:00")
    text = HEAD + "".join(f"A,2026-01-05 {time},1,180\n" for time in times)
    with pytest.raises(DataError, match=r"— use interval=\"30m\" if rows are left out, or write"):
        read(text)
    assert read(text, interval=1800).interval == 1800


@pytest.mark.parametrize(
    ("times", "cure"),
    [
        (("01:00", "02:00", "03:00"), "— add its contacts to the row of 03:00 and leave this row"),
        (("00:00", "02:00", "03:00"), "— write 01:00$"),
        (("01:00", "02:00", "04:00"), "— write 03:00$"),
        (("00:00", "02:00", "04:00"), "— write 01:00 or 03:00$"),
    ],
)
def test_a_time_that_the_clock_skips_is_put_where_no_other_row_is(
    times: tuple[str, ...], cure: str
) -> None:
    rows = "".join(f"A,2027-03-28 {time},9,200\n" for time in times)
    with pytest.raises(DataError, match=cure):
        read(f"{HEAD}{rows}", zone="Europe/Vienna", interval=3600)


def rows_at(step: int, count: int, queue: str = "A", skip: tuple[int, ...] = ()) -> str:
    """Rows of a queue every so many minutes from 09:00 on, without some of them."""
    at = [540 + step * i for i in range(count) if i not in skip]
    return "".join(f"{queue},2026-05-04 {t // 60:02d}:{t % 60:02d},9,200\n" for t in at)


@pytest.mark.parametrize(
    ("rows", "interval", "words"),
    [
        (rows_at(20, 9), 300, "rows of queue 'A' are 20 min apart, but interval is 5 min"),
        (rows_at(60, 2), 1800, 'use interval="60m" if each row is for 1 h'),
        (rows_at(40, 9, skip=(3, 6)), 1200, "rows of queue 'A' are 40 min apart"),
        (rows_at(10, 8, "B") + rows_at(30, 8), 600, "rows of queue 'A' are 30 min apart"),
        # one day in rows of half that length, among four others
        (rows_at(20, 40) + rows_at(10, 12).replace("-04 ", "-05 "), 600, "are 20 min apart"),
    ],
)
def test_rows_are_not_put_into_shorter_intervals(rows: str, interval: int, words: str) -> None:
    with pytest.raises(DataError, match=words):
        read(HEAD + rows, interval=interval)


@pytest.mark.parametrize(
    "rows",
    [
        rows_at(10, 20, skip=(1, 2, 4, 5, 7, 9, 10, 12, 14, 15, 17)),  # on both sides
        rows_at(10, 9, "B") + rows_at(40, 3),  # too few rows to judge
        rows_at(120, 3),
        rows_at(10, 9),
    ],
)
def test_rows_that_are_left_out_do_not_make_intervals_longer(rows: str) -> None:
    assert read(HEAD + rows, interval=600).interval == 600


def test_a_table_that_has_the_length_of_its_rows_may_leave_rows_out() -> None:
    frame = pd.DataFrame({"start": pd.date_range("2026-05-04 09:00", periods=4, freq="40min")})
    plan = wfm.plan(frame.assign(volume=9, aht=200, interval=1200))
    assert plan.demand.interval == 1200


def test_an_interval_longer_than_the_steps_between_rows_is_refused() -> None:
    text = "start,volume,aht\n2026-01-05 08:00,1,900\n2026-01-05 08:07,1,900\n"
    with pytest.raises(DataError, match="correct one of the two, or use a shorter interval"):
        read(text, interval=660)


def test_one_row_is_enough_with_the_interval_option() -> None:
    demand = read(half_hours(7), interval=1800)
    assert (len(demand), demand.interval) == (1, 1800.0)


def test_unsorted_rows_are_sorted_by_queue_and_start_with_a_note() -> None:
    rows = every(30, 3, "B").splitlines() + every(30, 3, "A").splitlines()
    rows = [rows[i] for i in (4, 1, 0, 5, 3, 2)]
    demand = read(HEAD + "\n".join(rows))
    assert demand.queues == ("A", "B")
    assert demand.queue.tolist() == [0, 0, 0, 1, 1, 1]
    assert (np.diff(demand.start) == [1800, 1800, -3600, 1800, 1800]).all()
    assert demand.line.tolist() == [6, 2, 5, 4, 3, 7]
    assert "rows were not in time order: sorted by queue and start" in demand.notes


def test_alternating_queues_in_time_order_are_not_noted() -> None:
    pairs = zip(every(30, 3, "B").splitlines(), every(30, 3).splitlines(), strict=True)
    rows = [row for pair in pairs for row in pair]
    demand = read(HEAD + "\n".join(rows))
    assert demand.queues == ("B", "A")
    assert not any("sorted" in note for note in demand.notes)


GAPPY = (
    "start,volume,aht\n2026-01-05 08:00,1,180\n2026-01-05 08:30,1,180\n2026-01-05 10:00,1,180\n"
    "2026-01-05 10:30,1,180\n2026-01-06 08:00,1,180\n"
)


def test_gaps_within_a_day_are_noted_but_not_nights() -> None:
    demand = read(GAPPY)
    assert len(demand) == 5
    assert any(
        note.startswith("2 intervals missing within days, the first 2026-01-05 09:00: not planned")
        for note in demand.notes
    )


def test_gaps_are_filled_with_volume_zero_on_request() -> None:
    demand = read(GAPPY, fill="zero")
    assert demand.volume.tolist() == [1, 1, 0, 0, 1, 1, 1]
    assert np.isnan(demand.aht[2:4]).all()
    assert (np.diff(demand.start)[:5] == 1800).all()
    assert demand.line.tolist() == [2, 3, 0, 0, 4, 5, 6]


def test_a_gap_is_filled_in_its_own_queue() -> None:
    text = HEAD + every(30, 4, "A") + "B,2026-01-05 08:00,1,180\nB,2026-01-05 09:00,1,180\n"
    demand = read(text, fill="zero")
    assert demand.queue.tolist() == [0] * 4 + [1] * 3
    assert demand.volume.tolist() == [1] * 4 + [1, 0, 1]


def test_a_gap_over_a_change_of_the_clock_is_counted_in_elapsed_time() -> None:
    rows = "".join(f"2026-03-29 {hour}:00,1,180\n" for hour in ("00", "01", "05", "06"))
    demand = read("start,volume,aht\n" + rows, zone="Europe/Berlin", fill="zero")
    assert demand.volume.tolist() == [1, 1, 0, 0, 1, 1]


def test_a_queue_with_gaps_does_not_change_the_interval() -> None:
    text = HEAD + every(30, 9, "A") + "B,2026-01-05 08:00,1,180\nB,2026-01-05 10:00,1,180\n"
    assert read(text).interval == 1800


def test_only_selected_queues_are_kept_and_checked() -> None:
    text = HEAD + every(30, 3, "A") + every(30, 2, "B") + "A,2026-01-05 12:00,oops,180\n"
    demand = read(text, queues=("B",))
    assert demand.queues == ("B",)
    assert demand.line.tolist() == [5, 6]


def test_an_unknown_queue_is_refused() -> None:
    with pytest.raises(InputError, match=r"queue 'b' is not in <stdin>; did you mean B\?"):
        read(HEAD + every(30, 3, "B"), queues=("b",))


DAYS = "date,calls,aht\n2026-03-02,4000,300\n2026-03-03,3900,300\n2026-03-04,4100,300\n"


def test_daily_rows_are_never_advised_to_be_spread_over_24_hours() -> None:
    with pytest.raises(DataError) as caught:
        read(DAYS)
    text = str(caught.value)
    assert "spread the contacts of each row over the intervals of its opening hours" in text
    assert "interval=" not in text
    assert "evenly" not in text


def test_an_interval_of_a_day_is_noted_as_even_over_24_hours() -> None:
    demand = read(DAYS, interval=86_400.0)
    assert any("as if contacts came evenly over 24 hours" in note for note in demand.notes)


def test_spans_that_overlap_are_named_as_such_in_their_column() -> None:
    spans = ("07:00-07:45", "07:30-08:15", "08:15-09:00")
    rows = "".join(f"2026-04-13,{span},51,190\n" for span in spans)
    with pytest.raises(DataError) as caught:
        read(f"Date,Interval,Calls,AHT\n{rows}")
    assert "column 'Interval'" in str(caught.value)
    assert "overlaps that of line 2 by 15 min" in str(caught.value)


@pytest.mark.parametrize("time", ["", " 00:00"])
@pytest.mark.parametrize("interval", [900, 1800, 43_200])
def test_rows_of_days_do_not_fit_a_shorter_interval(time: str, interval: int) -> None:
    days = "".join(f"2026-10-{day:02d}{time},640,300\n" for day in (5, 6, 7, 12))
    with pytest.raises(DataError, match=r"of a day from 00:00 on — spread the contacts of each"):
        read("start,volume,aht\n" + days, interval=interval)


def test_one_date_without_a_time_does_not_fit_an_interval() -> None:
    text = "queue,date,volume,aht\nA,2026-10-05,640,300\nB,2026-10-05,200,300\n"
    with pytest.raises(DataError, match=r":2: column 'date': rows have dates without times of day"):
        read(text, interval=1800)
    assert read(text, interval=86_400).volume.tolist() == [640, 200]
    assert read("start,volume,aht\n2026-10-05 00:00,64,300\n", interval=1800).volume == [64]


def test_one_interval_per_day_at_a_time_of_day_is_noted() -> None:
    rows = "2026-10-05 07:30,64,300\n2026-10-06 07:30,61,300\n"
    demand = read("start,volume,aht\n" + rows, interval=1800)
    assert any("each day has one interval, at 07:30: spread" in note for note in demand.notes)
    demand = read("start,volume,aht\n" + rows + "2026-10-06 08:00,60,300\n", interval=1800)
    assert not any("each day has one interval" in note for note in demand.notes)


@pytest.mark.parametrize("rows", ["2026-10-05,640,300\n", "2026-10-05,640,300\n\n"])
def test_the_contacts_of_one_day_are_to_be_spread_and_no_interval_is_offered(rows: str) -> None:
    with pytest.raises(DataError, match=r"without a time of day.* spread the contacts") as error:
        read("start,volume,aht\n" + rows)
    assert "interval=" not in str(error.value)
    timed = rows.replace("05,640", "05 08:00,640")
    with pytest.raises(DataError, match='use interval="30m"'):
        read("start,volume,aht\n" + timed)
