"""Queues that are the sum of others."""

from __future__ import annotations

import numpy as np
import pytest

from support.forecast_text import read
from wfm.errors import DataError
from wfm.io.forecast.total_queues import parts_of_sum
from wfm.option_text import for_command_line

VOLUMES = {"Gold": (31, 44, 29), "Silver": (17, 12, 23), "Bronze": (50, 61, 8)}


def text(volumes: dict[str, tuple[float, ...]]) -> str:
    """A forecast of queues."""
    rows = [
        f"{name},2026-03-09 {9 + hour:02}:00,{volume},200"
        for name, values in volumes.items()
        for hour, volume in enumerate(values)
    ]
    return "queue,start,calls,aht\n" + "\n".join(rows) + "\n"


ALL = tuple(map(sum, zip(*VOLUMES.values(), strict=True)))
SOME = tuple(map(sum, zip(VOLUMES["Gold"], VOLUMES["Bronze"], strict=True)))


@pytest.mark.parametrize(
    "name",
    ["All", "Alle", "ALL QUEUES", "Alle Warteschlangen", "Overall", "Insgesamt", "Todas",
     "Todas las colas", "Ensemble", "Totaal", "Toutes les files", "Combined", "Grand Total"],
)  # fmt: skip
def test_a_queue_with_the_name_of_a_total_is_left_out_if_it_is_the_sum(name: str) -> None:
    demand = read(text({**VOLUMES, name: ALL}))
    assert demand.queues == ("Gold", "Silver", "Bronze")
    assert f"the queue '{name}' is the sum of the others: left out" in demand.notes


def test_a_queue_with_the_name_of_a_total_that_is_not_the_sum_is_asked_for() -> None:
    with pytest.raises(DataError, match="'Overall' may be the total of the other queues"):
        read(text({**VOLUMES, "Overall": (99, 118, 60)}))


@pytest.mark.parametrize(("volumes", "parts"), [(ALL, "'Silver' and 'Bronze'"), (SOME, "'Gold'")])
def test_any_queue_that_is_the_sum_of_others_is_named(volumes: tuple[int], parts: str) -> None:
    file = text({**VOLUMES, "Desk": volumes})
    with pytest.raises(DataError) as caught, for_command_line():
        read(file)
    assert "queue 'Desk' is the sum of 'Gold'" in str(caught.value)
    assert parts in str(caught.value)
    assert "--queue" in str(caught.value)
    assert read(file, queues=("Gold", "Silver", "Bronze")).volume.sum() == sum(ALL)
    assert len(read(file, queues=(*VOLUMES, "Desk")).queues) == 4


def test_queues_with_names_that_only_begin_like_a_total_are_kept() -> None:
    file = text({"Allianz": (31, 44), "Overall repairs": (17, 12), "Bronze": (50, 61)})
    assert len(read(file).queues) == 3


def test_small_volumes_that_add_up_by_chance_are_no_sum() -> None:
    assert parts_of_sum(np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 2.0]]), 2) == []


def test_a_sum_among_many_queues_is_found_quickly() -> None:
    volumes = np.random.default_rng(8).poisson(60, (300, 41)).astype(float)
    volumes[:, 40] = volumes[:, [3, 17, 29]].sum(axis=1)
    assert parts_of_sum(volumes, 40) == [3, 17, 29]
    assert parts_of_sum(volumes, 5) == []
