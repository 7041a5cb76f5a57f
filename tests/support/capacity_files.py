"""Capacity files made by hand, and the forecast of a small week."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from wfm.capacity_planning.file_records import (
    CapacityFile,
    DemandSource,
    PlanMonths,
    TeamPlanInputs,
)
from wfm.capacity_planning.records import TeamCapacity

FIRST = date(2027, 2, 1)
# Hours of a day from 9 o'clock: contacts.
DAY = (11.0, 26.0, 31.5, 17.0, 22.0, 8.5)


def week_file(
    folder: Path,
    *,
    volume: float = 1.0,
    aht: float = 1.0,
    queues: Mapping[str, float] | None = None,
    with_aht: bool = True,
    weeks: Sequence[float] = (1.0,),
    days: int = 5,
) -> str:
    """The path of a forecast from Monday, 2027-02-01, with contacts and AHT times some factors."""
    lines = ["queue,start,volume,aht" if with_aht else "queue,start,volume"]
    names = {"": 1.0} if queues is None else queues
    for name, share in names.items():
        for week, level in enumerate(weeks):
            for day in range(days):
                for hour, contacts in enumerate(DAY):
                    start = datetime(2027, 2, 1, 9) + timedelta(weeks=week, days=day, hours=hour)
                    count = contacts * (1.0 + 0.13 * day) * share * level * volume
                    handle = f",{(240.0 + 15 * hour) * aht!r}" if with_aht else ""
                    lines.append(f"{name},{start:%Y-%m-%d %H:%M},{count!r}{handle}")
    kind = f"{volume}_{aht}_{len(names)}_{'_'.join(map(str, weeks))}"
    path = folder / f"week_{kind}.csv"
    text = "\n".join(lines)
    if queues is None:
        text = "\n".join(line.partition(",")[2] for line in lines)
    path.write_text(text + "\n")
    return str(path)


def team_of(
    name: str,
    months: int,
    *,
    volume: Sequence[float] = (),
    aht_factors: Sequence[float] = (),
    supply: Mapping[str, Any] | None = None,
    more: Mapping[str, Any] | None = None,
    **demand: Any,
) -> TeamPlanInputs:
    """A team whose demand has some values; `supply` and `more` are of its other records."""
    none = (0.0,) * months
    people = {"name": name, "need": none, "people": 10, "attrition": none, "new_attrition": none}
    source = DemandSource(
        name, volume_factors=tuple(volume), aht_factors=tuple(aht_factors), **demand
    )
    return TeamPlanInputs(source, TeamCapacity(**{**people, **(supply or {})}), **(more or {}))


def file_of(*teams: TeamPlanInputs, months: PlanMonths | None = None, **more: Any) -> CapacityFile:
    """A capacity file of teams; its months begin in February 2027."""
    count = teams[0].supply.months
    return CapacityFile("capacity.toml", months or PlanMonths(FIRST, count), teams, **more)
