"""What holds for every forecast: it reads back as it was written, in any order, in any zone."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from support.examples import examples
from support.forecast_text import read
from wfm.errors import DataError

EPOCH = datetime(1970, 1, 1)
ZONES = sorted(available_timezones() - {"localtime"})
INTERVALS = (300, 360, 900, 1800, 3600)

names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Z")), min_size=1, max_size=9
)
# what is smaller than 1e-290 is refused
volumes = st.floats(1e-290, 1e7) | st.integers(0, 999).map(float)
# shorter handle times are asked about, as they may be parts of a day
cells = st.tuples(volumes, st.floats(1.0, 86_400))


@st.composite
def forecasts(draw: st.DrawFn) -> tuple[int, list[tuple[str, int, float, float]]]:
    """An interval, and rows without gaps from some midnight on for one to three queues."""
    interval = draw(st.sampled_from(INTERVALS))
    day = draw(st.integers(0, 25_000)) * 86_400
    queues = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    lengths = [draw(st.lists(cells, min_size=2, max_size=12)) for _ in queues]
    return interval, [
        (queue, day + i * interval, *cell)
        for queue, values in zip(queues, lengths, strict=True)
        for i, cell in enumerate(values)
    ]


def written(rows: list[tuple[str, int, float, float]], delimiter: str = ",") -> str:
    lines = [["queue", "start", "volume", "aht_s"]]
    for queue, start, volume, aht in rows:
        name = '"' + queue.replace('"', '""') + '"'
        lines.append([name, str(EPOCH + timedelta(seconds=start)), repr(volume), repr(aht)])
    return "\n".join(map(delimiter.join, lines)) + "\n"


@examples(40, 200)
@given(forecast=forecasts(), delimiter=st.sampled_from(",;\t|"))
def test_a_written_forecast_reads_back_equal(
    forecast: tuple[int, list[tuple[str, int, float, float]]], delimiter: str
) -> None:
    interval, rows = forecast
    demand = read(written(rows, delimiter), decimal=".")
    assert demand.interval == interval
    assert list(demand.queues) == list(dict.fromkeys(row[0] for row in rows))
    assert [demand.queues[i] for i in demand.queue] == [row[0] for row in rows]
    assert demand.start.tolist() == [row[1] for row in rows]
    assert demand.volume.tolist() == [row[2] for row in rows]
    assert demand.aht.tolist() == [row[3] for row in rows]
    assert demand.line.tolist() == list(range(2, len(rows) + 2))


@examples(25, 100)
@given(forecast=forecasts(), seed=st.integers(0, 1 << 32))
def test_the_order_of_the_rows_does_not_matter(
    forecast: tuple[int, list[tuple[str, int, float, float]]], seed: int
) -> None:
    _, rows = forecast
    mixed = random.Random(seed).sample(rows, len(rows))
    try:
        first, again = read(written(rows)), read(written(mixed))
    except DataError as error:  # a row may be the total of those above it
        assume("total" not in str(error))
        raise
    assert again.interval == first.interval
    named = [
        sorted((d.queues[q], s, v, a) for q, s, v, a in zip(
            d.queue.tolist(), d.start.tolist(), d.volume.tolist(), d.aht.tolist(), strict=True))
        for d in (first, again)
    ]  # fmt: skip
    assert named[0] == named[1]
    assert (np.diff(again.start)[np.diff(again.queue) == 0] > 0).all()


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The UTC days of a year in which the clock of a zone is changed."""
    days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=i) for i in range(367)]
    offsets = [day.astimezone(zone).utcoffset() for day in days]
    return [day for day, a, b in zip(days, offsets, offsets[1:], strict=False) if a != b]


def check_change(zone: ZoneInfo, day: datetime) -> None:
    """Every half-hour of three days around a change is read back as the same instant."""
    first = day - timedelta(days=1)
    instants = [first + timedelta(minutes=30 * i) for i in range(144)]
    walls = [instant.astimezone(zone).replace(tzinfo=None) for instant in instants]
    if any(wall.minute % 30 or wall.second for wall in walls):
        return  # no half-hours on this clock
    if len(set(walls)) + 4 < len(walls):
        return  # a whole day lived twice, on crossing the date line
    rows = "".join(f"{wall},1,60\n" for wall in walls)
    demand = read("start,volume,aht\n" + rows, zone=zone.key, interval=1800.0)
    assert demand.start.tolist() == [int(instant.timestamp()) for instant in instants], zone.key


@pytest.mark.parametrize("seed", range(8))
def test_every_half_hour_of_the_days_of_change_is_read_back_to_its_instant(seed: int) -> None:
    rng = random.Random(seed)
    checked = 0
    for name in rng.sample(ZONES, 12):
        zone = ZoneInfo(name)
        for day in changes(zone, rng.randint(2000, 2040)):
            check_change(zone, day)
            checked += 1
    assert checked > 0


@pytest.mark.deep
def test_every_half_hour_of_every_change_of_every_zone_is_read_back() -> None:
    for name in ZONES:
        zone = ZoneInfo(name)
        for year in range(2000, 2041):
            for day in changes(zone, year):
                check_change(zone, day)
