"""Columns that are queues, their total, and columns of other contacts of the same queue."""

from __future__ import annotations

import pytest

from support.forecast_text import read
from wfm.errors import DataError
from wfm.option_text import for_command_line

STARTS = ("2026-06-01 09:00", "2026-06-01 09:30", "2026-06-01 10:00")


def table(headings: str, *rows: str, mark: str = ",") -> str:
    """A table of three half-hours."""
    lines = [f"{start}{mark}{row}" for start, row in zip(STARTS, rows, strict=True)]
    return "\n".join([f"start{mark}{headings}", *lines, ""])


PAIRS = ("17,200,41,310,58,278", "23,200,39,310,62,269", "31,200,52,310,83,269")
PLAIN = ("17,41,58,250", "23,39,62,250", "31,52,83,250")


@pytest.mark.parametrize(
    "headings",
    [
        "Billing calls,Billing AHT,Repairs calls,Repairs AHT,Total calls,Total AHT",
        "Anrufe Billing,AHT Billing (s),Anrufe Repairs,AHT Repairs (s),Anrufe gesamt,"
        "AHT gesamt (s)",
        "Calls Billing,AHT Billing,Calls Repairs,AHT Repairs,Calls Total,AHT Total",
    ],
)
def test_queues_are_planned_and_not_the_columns_of_their_total(headings: str) -> None:
    demand = read(table(headings, *PAIRS))
    assert sorted(demand.queues) == ["Billing", "Repairs"]
    assert sorted(set(demand.aht)) == [200, 310]
    assert any("is the sum of the others: left out" in note for note in demand.notes)


@pytest.mark.parametrize(
    "headings",
    [
        "Calls Billing,Calls Repairs,Calls Total,AHT (s)",
        "Billing,Repairs,Total calls,AHT (s)",
        "Billing,Repairs,Anrufe gesamt,AHT (s)",
    ],
)
def test_the_total_of_queues_with_one_aht_is_not_planned(headings: str) -> None:
    demand = read(table(headings, *PLAIN))
    assert demand.queues == ("Billing", "Repairs")
    assert demand.volume.sum() == 203
    assert set(demand.aht) == {250}


def test_a_total_of_two_rows_of_headings_is_not_planned() -> None:
    rows = [f"{start},{row}" for start, row in zip(STARTS, PAIRS, strict=True)]
    tops = ",Billing,,Repairs,,Total,"
    demand = read("\n".join([tops, "start,Calls,AHT (s),Calls,AHT (s),Calls,AHT (s)", *rows, ""]))
    assert demand.queues == ("Billing", "Repairs")


def test_a_total_that_is_not_the_sum_is_asked_for_and_either_reading_works() -> None:
    headings = "Billing calls,Billing AHT,Repairs calls,Repairs AHT,Total calls,Total AHT"
    text = table(headings, "17,200,41,310,59,278", *PAIRS[1:])
    with for_command_line(), pytest.raises(DataError) as caught:
        read(text)
    assert "--queue Billing --queue Repairs, or the total as one queue with --queue Total" in str(
        caught.value
    )
    assert read(text, queues=("Total",)).volume.sum() == 204
    assert read(text, queues=("Billing", "Repairs")).volume.sum() == 203


@pytest.mark.parametrize(
    ("offered", "handled"),
    [
        ("Contacts Offered", "Contacts Handled"),
        ("Calls Received", "Calls Handled"),
        ("Anrufe angeboten", "Anrufe angenommen"),
        ("Angebotene Anrufe", "Angenommene Anrufe"),
        ("Appels présentés", "Appels décrochés"),
        ("Llamadas ofrecidas", "Llamadas atendidas"),
        ("Gesprekken aangeboden", "Gesprekken beantwoord"),
        ("Chiamate offerte", "Chiamate risposte"),
        ("Chamadas recebidas", "Chamadas atendidas"),
        ("Contacts Offered", "Calls Handled"),
    ],
)
def test_offered_contacts_are_the_volume_beside_the_answered_ones(
    offered: str, handled: str
) -> None:
    demand = read(table(f"{handled},{offered},AHT", "41,58,250", "39,62,250", "52,83,250"))
    assert (demand.queues, demand.volume.sum()) == (("",), 203)
    assert any(f"not from '{handled}'" in note for note in demand.notes)


