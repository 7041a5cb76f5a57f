"""Totals of hours and days that have a span or a label of their own among shorter intervals."""

from __future__ import annotations

import numpy as np
import pytest

from support.forecast_text import read
from wfm.errors import DataError
from wfm.io.forecast.hour_labels import hour_of_label

HALVES: dict[int, tuple[int, int]] = {7: (21, 34), 8: (40, 17), 11: (9, 26)}
FLAT = [volume for pair in HALVES.values() for volume in pair]
HEAD = "date,time,volume,aht\n"


def table(label: str, place: str, *, aht: str = "", date: str = "2026-05-04") -> str:
    """Half-hours with the total of each hour, by a form of its label."""
    text = HEAD
    for hour, (first, second) in HALVES.items():
        halves = f"2026-05-04,{hour:02d}:00,{first},200\n2026-05-04,{hour:02d}:30,{second},200\n"
        name = label.format(h=hour, hh=f"{hour:02d}", n=hour + 1, nn=f"{hour + 1:02d}")
        total = f"{date},{name},{first + second},{aht}\n"
        text += halves + total if place == "below" else total + halves
    return text


@pytest.mark.parametrize("place", ["below", "above"])
@pytest.mark.parametrize(
    "label",
    [
        "{hh}:00-{nn}:00", "{h}-{n}", "{hh}:00 - {nn}:00", "Hour {h}", "hour {hh}:00", "Std. {h}",
        "Hour ending {n}", "Hora {n}", "{h} to {n}", "Uur {h}-{n}", "{hh}:00 total", "Subtotal {h}",
        "Zwischensumme {h}", "{hh}:00 Zwischensumme",
    ],
)  # fmt: skip
def test_a_total_of_an_hour_is_left_out_by_any_label(label: str, place: str) -> None:
    demand = read(table(label, place))
    assert demand.volume.tolist() == FLAT
    assert demand.interval == 1800
    assert any(note.startswith("3 rows of totals are left out: line ") for note in demand.notes)


@pytest.mark.parametrize("place", ["below", "above"])
def test_a_label_of_an_hour_without_a_date_is_a_total_too(place: str) -> None:
    assert read(table("Hour {h}", place, date="")).volume.tolist() == FLAT


def test_totals_of_hours_and_of_the_day_are_told_from_spans_of_half_hours() -> None:
    text = table("{hh}:00-{nn}:00", "below").replace(":00,", ":00-{},").replace(":30,", ":30-{},")
    rows = [HEAD]
    for line in text.splitlines()[1:]:
        date, time, *rest = line.split(",")
        begin, _, end = time.partition("-")
        if end == "{}":
            minutes = int(begin[:2]) * 60 + int(begin[3:]) + 30
            end = f"{minutes // 60:02d}:{minutes % 60:02d}"
        rows.append(",".join([date, f"{begin}-{end.removesuffix('-{}')}", *rest]) + "\n")
    rows.append(f"2026-05-04,07:00-12:00,{sum(FLAT)},\n")
    demand = read("".join(rows))
    assert demand.volume.tolist() == FLAT
    assert any(note.startswith("4 rows of totals") for note in demand.notes)


def test_totals_of_each_queue_and_of_all_queues() -> None:
    text = "queue,date,time,volume,aht\n"
    for queue, scale in (("card", 1), ("loan", 3)):
        for hour, pair in HALVES.items():
            for half, volume in zip(("00", "30"), pair, strict=True):
                text += f"{queue},2026-05-04,{hour:02d}:{half},{volume * scale},200\n"
            text += f"{queue},2026-05-04,{hour}-{hour + 1},{sum(pair) * scale},200\n"
    text += f",2026-05-04,Hour 8,{4 * sum(HALVES[8])},\n"
    demand = read(text)
    assert demand.volume.tolist() == [*FLAT, *(3 * volume for volume in FLAT)]


def test_a_row_of_an_hour_that_is_no_sum_is_named_with_its_rows() -> None:
    text = table("{hh}:00-{nn}:00", "below").replace(",57,", ",58,")
    with pytest.raises(DataError) as error:
        read(text)
    (problem,) = error.value.problems
    assert problem.line == 7
    assert "'2026-05-04 08:00-09:00' contains the intervals of lines 5 and 6" in str(problem)
    assert "its volume 58 is not their sum, 57" in str(problem)
    lines = text.splitlines(keepends=True)
    assert read("".join(lines[:6] + lines[7:])).volume.tolist() == FLAT  # as the cure says


