"""Schedules: shifts to run, weekly patterns of people, rosters by name.

The verbs, from the narrowest to the widest:

- `cover`: the cheapest shifts with breaks that cover a requirement;
- `tours`: the same for whole weeks of anonymous people under contracts;
- `assign`: the same for named people with availability, skills and wishes;
- `make_schedule`: from a plan to a schedule by whichever of the three its rules ask for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from wfm import units
from wfm.errors import InputError
from wfm.io.forecast.frames import Table
from wfm.option_text import option
from wfm.planning.keyword_inputs import target_or_text
from wfm.planning.plan import Plan
from wfm.scheduling.agents_input import agents_from, skills_notes, skills_of
from wfm.scheduling.build import build_schedule
from wfm.scheduling.contracts import Agent
from wfm.scheduling.covering.cover import cover
from wfm.scheduling.preparation import (
    Path,
    Record,
    breaks_included,
    check_requirement,
    min_service_level_from,
    net_shrinkages,
    plan_from,
    requirement_notes,
    rules_from,
    shrinkage_from,
    target_from,
)
from wfm.scheduling.request import Goal, Prices, ScheduleRequest, SearchOptions
from wfm.scheduling.rostering.assign import assign
from wfm.scheduling.rules_file import Rules
from wfm.scheduling.schedule_inputs import inputs_of
from wfm.scheduling.schedule_result import Schedule
from wfm.scheduling.shift_costs import cost_notes, costs_of_shifts
from wfm.scheduling.time_budget import Progress, passing_on
from wfm.scheduling.tours.tours import tours
from wfm.shrinkage import Shrinkage
from wfm.targets import Target, swapped_note
from wfm.work_limits import SCHEDULED_QUEUES

__all__ = ["Schedule", "assign", "cover", "make_schedule", "tours"]


def make_schedule(
    plan: Plan | Path | Table,
    rules: Rules | Path | None = None,
    agents: Sequence[Agent] | Path | None = None,
    *,
    shrinkage: Shrinkage | str | float | None = None,
    breaks_in_shrinkage: bool | None = None,
    pool: bool = False,
    goal: Goal | None = None,
    kinds: int | None = None,
    full_time: float | str | None = None,
    target: Target | str | None = None,
    agent_columns: Mapping[str, str] | None = None,
    first_day: date | str | None = None,
    days: int | None = None,
    cyclic: bool | None = None,
    gap: str | float = 0.005,
    time_limit: str | float | None = None,
    solver: str = "scipy",
    progress: Progress | None = None,
) -> Schedule:
    """Schedule a plan: shifts with breaks, and the people who work them.

    The schedule covers, slot by slot, the requirement

    ::

        required = ceil(agents / (1 - shrinkage without breaks))

    with net agents (present and not on a break) at the lowest cost.

    Parameters
    ----------
    plan : Plan, path, pandas, polars or pyarrow table, or dict of arrays
        A plan as `wfm.plan` returns it, its file, or a table of the same columns. ``start`` and
        ``agents`` alone (or ``required``, or ``scheduled`` with shrinkage included) are a
        requirement, whose schedule has no service level. For options of how a file or table is
        read, such as ``dayfirst`` or ``week_of``, pass what `wfm.read_plan` returns.
    rules : Rules or path, optional
        Shifts, breaks, contracts and prices (``rules.toml``). By default full-time shifts of
        8 hours and part-time shifts of 4 to 6 hours, with lunch and breaks: at most 15 kinds (name,
        start and length), and at least 60 % full-time shifts on each day on which one fits.
    agents : sequence of Agent or path, optional
        People by name (``agents.csv``); needs rules with contracts.
    shrinkage : Shrinkage, str or float, optional
        Replaces the shrinkage of the plan: "30%" or "breaks=8%,leave=10%". [fraction]
    breaks_in_shrinkage : bool, optional
        Whether a single shrinkage percentage includes breaks, which the schedule places itself;
        by default it does.
    pool : bool
        One group of people for all queues.
    goal : {"interval", "day"}, optional
        "interval": the plan's agents in each interval; "day": the service target over each day.
        By default as in the rules.
    kinds : int, optional
        Most distinct shifts (name, start and length) of a queue; by default as in the rules.
    full_time : float or str, optional
        Smallest share of full-time shifts (7 paid hours or more) on every day on which one may
        start: 0.7 or "70%"; not with contracts; by default as in the rules. [fraction]
    target : Target or str, optional
        Replaces the service target of the plan: "85/60".
    agent_columns : mapping of str to str, optional
        The heading of each column of the file of `agents` that is not to be detected:
        ``{"contract": "Model"}``; ``"First+Last"`` joins two.
    first_day : date or str, optional
        First local day to schedule; by default that of the plan.
    days : int, optional
        Number of days to schedule; by default all.
    cyclic : bool, optional
        Whether the horizon repeats; by default if it is whole weeks of a plan that never closes.
    gap : str or float
        Stop when cost / lower bound - 1 is at most this. [fraction]
    time_limit : str or float, optional
        Stop the search after this time. [s]
    solver : {"scipy", "highs"}
        "highs" needs the package highspy and is for schedules without contracts.
    progress : callable, optional
        Called with the stage, the lower bound and the lowest cost so far (None while unknown).

    Returns
    -------
    Schedule
        Rows, coverage, summary and files. Where not everything can be covered, its status is
        "understaffed" and `Schedule.understaffing` lists where and why.

    Raises
    ------
    InputError
        For rules that contradict each other or the plan, and for options that the rules exclude.
    DataError
        For a file that cannot be read, with every mistake in it.

    See Also
    --------
    wfm.plan : the plan.

    References
    ----------
    - G. B. Dantzig, "A comment on Edie's 'Traffic delays at toll booths'", Operations
      Research 2, 1954.
    - A. T. Ernst, H. Jiang, M. Krishnamoorthy and D. Sier, "Staff scheduling and rostering:
      a review of applications, methods and models", European Journal of Operational Research
      153, 2004.

    Examples
    --------
    >>> import wfm
    >>> plan = wfm.plan("examples/forecast.csv", "85/60")
    >>> schedule = wfm.make_schedule(plan, first_day="1999-02-05", days=1)
    >>> schedule.summary().status, schedule.summary().paid_hours
    ('optimal', 69.0)
    """
    record = Record()
    target = target_or_text(target)
    given = Target.parse(target) if isinstance(target, str) else target
    note = swapped_note(given.service_level, given.within) if given else ""
    swapped = (note,) if note else ()
    part = plan_from(plan, first_day, days)
    if not pool:
        SCHEDULED_QUEUES.check("plan", len(part.demand.queues))
    parsed, rules_source = rules_from(rules, record)
    part, default_target = target_from(part, target, record)
    skills = skills_of(part, pool=pool)
    people = agents_from(agents, parsed, skills, agent_columns, pool=pool)
    request = ScheduleRequest(
        rules=parsed.shift_rules(people, cyclic=cyclic),
        prices=_prices(parsed, kinds, full_time),
        search=_search(gap, time_limit, solver),
        goal=parsed.cover.goal if goal is None else goal,
        min_service_level=min_service_level_from(parsed, goal),
        target=default_target,
    )
    check_requirement(
        part, target=target, goal=request.goal, breaks_in_shrinkage=breaks_in_shrinkage
    )
    totals = shrinkage_from(part, shrinkage, record)
    includes_breaks = breaks_included(totals, breaks_in_shrinkage, record)
    net = net_shrinkages(part, totals, request.rules, includes_breaks=includes_breaks)
    with passing_on():
        built = build_schedule(part, request, net.of_rows, pool=pool, progress=progress)
    costs = costs_of_shifts(part, built.rows)
    read = requirement_notes(part, totals, is_set=shrinkage is not None)
    # a screen shows the first note: how agents were read where that may be wrong, else the result
    notes = (*built.notes, *read) if shrinkage is not None else (*read, *built.notes)
    return Schedule(
        rows=built.rows,
        coverage_by_queue=built.coverage_by_queue,
        totals=built.summary,
        inputs=inputs_of(part, request, net, rules_source, record),
        slot=built.slot,
        zone=part.demand.zone,
        understaffing=built.understaffing,
        notes=(
            *swapped,
            *skills_notes(people, pool=pool),
            *notes,
            *cost_notes(part, costs),
        ),
        costs=costs,
    )


def _search(gap: str | float, time_limit: str | float | None, solver: str) -> SearchOptions:
    """When the search stops, of numbers or texts such as "1%" and "5m"."""
    return SearchOptions(
        units.fraction(gap, "gap") if isinstance(gap, str) else gap,
        None if time_limit is None else units.duration(time_limit, "time_limit"),
        solver,
    )


def _prices(rules: Rules, kinds: int | None, full_time: float | str | None) -> Prices:
    """The prices of the rules, with the restrictions that were set in their place."""
    prices = rules.prices()
    if kinds is not None:
        _check_no_contracts(rules, "kinds", kinds)
        most = units.whole_number(kinds, option("kinds"), least=1)
        prices = replace(prices, max_distinct_shifts=most)
    if full_time is not None:
        share = units.fraction(full_time, option("full_time"))
        if not 0 <= share <= 1:
            raise InputError(
                f"{option('full_time')} must be 0 to 100 %: got {full_time}.",
                name="full_time",
                value=full_time,
            )
        if share:
            _check_no_contracts(rules, "full_time", full_time)
        prices = replace(prices, full_time=share)
    return prices


def _check_no_contracts(rules: Rules, name: str, value: object) -> None:
    """Refuse an option of shifts without people where the rules have contracts."""
    if rules.contract:
        raise InputError(
            f"{option(name, value)} is not available with contracts, which choose shifts by their "
            "people: leave it out, or remove the contracts from the rules.",
            name=name,
            value=value,
        )
