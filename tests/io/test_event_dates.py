"""``events.csv``: headings in words, days of several events, and every mistake at once."""

import datetime
import time

import pytest

from wfm.errors import DataError
from wfm.io.event_dates import event_days, read_events
from wfm.io.forecast.read_options import ReadOptions

EPOCH = datetime.date(1970, 1, 1)


def read(tmp_path, text, **options):
    path = tmp_path / "events.csv"
    path.write_text(text)
    found = read_events(str(path), ReadOptions(**options))
    return {
        (EPOCH + datetime.timedelta(days=day)).isoformat(): name
        for day, name in sorted(found.names.items())
    }, found.notes


@pytest.mark.parametrize(
    "text",
    [
        "date,end,name\n2026-06-08,2026-06-10,mailing\n",
        "start_date;end_date;event\n08.06.2026;10.06.2026;mailing\n",
        "Beginn;Ende;Bezeichnung\n08.06.2026;10.06.2026;mailing\n",
        "name\tdate\n mailing \t2026-06-08\nmailing\t2026-06-09\nmailing\t2026-06-10\n",
        "date,until,type,description\n2026-06-08,2026-06-10,mailing,letter to all\n",
    ],
)
def test_headings_are_found_by_their_words(tmp_path, text):
    names, _ = read(tmp_path, text)
    assert names == dict.fromkeys(["2026-06-08", "2026-06-09", "2026-06-10"], "mailing")


def test_the_shortest_event_of_a_day_counts(tmp_path):
    text = "date,end,name\n2026-06-01,2026-06-03,sale\n2026-06-02,,mailing\n2026-06-02,,other\n"
    names, notes = read(tmp_path, text)
    assert names == {"2026-06-01": "sale", "2026-06-02": "mailing", "2026-06-03": "sale"}
    assert "1 day has several events: the shortest counts" in notes[-1]


def test_the_event_of_one_year_is_that_of_the_next(tmp_path):
    names, notes = read(
        tmp_path, "date,name\n2025-11-03,2025 bills sent\n2026-11-02,2026 bills sent\n"
    )
    assert set(names.values()) == {"bills sent"}
    assert "years are left out of the names" in notes[0]


def test_the_order_of_day_and_month_is_that_of_all_dates_or_asked_for(tmp_path):
    assert list(read(tmp_path, "date,name\n5/1/2026,a\n25/1/2026,b\n")[0]) == [
        "2026-01-05", "2026-01-25"
    ]  # fmt: skip
    assert list(read(tmp_path, "date,name\n5/1/2026,a\n1/25/2026,b\n")[0]) == [
        "2026-01-25", "2026-05-01"
    ]  # fmt: skip
    with pytest.raises(DataError, match="2026-01-05 or 2026-05-01"):
        read(tmp_path, "date,name\n5/1/2026,a\n")
    assert list(read(tmp_path, "date,name\n5/1/2026,a\n", dayfirst=False)[0]) == ["2026-05-01"]


def test_every_mistake_is_reported_with_its_line_and_column(tmp_path):
    with pytest.raises(DataError) as caught:
        read(
            tmp_path,
            "date,end,name\n2026-13-02,,x\n2026-03-05,2026-03-02,y\n,,z\n2026-03-05,,\n"
            "2026-03-05,2028-03-05,long\n2026-03-05,,q,r\n",
        )
    found = {(one.line, one.column) for one in caught.value.problems}
    assert found == {(2, "date"), (3, "end"), (4, "date"), (5, "name"), (6, "end"), (7, None)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("date,name\n", "no event below"),
        ("what,name\n2026-03-02,x\n", "no column for the date"),
        ("date,start,name\n2026-03-02,2026-03-02,x\n", "both mean date"),
        ("date,name\nsoon,x\n", "'soon' is not a date"),
    ],
)
def test_a_table_that_is_no_list_of_events_is_refused(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        read(tmp_path, text)


def test_days_without_names_are_one_event(tmp_path):
    names, notes = read(tmp_path, "Holiday_Date\n2026-12-25\n2026-01-01\n")
    assert set(names.values()) == {"event"}
    assert "no column for the name (Holiday_Date)" in notes[0]


def test_names_by_date_of_a_program():
    assert event_days({datetime.date(1970, 1, 3): "x", "1970-01-05": "y"}).names == {2: "x", 4: "y"}
    with pytest.raises(DataError, match="'5/1/2026' must be a date"):
        event_days({"5/1/2026": "x"})


def test_headings_without_cells_below_them_take_no_memory(tmp_path):
    wide = "date,name" + ",x" * 2_000 + "\n" + "2026-06-08,mailing\n" * 2_000
    (tmp_path / "wide.csv").write_text(wide)
    begin = time.process_time()
    assert list(read_events(str(tmp_path / "wide.csv")).names.values()) == ["mailing"]
    assert time.process_time() - begin < 1.0