def test_offered_contacts_are_read_in_each_queue() -> None:
    headings = "Billing Offered,Billing Handled,Repairs Offered,Repairs Handled,AHT"
    demand = read(table(headings, "9,8,7,6,250", "9,8,7,6,250", "9,8,7,6,250"))
    assert demand.queues == ("Billing", "Repairs")
    assert demand.volume.sum() == 48
    assert "volume from 'Repairs Offered', not from 'Repairs Handled'" in demand.notes


def test_the_unit_after_the_name_of_a_queue_counts() -> None:
    headings = "Volume Billing,Volume Repairs,AHT Billing (min),AHT Repairs (min)"
    demand = read(table(headings, "9,8,4,5", "9,8,4,5", "9,8,4,5"))
    assert sorted(set(demand.aht)) == [240, 300]


def test_different_units_of_queues_are_refused() -> None:
    headings = "Volume Billing,Volume Repairs,AHT Billing (min),AHT Repairs (s)"
    with pytest.raises(DataError, match=r"'AHT Billing \(min\)' and 'AHT Repairs \(s\)' have diff"):
        read(table(headings, "9,8,4,300", "9,8,4,300", "9,8,4,300"))


@pytest.mark.parametrize(
    ("days", "options"),
    [
        ("02.03.2026;03.03.2026", {}),
        ("13.03.2026;14.03.2026", {}),
        ("02.03.26;03.03.26", {}),
        ("20260302;20260303", {}),
        ("2/3/2026;3/3/2026", {"dayfirst": True}),
        ("3/2/2026;3/3/2026", {"dayfirst": False}),
        ("12/3/2026;13/3/2026", {}),
    ],
)
def test_days_in_figures_are_headings_of_columns(days: str, options: dict[str, bool]) -> None:
    text = f"Forecast;;\n;;\nTime;{days}\n08:00;31;33\n08:30;35;39\n"
    demand = read(text, aht=200, **options)
    assert demand.volume.sum() == 138
    starts = [str(start) for start in demand.start.astype("datetime64[s]")]
    assert len(starts) == 4
    assert all(start.startswith("2026-03-") for start in starts)


@pytest.mark.parametrize(
    "text",
    [
        "Call ID,Queue,Start Time,Answer Time,End Time,Wait (s),Disposition\n"
        "71,Billing,2026-06-01 09:00:13,2026-06-01 09:00:37,2026-06-01 09:03:42,24,Answered\n",
        "Nr,Team,Start,Sekunden bis dran,Sekunden am Apparat\n"
        "1,Billing,2026-06-01 09:00:13,17,215\n2,Billing,2026-06-01 09:03:51,8,120\n",
    ],
)
def test_a_log_of_contacts_is_recognised_and_its_ids_are_no_queues(text: str) -> None:
    with for_command_line(), pytest.raises(DataError) as caught:
        read(text)
    assert "looks like a log of single contacts" in str(caught.value)
    assert "wfm count" in str(caught.value)
    assert "--queue" not in str(caught.value)


def test_a_queue_whose_name_is_also_a_word_of_handle_times_has_its_aht() -> None:
    headings = "Billing calls,Billing AHT,Service calls,Service AHT"
    demand = read(table(headings, "9,200,8,310", "9,200,8,310", "9,200,8,310"))
    assert dict(zip(demand.queue.tolist(), demand.aht.tolist(), strict=True)) == {0: 200, 1: 310}


def test_calls_that_are_the_sum_of_queues_are_not_planned_in_their_place() -> None:
    demand = read(table("Billing calls,Repairs calls,Calls,AHT", *PLAIN))
    assert demand.queues == ("Billing", "Repairs")
    assert "columns not used: 'Calls'" in demand.notes
    other = read(table("Billing calls,Repairs calls,Calls,AHT", "17,41,99,250", *PLAIN[1:]))
    assert other.queues == ("",)


@pytest.mark.parametrize(
    "headings",
    [
        "Calls <20s,Calls >20s,Total calls,AHT",
        "Answered 0-20s,Answered 20-60s,Total calls,AHT",
        "Answered Billing,Answered Repairs,Total calls,AHT",
    ],
)
def test_parts_of_a_total_by_wait_or_outcome_are_no_queues(headings: str) -> None:
    demand = read(table(headings, *PLAIN))
    assert (demand.queues, demand.volume.sum()) == (("",), 203)


def test_a_day_that_does_not_exist_is_named() -> None:
    with pytest.raises(DataError, match=r"'29.02.2026' is not a date: February 2026 has 28 days"):
        read("Time;28.02.2026;29.02.2026\n08:00;31;33\n08:30;35;39\n", aht=200)
