"""Units of handle times, totals, and values that make no sense as they are read."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from support.forecast_text import read
from wfm.errors import DataError, InputError
from wfm.option_text import for_command_line


def table(heading: str, cells: list[str], volumes: list[int], more: str = "") -> str:
    rows = [
        f"2026-05-04 {8 + i // 2:02d}:{30 * (i % 2):02d},{volume},{cell}"
        for i, (volume, cell) in enumerate(zip(volumes, cells, strict=True))
    ]
    return "\n".join([f"start,calls,{heading}", *rows])


def refused(text: str, **options: object) -> str:
    with pytest.raises(DataError) as caught, for_command_line():
        read(text, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("unit", "cell", "seconds"),
    [
        ("s", "95", 95), ("ms", "95000", 95), ("min", "1.5", 90), ("h", "0.05", 180),
        ("mm:ss", "1:35", 95), ("mm:ss", ":35", 35), ("mmss", "1:35", 95),
        ("hh:mm:ss", "0:01:35", 95), ("hhmmss", "1:01:35", 3695), ("mm:ss", "1:35:00", 95),
        ("total", "380", 95), ("total-s", "380", 95), ("total-ms", "380000", 95),
        ("total-min", "6", 90), ("total-mm:ss", "6:20", 95), ("total-hh:mm:ss", "0:06:20", 95),
    ],
)  # fmt: skip
def test_the_option_says_how_a_column_is_read(unit: str, cell: str, seconds: float) -> None:
    demand = read(table("aht", [cell] * 3, [4, 4, 4]), aht_unit=unit)
    np.testing.assert_allclose(demand.aht, [seconds] * 3)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(InputError, match="must be s, ms, min, h, d, mm:ss, hh:mm:ss or total"):
        read(table("aht", ["60"], [1]), aht_unit="total-weeks")


@pytest.mark.parametrize(
    ("heading", "cells", "aht"),
    [
        ("Total Handle Time", ["1000", "3000", ""], [100, 150, np.nan]),
        ("Gesamtbearbeitungszeit (Min.)", ["20", "50", "0"], [120, 150, np.nan]),
        ("Handle Time (sum)", ["0:16:40", "0:50:00", "0:00:00"], [100, 150, np.nan]),
        ("Total Handle Time", ["0:16:40", "0:50:00", "0:10:00"], [100, 150, np.nan]),
    ],
)
def test_a_total_is_divided_by_the_volume_and_noted(
    heading: str, cells: list[str], aht: list[float]
) -> None:
    demand = read(table(heading, cells, [10, 20, 0]))
    np.testing.assert_allclose(demand.aht, aht)
    assert any(f"'{heading}', divided by 'calls'" in note for note in demand.notes)


def test_a_total_is_divided_by_the_answered_contacts_where_the_file_has_them() -> None:
    text = table("Calls Answered,Total Handle Time", ["5,1000", "8,1600", "0,0"], [6, 9, 0])
    demand = read(text)
    assert demand.volume.tolist() == [6, 9, 0]
    np.testing.assert_array_equal(demand.aht, [200, 200, np.nan])
    lost = text.replace(",0,0,0", ",3,0,0")
    assert "no contact in 'Calls Answered', but the volume is 3" in refused(lost)
    assert read(lost, aht=99.0).aht.tolist() == [200, 200, 99]


def test_an_unsaid_total_is_refused_with_the_readings_that_make_sense() -> None:
    volumes = [14, 22, 31, 9]
    for mean, median in ((190, "3 min 10 s"), (700, "11 min 40 s")):
        text = table("Handle Time", [str(mean * volume) for volume in volumes], volumes)
        assert f"--aht-unit total (total of the interval in seconds: median {median})" in refused(
            text
        )
        assert read(text, aht_unit="total").aht.tolist() == [mean] * 4


def test_small_totals_that_grow_with_the_volume_are_refused_too() -> None:
    text = table("Handle Time", ["240", "500", "370", "1100"], [2, 4, 3, 9])
    assert "grow with the volume like totals" in refused(text)
    assert "--aht-unit total (total of the interval in seconds: median 2 min 3 s)" in refused(text)
    # an average that happens to rise with the volume is read if its heading says average
    assert read(text.replace("Handle Time", "AHT")).aht.tolist() == [240, 500, 370, 1100]
    assert read(text, aht_unit="s").aht.tolist() == [240, 500, 370, 1100]


def test_an_average_that_its_heading_does_not_say_is_read_and_noted() -> None:
    demand = read(table("Handle Time", ["240", "250", "236"], [20, 41, 33]))
    assert demand.aht.tolist() == [240, 250, 236]
    assert any("'Handle Time' read as the average per contact" in note for note in demand.notes)


def test_every_reading_of_milliseconds_and_minutes_is_shown_with_its_median() -> None:
    milliseconds = refused(table("AHT", ["71000", "73000", "72000"], [50, 60, 50]))
    assert "--aht-unit ms (average in milliseconds: median 72 s)" in milliseconds
    assert "--aht-unit total (total of the interval in seconds: median 23 min 40 s)" in milliseconds
    minutes = refused(table("AHT", ["4.5", "4.4", "4.6"], [50, 60, 50]))
    assert "--aht-unit min (average in minutes: median 4 min 30 s)" in minutes
    assert "--aht-unit s (average in seconds: median 4.5 s)" in minutes


def test_a_unit_that_is_said_is_not_doubted() -> None:
    assert read(table("AHT (s)", ["9", "8"], [1, 1])).aht.tolist() == [9, 8]
    assert read(table("AHT", ["9", "8"], [1, 1]), aht_unit="s").aht.tolist() == [9, 8]
    assert read(table("AHT", ["9999", "8888"], [1, 1]), limits=False).aht.tolist() == [9999, 8888]


def test_clock_times_that_can_only_be_one_unit_are_read_and_noted() -> None:
    hours = read(table("AHT", ["0:04:10", "0:03:50"], [9, 9]))
    minutes = read(table("AHT", [":50", "3:50"], [9, 9]))
    assert (hours.aht.tolist(), minutes.aht.tolist()) == ([250, 230], [50, 230])
    assert any("read as mm:ss" in note for note in minutes.notes)
    assert any("read as hh:mm:ss" in note for note in hours.notes)


def test_clock_times_of_two_parts_are_asked_for() -> None:
    text = table("AHT", ["4:10", "3:50"], [9, 9])
    assert "--aht-unit mm:ss" in refused(text)
    assert read(text, aht_unit="mm:ss").aht.tolist() == [250, 230]


@settings(max_examples=150, deadline=None)
@given(
    means=st.lists(st.floats(60, 3500), min_size=2, max_size=9),
    data=st.data(),
    unit=st.sampled_from(["s", "ms", "min", "total"]),
    heading=st.sampled_from(["AHT", "Handle Time"]),
)
def test_a_handle_time_is_read_right_or_the_option_that_reads_it_right_is_named(
    means: list[float], data: st.DataObject, unit: str, heading: str
) -> None:
    volumes = data.draw(st.lists(st.integers(1, 80), min_size=len(means), max_size=len(means)))
    written = {
        "s": lambda mean, _: mean, "ms": lambda mean, _: 1000 * mean,
        "min": lambda mean, _: mean / 60, "total": lambda mean, volume: mean * volume,
    }[unit]  # fmt: skip
    cells = [repr(written(mean, volume)) for mean, volume in zip(means, volumes, strict=True)]
    text = table(heading, cells, volumes)
    assume(not (unit == "total" and heading == "AHT"))
    try:
        with for_command_line():
            demand = read(text, decimal=".")
        named = [note for note in demand.notes if "--aht-unit" in note]
        right = np.allclose(demand.aht, means)
    except DataError as error:
        named, right = [str(error)], False
    options = re.findall(r"--aht-unit (\S+)", " ".join(named))
    assert right or unit in options
    if unit in options:
        np.testing.assert_allclose(read(text, decimal=".", aht_unit=unit).aht, means)


def test_the_handle_times_of_a_plan_of_wfm_are_seconds() -> None:
    text = table("aht,interval,load", ["9,1800,1", "8,1800,1"], [2, 3])
    assert read(text).aht.tolist() == [9, 8]


def test_a_mapped_handle_time_that_may_be_a_total_is_asked_for_as_a_detected_one() -> None:
    text = "start,calls,Talk,Idle,Work after\n"
    for hour, calls in ((9, 12), (10, 26), (11, 41)):
        text += f"2026-03-09 {hour:02}:00,{calls},{calls * 180},{calls * 10},{calls * 35}\n"
    mapped = {"aht": "Talk+Idle+Work after"}
    assert "--aht-unit total (total of the interval in seconds: median 3 min 45 s)" in refused(
        text, columns=mapped
    )
    assert read(text, columns=mapped, aht_unit="total").aht.tolist() == [225, 225, 225]
    totals = {"total_handle_time": "Talk+Idle+Work after"}
    assert read(text, columns=totals).aht.tolist() == [225, 225, 225]


def test_a_mapped_heading_that_says_a_total_or_an_average_is_read_as_it_says() -> None:
    total = table("Total handle time", ["4400", "6600"], [20, 30])
    average = table("Avg handle time", ["200", "300"], [20, 30])
    assert read(total, columns={"aht": "Total handle time"}).aht.tolist() == [220, 220]
    assert read(average, columns={"aht": "Avg handle time"}).aht.tolist() == [200, 300]


def test_the_advice_for_parts_of_a_handle_time_is_right_for_totals_too() -> None:
    message = refused("start,calls,talk time,acw time\n2026-03-09 09:00,20,4000,500\n")
    assert "--map aht='talk time+acw time' for averages per contact" in message
    assert "--map total_handle_time='talk time+acw time' instead for totals" in message


def test_rows_out_of_line_with_their_queue_are_shown() -> None:
    cells = ["210", "220", "3.6", "215"]
    message = refused(table("AHT", cells, [20, 30, 25, 28]))
    assert ":4: column 'AHT': the AHT of 3.6 s is out of line" in message
    assert "--aht-unit s" in message
    assert read(table("AHT", cells, [20, 30, 25, 28]), aht_unit="s").aht[2] == 3.6
    both = refused(table("AHT", ["310", "5.2"], [20, 30]))
    assert "of 310 s" in both
    assert "of 5.2 s" in both


def test_queues_with_long_handle_times_are_not_out_of_line() -> None:
    text = "queue,start,calls,aht\n"
    for hour in (9, 10, 11):
        text += f"Chat,2026-03-09 {hour:02}:00,20,110\nCases,2026-03-09 {hour:02}:00,4,6600\n"
    assert sorted(set(read(text).aht.tolist())) == [110, 6600]


def test_a_unit_in_the_heading_counts_as_said_and_hours_are_noted() -> None:
    forecast = read(table("AHT (min)", ["190", "205"], [20, 21]))
    assert forecast.aht.tolist() == [11400, 12300]
    assert any("3 h 18 min, read in minutes as the heading says" in n for n in forecast.notes)


@pytest.mark.parametrize(
    ("heading", "cell", "seconds"),
    [
        ("Durée traitée [min]", "21", 1260), ("Zeit je Fall_minuten", "21", 1260),
        ("Case length (hrs)", "0.5", 1800), ("Case length (ms)", "330000", 330),
        ("Minuti", "21", 1260), ("Minutes per order", "21", 1260), ("WorkMin", "21", 1260),
        ("Order (sec) plan", "330", 330), ("Lasts (mm:ss)", "5:30", 330),
        ("Orders per hour", "330", 330), ("Item", "330", 330),
    ],
)  # fmt: skip
def test_a_unit_in_a_heading_of_any_words_counts_however_the_column_is_chosen(
    heading: str, cell: str, seconds: float
) -> None:
    text = table(heading, [cell] * 3, [20, 21, 22])
    for name in ("aht", "total_handle_time"):
        forecast = read(text, columns={name: heading})
        totals = forecast.volume if name == "total_handle_time" else 1
        assert (forecast.aht * totals).tolist() == pytest.approx([seconds] * 3)
    said = [note for note in forecast.notes if note.endswith("as the heading says")]
    assert bool(said) is (heading not in ("Orders per hour", "Item"))


def test_handle_times_of_zero_do_not_raise_a_question_about_the_unit() -> None:
    message = refused(table("AHT", ["0", "190", "0"], [20, 21, 22]))
    assert "the AHT is 0" in message
    assert "--aht-unit" not in message


DAYS = "start,calls,{}\n2026-07-07 10:00,40,{}\n2026-07-07 10:30,20,{}\n"


@pytest.mark.parametrize(
    ("heading", "cells", "unit"),
    [
        ("aht", ("0.00225", "0.0025"), "d"),
        ("AHT (s)", ("0.00225", "0.0025"), "d"),
        ("AHT (min)", ("0.00225", "0.0025"), "d"),
        ("AHT (hh:mm:ss)", ("0.00225", "0.0025"), "d"),
        ("total handle time", ("0.09", "0.05"), "total-d"),
        ("total handle time (s)", ("0.09", "0.05"), "total-d"),
    ],
)
def test_parts_of_a_day_are_asked_for_and_read_by_the_option_that_is_named(
    heading: str, cells: tuple[str, str], unit: str
) -> None:
    text = DAYS.format(heading, *cells)
    with pytest.raises(DataError, match=f'aht_unit="{unit}"'):
        read(text)
    assert read(text, aht_unit=unit).aht == pytest.approx([194.4, 216.0])


def test_the_unit_of_a_heading_is_confirmed_by_the_option_for_tiny_values() -> None:
    text = DAYS.format("AHT (s)", 0.004, 0.005)
    assert read(text, aht_unit="s").aht.tolist() == [0.004, 0.005]


def test_part_of_an_hour_in_a_column_of_hours_is_no_part_of_a_day() -> None:
    assert read(DAYS.format("AHT (h)", 0.05, 0.1)).aht.tolist() == [180, 360]
