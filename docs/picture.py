"""The picture of the README: a week's heat map, and one day's schedule against its requirement.

    python docs/picture.py

Needs matplotlib. Writes ``docs/plan.png`` from ``examples/forecast.csv``.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import wfm

TOP = Path(__file__).parents[1]
WEEK = ("1999-02-01", "1999-02-08")
DAY = "1999-02-02"


def heat_map(axes, plan):
    """Scheduled agents of the first week by half-hour (rows) and day (columns)."""
    frame = plan.to_frame()
    start = pd.to_datetime(frame["start"])
    frame = frame[(start >= WEEK[0]) & (start < WEEK[1])].assign(start=start)
    table = frame.pivot_table(
        index=frame.start.dt.strftime("%H:%M"), columns=frame.start.dt.date, values="scheduled"
    )
    image = axes.imshow(table, aspect="auto", cmap="viridis")
    axes.set_xticks(range(table.shape[1]), [f"{day:%a}" for day in table.columns])
    axes.set_yticks(range(0, len(table), 4), table.index[::4])
    axes.set_title("scheduled agents, first week")
    axes.figure.colorbar(image, ax=axes)


def coverage(axes, schedule):
    """Agents on shift and not on a break, against the requirement, on one day."""
    frame = schedule.coverage()
    start = pd.to_datetime(frame["start"])
    day = frame[start.dt.strftime("%Y-%m-%d") == DAY]
    hours = start[day.index].dt.hour + start[day.index].dt.minute / 60
    axes.step(hours, day["required"], where="post", color="black", label="required")
    axes.fill_between(
        hours,
        day["net"],
        step="post",
        alpha=0.45,
        color="tab:blue",
        label="on shift, not on a break",
    )
    axes.set_xticks(range(7, 25, 2), [f"{hour:02d}:00" for hour in range(7, 25, 2)])
    axes.set_ylim(bottom=0)
    axes.set_title(f"agents of the schedule against the requirement, {pd.Timestamp(DAY):%A}")
    axes.legend(loc="lower center")


def main():
    plan = wfm.plan(str(TOP / "examples" / "forecast.csv"), "85/60")
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    heat_map(left, plan)
    coverage(right, wfm.make_schedule(plan, days=7))
    figure.savefig(TOP / "docs" / "plan.png", dpi=110)


if __name__ == "__main__":
    main()
