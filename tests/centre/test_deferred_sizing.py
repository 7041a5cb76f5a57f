"""The agents of deferred work, judged by simulations of its tickets that share no code with it."""

from __future__ import annotations

import numpy as np
import pytest

from oracles.mailbox_sim import Mailbox, simulate
from support.forecasts import demand
from wfm.centre import Centre, DeferredTarget, Queue, Team, staff_centre
from wfm.centre.config import read_centre
from wfm.centre.deferred_sizing import agents_of_week, refusal
from wfm.centre.deferred_weeks import OpenIntervals
from wfm.errors import DataError, InputError
from wfm.queueing import deferred
from wfm.shrinkage import Shrinkage

HOUR, DAY = 3600, 86400
MONDAY = int(np.datetime64("2026-03-02", "s").astype(int))


def week_of(profile, interval=1800, days=7, per_week=600.0):
    """A week of starts, and a volume that follows a profile of the hour and the day."""
    start = np.arange(0, days * DAY, interval)
    volume = np.array([profile(t % DAY / HOUR, t // DAY) for t in start], dtype=float)
    return start, volume / volume.sum() * per_week


def working_day(hour, day):
    return (1.3 if hour < 12 else 0.8) * (1.0 + 0.4 * (day == 0)) * (8 <= hour < 18) * (day < 5)


def around_the_clock(hour, day):
    return (1.0 + np.sin((hour - 6) / 24 * 2 * np.pi)) * (0.4 if day > 4 else 1.0)


# profile, tickets a week, handle times [s], response times [h], share, calendar, block [h]
MAILBOXES = {
    "short target": (working_day, 700, (780,), (3,), (0.95,), False, None),
    "half-day blocks": (working_day, 900, (420,), (4,), (0.95,), False, 5),
    "nights": (around_the_clock, 500, (540,), (6,), (0.90,), False, None),
    "calendar hours": (around_the_clock, 800, (300,), (70,), (0.95,), True, None),
    "two queues": (working_day, 800, (300, 660), (1, 8), (0.90, 0.95), False, None),
}


def plan_and_runs(name, runs):
    profile, tickets, handle, hours, shares, calendar, block = MAILBOXES[name]
    start, volume = week_of(profile, per_week=tickets / len(handle))
    size, queues = len(start), len(handle)
    forecast = demand(
        np.tile(volume, queues), np.repeat([float(h) for h in handle], size),
        start=np.tile(start + MONDAY, queues), queue=np.repeat(np.arange(queues), size),
        queues=tuple(f"q{k}" for k in range(queues)),
    )  # fmt: skip
    centre = Centre(
        tuple(
            Queue(
                f"q{k}", "deferred", team="t",
                deferred=DeferredTarget(hours[k] * HOUR, shares[k], business_hours=not calendar),
            )
            for k in range(queues)
        ),
        shrinkage=Shrinkage.parse("30%"), opening=((480, 1080),) * 5 + ((0, 0),) * 2,
        teams=(Team("t", block_length=block and block * HOUR),),
    )  # fmt: skip
    plan = staff_centre(forecast, centre)
    columns = {name: column.reshape(queues, size) for name, column in plan.columns.items()}
    agents = columns["agents"].sum(axis=0).astype(int).tolist()
    is_open = [8 <= t % DAY / HOUR < 18 and t < 5 * DAY for t in start]
    boxes = [Mailbox(volume.tolist(), handle[k], hours[k] * HOUR, calendar) for k in range(queues)]
    seen = np.array(
        [
            simulate(boxes, is_open, agents, 1800, turns=3, seed=5000 + run).begun
            for run in range(runs)
        ]
    )
    return columns["service_level"][:, 0], seen, np.array(shares)


@pytest.mark.parametrize("name", [name for name in MAILBOXES if name != "half-day blocks"])
def test_the_printed_share_and_the_kept_target_are_those_of_an_independent_simulation(name):
    printed, seen, shares = plan_and_runs(name, 24)
    error = seen.std(axis=0, ddof=1) / np.sqrt(len(seen))
    assert (abs(printed - seen.mean(axis=0)) <= 0.01 + 3 * error).all()
    # 84 % of the runs at least, less three standard errors of 24 runs
    assert ((seen >= shares - 1e-12).mean(axis=0) >= 0.84 - 3 * np.sqrt(0.84 * 0.16 / 24)).all()


@pytest.mark.deep
@pytest.mark.parametrize("name", MAILBOXES)
def test_the_printed_share_lies_within_a_hundredth_and_most_runs_keep_the_target(name):
    printed, seen, shares = plan_and_runs(name, 300)
    assert abs(printed - seen.mean(axis=0)).max() <= 0.01
    assert ((seen >= shares - 1e-12).mean(axis=0) >= 0.84).all()


def test_no_block_can_lose_an_agent():
    tried = []

    class Everything:
        """A trial in which three agents in the first block and two in the other are enough."""

        contacts, horizon = 0, None

        def keeps(self, agents):
            tried.append(agents.tolist())
            return agents[0] >= 3 and agents[-1] >= 2

        may_keep = keeps

        def required_work(self):
            return 0.0

        def measured_capacity(self, capacity):
            return 1.0

    start, volume = np.arange(4) * 1800, np.array([20.0, 0, 10.0, 0])
    found = agents_of_week(_week(start, volume, 300.0), lambda agents: agents * 1.0, Everything())
    assert found.tolist() == [3, 3, 2, 2]  # the mean work would need 4 in the first block


def test_a_plan_without_an_agent_is_refused_for_what_it_lacks():
    class Runs:
        """A trial of which no run keeps the target, on work of so many seconds."""

        def __init__(self, seconds):
            self.seconds, self.safety = seconds, 1.0

        def refusal(self, agents):
            return f"missed by {agents.tolist()}"

        def required_work(self):
            return self.seconds

        def measured_capacity(self, capacity):
            return float(capacity.sum()) * 1800

    week = _week(np.arange(4) * 1800, np.array([20.0, 0, 10.0, 0]), 300.0)

    def reason(agents, seconds):
        return refusal(week, lambda each: each * 1.0, Runs(seconds), np.array(agents))

    assert reason([4, 4, 2, 2], 21_601.0).startswith("the backlog could grow: 6.0 agent-hours")
    assert reason([4, 4, 2, 2], 21_600.0) == "missed by [4, 4, 2, 2]"
    assert reason([0, 0, 4, 4], 14_400.0).startswith("the block would have less than half")
    week = week._replace(by_deadline=(0,))
    assert reason([3, 3, 2, 2], 0.0) == "0.17 agent-hours of the mean work would miss the deadline"


def _week(start, volume, aht):
    work = deferred.work(volume, aht, 1800, 1800)
    return OpenIntervals(
        at=np.arange(4), week=np.zeros(4, int), block=np.array([0, 0, 1, 1]), works=[work],
        safety=1.0, place=np.arange(4), horizon=None, min_agents=0, first=0, last=4,
    )  # fmt: skip


# Backlog, minimum, and work that is due while the centre is closed


def office(volume, hours=((540, 1020),) * 5 + ((0, 0),) * 2, team=None, **target):
    """Two weeks of hourly tickets of six minutes, planned for one queue."""
    start = np.arange(0, 14 * DAY, HOUR)
    forecast = demand(
        np.array([volume(t % DAY / HOUR, t // DAY % 7) for t in start], dtype=float), 360.0,
        start=start + MONDAY, queues=("desk",), interval=3600.0,
    )  # fmt: skip
    queue = Queue("desk", "deferred", deferred=DeferredTarget(**target), team="t" if team else "")
    return staff_centre(
        forecast,
        Centre((queue,), shrinkage=Shrinkage.parse("30%"), opening=hours, teams=team or ()),
    )


def test_a_backlog_at_the_start_takes_agents_on_the_first_days_only():
    def agents(**more):
        plan = office(working_day, within=4.0 * HOUR, **more)
        return plan.columns["agents"].reshape(14, 24).sum(axis=1), plan

    usual, _ = agents()
    waiting, plan = agents(backlog=150.0, backlog_age=1.0 * HOUR)
    assert waiting[0] > usual[0] + 5  # 15 agent-hours more in the first three hours
    assert waiting[7:].tolist() == usual[7:].tolist()
    assert plan.columns["service_level"][0] >= 0.94


def test_contacts_that_are_overdue_at_the_start_are_not_counted_but_done():
    late = office(working_day, within=4.0 * HOUR, backlog=150.0, backlog_age=30.0 * HOUR)
    assert late.columns["service_level"][0] >= 0.94
    usual = office(working_day, within=4.0 * HOUR)
    assert late.columns["agents"][:168].sum() >= usual.columns["agents"][:168].sum() + 8


def test_an_overdue_backlog_is_not_done_in_the_first_block_at_any_price():
    def first_days(**more):
        target = {"within": 8.0 * HOUR, "share": 0.95, **more}
        desk = (Team("t", block_length=8 * HOUR),)
        plan = office(lambda hour, day: 12.5 * (9 <= hour < 17) * (day < 5), team=desk, **target)
        return plan.columns["agents"].reshape(14, 24), plan

    usual, _ = first_days()
    late, plan = first_days(backlog=100.0, backlog_age=10.0 * HOUR)
    assert late.max() <= usual.max() + 1  # ten hours of work in two days of eight hours
    assert late.sum() - usual.sum() <= 16
    assert plan.columns["service_level"][0] >= 0.95


@pytest.mark.deep
def test_a_low_share_takes_fewer_hours_unless_all_work_has_a_deadline():
    def hours(**more):
        desk = (Team("t", block_length=8 * HOUR),)
        plan = office(lambda hour, day: 5.0, team=desk, within=1.0 * HOUR, **more)
        return plan.columns["agents"].sum() / 2, plan.columns["service_level"][0]

    work = 7 * 24 * 5.0 * 360 / HOUR
    low, share = hours(share=0.2)
    assert share >= 0.2
    assert work < low < 1.35 * work  # the nights' tickets wait for the whole day
    assert hours(share=0.2, deadline=2.0 * HOUR)[0] > 1.5 * low
    assert hours(share=0.95)[0] > 1.5 * low


def test_the_age_of_a_backlog_may_be_nothing(tmp_path):
    text = """[[queue]]
name = "desk"
model = "deferred"
within = "8h"
backlog = 30
backlog_age = "0h"
"""
    path = tmp_path / "centre.toml"
    path.write_text(text)
    assert read_centre(str(path)).queues[0].deferred.backlog_age == 0
    path.write_text(text.replace('within = "8h"', 'within = "0h"'))
    with pytest.raises(DataError, match="must be greater than 0"):
        read_centre(str(path))


def test_a_team_of_deferred_work_has_its_minimum_of_agents():
    plan = office(working_day, team=(Team("t", min_agents=3),), within=8.0 * HOUR)
    is_open = plan.columns["agents"].reshape(14, 24)[:5, 9:17]
    assert is_open.min() == 3
    assert office(working_day, within=8.0 * HOUR).columns["agents"].max() < 3


def test_work_due_by_the_calendar_while_the_centre_is_closed_is_named_with_its_cures():
    with pytest.raises(InputError) as caught:
        office(around_the_clock, within=20.0 * HOUR, business_hours=False)
    text = str(caught.value)
    for words in (
        "queue 'desk': what arrives Fri 2026-03-06 17:00 is due Sat 2026-03-07 13:00",
        "from Mon 2026-03-09 09:00 on",
        "Relax within to 65 h or more",
        'hours = "business"',
        "or open earlier",
    ):
        assert words in text
    assert caught.value.name == "within"
    plan = office(around_the_clock, within=65.0 * HOUR, business_hours=False)
    assert plan.columns["service_level"][0] >= 0.94


@pytest.mark.deep
def test_a_resolution_target_is_kept_with_its_follow_ups_in_an_independent_simulation():
    target = {
        "within": 6.0 * HOUR, "share": 0.9, "resolve_within": 20.0 * HOUR, "resolve_share": 0.9,
        "follow_up": 0.4, "follow_up_aht": 840.0,
    }  # fmt: skip
    plan = office(lambda hour, day: 12.0 * working_day(hour, day), **target)
    agents = plan.columns["agents"].astype(int).tolist()
    is_open = [9 <= i % 24 < 17 and i // 24 % 7 < 5 for i in range(len(agents))]
    volume = plan.demand.volume
    boxes = [
        Mailbox(volume.tolist(), 360.0, 6 * HOUR, False, resolve=20 * HOUR),
        Mailbox((0.4 * volume).tolist(), 840.0, 20 * HOUR, False, 6 * HOUR, 20 * HOUR),
    ]
    runs = [simulate(boxes, is_open, agents, 3600, turns=2, seed=run) for run in range(20)]
    begun = np.array([run.begun[0] for run in runs])
    resolved = np.array([0.6 * run.resolved[0] + 0.4 * run.resolved[1] for run in runs])
    figures = {name: figure.value for name, figure in plan.figures.of("desk").items()}
    assert abs(plan.columns["service_level"][0] - begun.mean()) <= 0.02
    assert abs(figures["resolved_in_time"] - resolved.mean()) <= 0.02
    assert (resolved >= 0.9).mean() >= 0.59  # 84 %, less three standard errors
    assert (begun >= 0.9).mean() >= 0.59
    # 0.4 · 14 min for each 6 min more
    without = office(lambda hour, day: 12.0 * working_day(hour, day), within=6.0 * HOUR, share=0.9)
    assert sum(agents) > 1.7 * without.columns["agents"].sum()


def test_a_resolution_target_is_read_in_business_days_and_checked(tmp_path):
    text = """[opening]
Mon-Fri = "09:00-17:00"
[[queue]]
name = "desk"
model = "deferred"
within = "1 business day"
resolve_within = "3 business days"
resolve_share = "90%"
follow_up = "25%"
aht = "6m"
"""
    path = tmp_path / "centre.toml"
    path.write_text(text)
    target = read_centre(str(path)).queues[0].deferred
    assert target is not None
    assert (target.within, target.resolve_within) == (8 * HOUR, 24 * HOUR)
    assert (target.resolve_share, target.follow_up, target.follow_up_aht) == (0.9, 0.25, 360)
    assert target.full_deadline == 24 * HOUR
    for old, new, words in (
        ('"3 business days"', '"7h"', "must not be less than within"),
        ('resolve_within = "3 business days"\n', "", "needs resolve_within"),
        ('"1 business day"', '"1 business day"\ndeadline = "4 business days"', "the deadline"),
    ):
        path.write_text(text.replace(old, new))
        with pytest.raises(DataError, match=words):
            read_centre(str(path))
