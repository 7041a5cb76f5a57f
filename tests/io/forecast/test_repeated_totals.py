"""Totals that repeat the start of a row, below or above the rows that they add up."""

from __future__ import annotations

import numpy as np
import pytest

from support.forecast_text import read
from wfm.demand import Demand
from wfm.errors import DataError
from wfm.io.forecast import repeated_totals

HEAD = "start,volume,aht\n"
HOURS: dict[int, tuple[int, ...]] = {7: (13, 17, 11, 19), 8: (31, 29, 37, 23), 11: (5, 8, 0, 6)}


def hours(place: str, volumes: dict[int, tuple[int, ...]] = HOURS, day: int = 7) -> list[str]:
    """Quarter-hours with the total of each hour below or above them."""
    rows = []
    for hour, parts in volumes.items():
        quarters = [
            f"2026-07-{day:02d} {hour:02d}:{15 * i:02d},{volume},210\n"
            for i, volume in enumerate(parts)
        ]
        total = f"2026-07-{day:02d} {hour:02d}:00,{sum(parts)},210\n"
        rows += [*quarters, total] if place == "below" else [total, *quarters]
    return rows


def left_out(demand: Demand) -> str:
    """The notes of the totals."""
    return "; ".join(note for note in demand.notes if "left out" in note)


@pytest.mark.parametrize("place", ["below", "above"])
def test_totals_of_hours_that_repeat_a_start_are_left_out(place: str) -> None:
    demand = read(HEAD + "".join(hours(place) + hours(place, day=8)))
    assert demand.volume.tolist() == [v for parts in HOURS.values() for v in parts] * 2
    assert demand.interval == 900
    assert left_out(demand).startswith("6 rows of totals are left out: line ")


@pytest.mark.parametrize("place", ["below", "above"])
def test_more_totals_than_are_compared_one_by_one_are_left_out(place: str) -> None:
    volumes = np.random.default_rng(12).integers(40, 90, size=(28, 10, 4))
    rows = [
        row
        for day, of_day in enumerate(volumes.tolist(), 1)
        for row in hours(place, {8 + i: tuple(parts) for i, parts in enumerate(of_day)}, day)
    ]
    demand = read(HEAD + "".join(rows))
    assert demand.volume.tolist() == volumes.ravel().tolist()
    assert left_out(demand).startswith("280 rows of totals")


@pytest.mark.parametrize("place", ["below", "above"])
def test_a_total_of_part_of_an_hour_is_left_out_beside_others(place: str) -> None:
    part = ["2026-07-07 06:30,14,210\n", "2026-07-07 06:45,18,210\n"]
    total = "2026-07-07 06:00,32,210\n"
    rows = [*part, total] if place == "below" else [total, *part]
    demand = read(HEAD + "".join([*rows, *hours(place)]))
    assert demand.volume[:3].tolist() == [14, 18, 13]
    assert "volume 32" in left_out(demand)


@pytest.mark.parametrize("place", ["below", "above"])
def test_an_interval_that_is_a_sum_stays_beside_totals(place: str) -> None:
    rows = hours(place, {9: (12, 20, 25, 9), 10: (60, 20, 40, 7), 11: (32, 4, 3, 2)})
    assert read(HEAD + "".join(rows)).volume.tolist() == [12, 20, 25, 9, 60, 20, 40, 7, 32, 4, 3, 2]


@pytest.mark.parametrize("place", ["below", "above"])
def test_totals_of_one_row_and_of_no_contacts_are_left_out_beside_others(place: str) -> None:
    volumes = {**HOURS, 15: (27,), 16: (0, 0, 0, 0)}
    demand = read(HEAD + "".join(hours(place, volumes)))
    assert demand.volume[-5:].tolist() == [27, 0, 0, 0, 0]
    assert len(demand.volume) == 17


@pytest.mark.parametrize("place", ["below", "above"])
def test_equal_rows_without_other_totals_are_refused(place: str) -> None:
    with pytest.raises(DataError, match="duplicate interval 2026-07-07 09:00"):
        read(HEAD + "".join(hours(place, {9: (27,), 10: (14, 15, 17, 18)})[:6]))


@pytest.mark.parametrize(("place", "line"), [("below", 6), ("above", 2)])
def test_a_total_that_does_not_add_up_is_asked_for_with_its_sum(place: str, line: int) -> None:
    text = HEAD + "".join(hours(place)).replace("07:00,60,", "07:00,66,")
    match = (
        rf":{line}: .* may be a total of the rows {'above' if place == 'below' else 'below'} it, "
        r"as that in line \d+ is, but its volume 66 is not their sum, 60 — leave it out"
    )
    with pytest.raises(DataError, match=match) as caught:
        read(text)
    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize("place", ["below", "above"])
@pytest.mark.parametrize("total", ["2026-07-07", ""])
def test_the_total_of_a_day_below_totals_of_hours_is_left_out(place: str, total: str) -> None:
    value = sum(map(sum, HOURS.values()))
    demand = read(HEAD + "".join(hours(place)) + f"{total},{value},210\n")
    assert demand.volume.sum() == value
    assert f"volume {value}" in left_out(demand)


def test_totals_of_hours_are_found_in_each_queue() -> None:
    others = hours("above", {7: (1, 2, 3, 4), 8: (5, 6, 7, 8), 11: (9, 9, 1, 1)})
    rows = zip(hours("above"), others, strict=True)
    text = "queue,start,volume,aht\n" + "".join(f"Sales,{a}Help,{b}" for a, b in rows)
    demand = read(text)
    assert demand.volume.sum() == sum(map(sum, HOURS.values())) + 56
    assert len(demand.volume) == 24


@pytest.mark.parametrize("queues", [1, 40])
def test_a_file_of_duplicates_is_not_searched_to_its_end(
    monkeypatch: pytest.MonkeyPatch, queues: int
) -> None:
    looked = []
    found = repeated_totals._parts
    monkeypatch.setattr(repeated_totals, "_MAX_WITHOUT", 60)
    monkeypatch.setattr(repeated_totals, "_parts", lambda *given: looked.append(1) or found(*given))
    rows = [f"q{i % queues},2026-07-07 10:00,{7 + i % 3},210\n" for i in range(1_200)]
    with pytest.raises(DataError, match="duplicate interval 2026-07-07 10:00 of queue 'q0'"):
        read("queue," + HEAD + "".join(rows))
    assert 60 < len(looked) < 1_200 / 2