def test_a_label_of_an_hour_that_is_no_sum_is_named_not_its_half_hours() -> None:
    with pytest.raises(DataError, match=":7: column 'time': '2026-05-04 Hour 8' contains"):
        read(table("Hour {h}", "below").replace(",57,", ",52,"))


def test_labels_of_hours_without_shorter_intervals_are_no_times() -> None:
    rows = "".join(f"2026-05-04,Hour {hour},{30 + hour},200\n" for hour in range(8, 12))
    with pytest.raises(DataError, match="'Hour 8' is not a time of day"):
        read(HEAD + rows)


def test_an_interval_that_happens_to_be_a_sum_stays() -> None:
    rows = "08:00,20\n08:30,22\n09:00,42\n09:30,84\n10:00,9\n"
    assert len(read(HEAD + "".join(f"2026-05-04,{row},200\n" for row in rows.split()))) == 5
    spans = "08:00-08:30,20\n08:30-09:00,22\n09:00-09:30,42\n"
    assert len(read(HEAD + "".join(f"2026-05-04,{row},200\n" for row in spans.split()))) == 3


def test_hours_without_contacts_are_totals_beside_others_only() -> None:
    more = "2026-05-04,13:00,0,200\n2026-05-04,13:30,0,200\n2026-05-04,13:00-14:00,0,\n"
    assert read(table("{hh}:00-{nn}:00", "below") + more).volume.tolist() == [*FLAT, 0, 0]
    with pytest.raises(DataError, match="13:00-14:00' contains the intervals of lines 2 and 3"):
        read(HEAD + more)


def test_the_rows_of_a_time_zone_keep_their_lines_after_totals() -> None:
    text = table("{hh}:00-{nn}:00", "above").replace("2026-05-04,08", "2026-03-29,02")
    with pytest.raises(DataError, match=r":6: .* 02:00 does not exist"):
        read(text, zone="Europe/Berlin")


def test_labels_of_hours() -> None:
    texts = ("Heure 14", "14. Stunde", "HR 7", "Hour of 8:00", "0-1", "23-24", "Hour 24")
    assert [hour_of_label(text) for text in texts] == [14, 14, 7, 8, 0, 23, 24]
    others = ("Hours", "8", "8h30", "8-10", "H 99", "Rush hour 8 people", "08:30-09:30")
    assert not any(map(hour_of_label, others))


def test_many_spans_are_compared_without_one_pass_per_row() -> None:
    days = [np.datetime64("2026-01-01") + i for i in range(40)]
    rows = [
        f"{day},{h:02d}:{half},{h + i},200\n" if i < 2 else f"{day},{h}-{h + 1},{2 * h + 1},200\n"
        for day in days
        for h in range(6, 20)
        for i, half in enumerate(("00", "30", ""))
    ]
    assert len(read(HEAD + "".join(rows))) == 40 * 28


def test_totals_of_half_hours_and_hours_among_quarters_need_no_aht() -> None:
    text, volumes = HEAD, []
    for hour in (8, 9):
        for half in (0, 30):
            pair = [hour * 3 + half, hour + half]
            volumes += pair
            for quarter, volume in zip((0, 15), pair, strict=True):
                text += f"2026-05-04,{hour:02d}:{half + quarter:02d},{volume},200\n"
            end = f"{hour:02d}:30" if not half else f"{hour + 1:02d}:00"
            text += f"2026-05-04,{hour:02d}:{half:02d}-{end},{sum(pair)},\n"
        text += f"2026-05-04,{hour:02d}:00-{hour + 1:02d}:00,{sum(volumes[-4:])},\n"
    demand = read(text)
    assert demand.volume.tolist() == volumes
    assert demand.interval == 900


def test_a_blank_aht_of_a_span_is_reported_with_other_problems() -> None:
    rows = "08:00-08:30,x,200\n08:30-09:00,12,\n09:00-09:30,14,\n"
    with pytest.raises(DataError) as error:
        read(HEAD + "".join(f"2026-05-04,{row}\n" for row in rows.split()))
    assert [problem.line for problem in error.value.problems] == [2, 3, 4]
