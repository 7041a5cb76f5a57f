"""From a forecast to a plan in Python: read, plan, save, and read a plan again.

::

    forecast = wfm.read_forecast("forecast.csv")
    plan = wfm.plan(forecast, "85/60", shrinkage="30%", patience="3m")
    plan.summary(); plan.to_frame(); plan.save("plan.json")
    schedule = wfm.make_schedule(plan, rules="rules.toml", agents="agents.csv")
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

from wfm import units
from wfm._plan_keywords import basis_of, centre_plan, demand_of
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.io.forecast.frames import Table, frame_of, read_frame
from wfm.io.forecast.read_options import names_of, options_of
from wfm.io.forecast.reader import read_demand
from wfm.planning import plan_reader
from wfm.planning.budget import basis_of_budget
from wfm.planning.plan import Plan, plan_of
from wfm.shrinkage import Shrinkage
from wfm.targets import Definition, GoalPeriod, RiskScope, Target

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from wfm.centre.records import Centre
    from wfm.forecasting.forecast_result import Forecast
    from wfm.history.contact_counts import ContactCounts
    from wfm.planning.expected_service import ExpectedService

__all__ = ["count_contacts", "expected_service", "plan", "read_forecast", "read_plan"]

Path: TypeAlias = str | os.PathLike[str]


def read_forecast(
    forecast: Path | Table,
    *,
    aht: str | float | None = None,
    interval: str | float | None = None,
    tz: str | datetime.tzinfo | None = None,
    date: str | datetime.date | None = None,
    week_of: str | datetime.date | None = None,
    date_format: str | None = None,
    dayfirst: bool | None = None,
    aht_unit: str | None = None,
    fill: Literal["keep", "zero", "error"] = "keep",
    queues: Iterable[str] = (),
    sheet: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    encoding: str | None = None,
    limits: bool = True,
    aht_required: bool = True,
    columns: Mapping[str, str] | None = None,
    layout: str | None = None,
) -> Demand:
    """Read a forecast from a CSV, TSV or .xlsx file or a table, and check every cell of it.

    Everything that is not given is detected, or an error asks for it. The smallest file is

    ::

        start,volume,aht
        2026-03-02 09:00,140,180

    Parameters
    ----------
    forecast : path, pandas, polars or pyarrow table, or dict of arrays
        The file or the table; one row per interval with its start, volume, AHT, and the queue
        where there are several. The start may be the DatetimeIndex of a pandas table.
    aht : str or float, optional
        Average handle time where the file has none: ``"4m"`` or 240. [s]
    interval : str or float, optional
        Length of an interval, where the file does not have it. [s]
    tz : str or tzinfo, optional
        Time zone of the local times: ``"Europe/Berlin"``, or a `zoneinfo.ZoneInfo`.
    date : str or datetime.date, optional
        The date of a usual day, for a table with times of day only: ``"2026-03-02"``.
    week_of : str or datetime.date, optional
        A date of the week, from Monday to Sunday, for a table with names of weekdays.
    date_format : str, optional
        Format of the dates as for `datetime.strptime`.
    dayfirst : bool, optional
        Whether 05/01/2026 is 5 January.
    aht_unit : str, optional
        Unit of the AHT column, whatever its heading says: ``"s"``, ``"ms"``, ``"min"``, ``"h"``,
        ``"mm:ss"`` or ``"hh:mm:ss"``; ``"total"`` for the total of the interval in seconds,
        ``"total-min"`` for one in minutes.
    fill : {"keep", "zero", "error"}
        Intervals missing inside a day: left out with a note, added with volume 0, or refused.
    queues : iterable of str
        Only these queues; all by default.
    sheet : str, optional
        Sheet of a workbook; the first by default.
    delimiter, decimal, thousands, encoding : str, optional
        How the text is written.
    limits : bool
        Refuse over 10 million contacts per interval and an AHT over 24 hours.
    aht_required : bool
        Refuse a forecast without AHT; a centre file may have it instead.
    columns : mapping of str to str, optional
        The heading of each quantity that is not to be detected: ``{"start": "Half Hour", "volume":
        "Calls"}``. ``"A+B"`` adds columns up, ``"#3"`` is the third column, ``""`` reads none.
    layout : str, optional
        Name of the layout of an exported file: ``"genesys"``; see `wfm.io.forecast.layouts`.

    Returns
    -------
    Demand
        The forecast as arrays, sorted by queue and start.

    Raises
    ------
    DataError
        With every problem, each with its line (the label of its row in a table) and column.
    InputError
        For an option outside its domain.

    Examples
    --------
    >>> forecast = read_forecast("examples/forecast.csv")
    >>> len(forecast), forecast.interval
    (388, 1800.0)

    A table in memory is read by the same rules:

    >>> table = {"ds": ["2026-03-02 09:00", "2026-03-02 09:30"], "y": [140, 95], "aht_min": 3}
    >>> read_forecast(table).aht.tolist()
    [180.0, 180.0]

    References
    ----------
    - The same reader as that of the command ``wfm staff``: `wfm.io.forecast.reader`.
    """
    options = options_of(
        aht=aht, interval=interval, tz=tz, date_format=date_format, dayfirst=dayfirst,
        aht_required=aht_required, aht_unit=aht_unit, delimiter=delimiter, decimal=decimal,
        thousands=thousands, encoding=encoding, fill=fill, queues=queues, sheet=sheet,
        limits=limits, columns=columns, layout=layout, date=date, week_of=week_of,
    )  # fmt: skip
    if isinstance(forecast, str | os.PathLike):
        return read_demand(os.fspath(forecast), options)
    return read_frame(frame_of(forecast), options)


def plan(
    forecast: Demand | Forecast | Path | Table,
    target: Target | str | tuple[float, float] | None = None,
    *,
    shrinkage: Shrinkage | str | float | None = None,
    asa: str | float | None = None,
    max_occupancy: str | float | None = None,
    abandonment: str | float | None = None,
    patience: str | float | None = None,
    definition: Definition | None = None,
    min_agents: int | None = None,
    contract_hours: float | None = None,
    hourly_cost: float | None = None,
    premiums: str | Iterable[str] | None = None,
    resolution: str | float | None = None,
    contingency: str | float | None = None,
    budget: str | float | None = None,
    confidence: str | float | None = None,
    volume_cv: str | float | None = None,
    risk_scope: RiskScope | None = None,
    goal: GoalPeriod | None = None,
    min_service_level: str | float | None = None,
    centre: Centre | Path | None = None,
    aht: str | float | None = None,
    interval: str | float | None = None,
    tz: str | datetime.tzinfo | None = None,
    date: str | datetime.date | None = None,
    week_of: str | datetime.date | None = None,
    date_format: str | None = None,
    dayfirst: bool | None = None,
    aht_unit: str | None = None,
    fill: Literal["keep", "zero", "error"] | None = None,
    queues: Iterable[str] = (),
    sheet: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    encoding: str | None = None,
    limits: bool | None = None,
    columns: Mapping[str, str] | None = None,
    layout: str | None = None,
) -> Plan:
    """Staff a forecast: agents, scheduled agents and service of every interval.

    ::

        a = volume · aht / interval
        n = least whole number that meets the target
        N = ⌈ n / (1 - shrinkage) ⌉
        cost = Σ N · interval · (hourly cost + premiums of the hour)
        cost per resolved contact = cost / (contacts answered · resolution)

    Parameters
    ----------
    forecast : Demand, Forecast, path, pandas, polars or pyarrow table, or dict of arrays
        As `read_forecast` or `wfm.forecast` returns it, its file, or a table: ``start`` (or a
        DatetimeIndex), ``volume`` [contacts], ``aht`` [s] and, for several, ``queue``.
    target : Target, str or tuple, optional
        The service target of all queues; ``"85/60"`` or ``(0.85, 60)``, the default
        without `asa` and `abandonment`, is 85 % answered within 60 s.
    shrinkage : Shrinkage, str or float, optional
        Share of paid time not available for contacts; by default 30 % by component. [fraction]
    asa : str or float, optional
        Maximum average speed of answer. [s]
    max_occupancy : str or float, optional
        Maximum occupancy. [fraction]
    abandonment : str or float, optional
        Maximum share of contacts that abandon; needs `patience`. [fraction]
    patience : str or float, optional
        Mean time until a waiting customer abandons (Erlang A); without it Erlang C. [s]
    definition : {"offered", "answered", "virtual"}, optional
        Of which contacts the service level is a share, as for `wfm.service_level`.
    min_agents : int, optional
        Minimum agents on contacts in every interval, also without contacts. [agents]
    contract_hours : float, optional
        Paid hours of a full-time contract, 40 by default. [hours per week]
    hourly_cost : float, optional
        Cost of one paid hour, for the cost of the plan and of a contact. [currency]
    premiums : str or iterable of str, optional
        What a paid hour costs more in some hours of the week, by the local time of the interval:
        ``"Mon-Sat 20:00-24:00=25%; Sun=50%"``, or an amount, ``"Sun=+3.50"``. Premiums of the same
        hours add up.
    resolution : str or float, optional
        First-contact resolution: share of the contacts answered that need no repeat contact, for
        the cost of a resolved contact. [fraction]
    contingency : str or float, optional
        On top of the paid hours, the FTE and the cost, in figures of its own: the agents of the
        intervals stay the same. [fraction]
    budget : str or float, optional
        The most that the plan may cost, its contingency included, instead of the service level of
        the target: see `wfm.planning.budget.basis_of_budget`. [currency]
    confidence : str or float, optional
        Probability with which the target is kept: agents of the volume that is not exceeded with
        it. Needs the variation of the volume. [fraction]
    volume_cv : str or float, optional
        Coefficient of variation of the volume of a day around its forecast; else of a column
        ``volume_cv``, else of columns ``p10`` and ``p90``. [fraction]
    risk_scope : {"day", "interval"}, optional
        Whether the intervals of a day exceed their forecast together, or each by itself: for the
        days that keep the target, ``summary().risk``; the agents are the same.
    goal : {"interval", "day", "week", "month"}, optional
        Over what the service level must hold: every interval, the default, or the contacts of each
        day, week or month of a queue, with the fewest agent-hours.
    min_service_level : str or float, optional
        Minimum of every interval with a goal over a period, 50 % by default. [fraction]
    centre : Centre or path, optional
        A centre of several channels or its file, ``centre.toml``, in place of all of these.
    aht, interval, tz, date, week_of, date_format, dayfirst, aht_unit, fill, queues
        How a file or table is read, as for `read_forecast`; not for a Demand.
    sheet, delimiter, decimal, thousands, encoding, limits, columns, layout
        The same.

    Returns
    -------
    Plan
        With `summary`, `to_frame`, `explain` and `save`; its `demand.notes` say what was detected.

    Raises
    ------
    DataError
        For a file with problems, each with its line.
    InputError
        For a value outside its domain, a target beside a centre, or how to read a Demand.
    UsageError
        For a budget without a service level as the target.
    UnreachableError
        If a target cannot be met, or the budget is below the least cost.

    Examples
    --------
    >>> result = plan("examples/forecast.csv", "85/60", shrinkage="30%")
    >>> result.columns["agents"][:4].tolist()
    [3.0, 4.0, 7.0, 7.0]
    >>> result.summary().peak.scheduled
    19
    >>> result.demand.notes[-1]
    'interval: 30 min, the most common step between rows'

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013.
    - B. Cleveland, *Call Center Management on Fast Forward*, ICMI Press, 2012: first-contact
      resolution and the cost of a contact.
    - The same numbers as by the command ``wfm staff``: `wfm.planning.solve.solve`.
    """
    options = {
        "target": target, "shrinkage": shrinkage, "asa": asa, "max_occupancy": max_occupancy,
        "abandonment": abandonment, "patience": patience, "definition": definition,
        "min_agents": min_agents, "contract_hours": contract_hours, "hourly_cost": hourly_cost,
        "premiums": premiums, "resolution": resolution, "contingency": contingency,
        "budget": budget, "confidence": confidence, "volume_cv": volume_cv,
        "risk_scope": risk_scope, "goal": goal, "min_service_level": min_service_level,
    }  # fmt: skip
    reading = {
        "aht": aht, "interval": interval, "tz": tz, "date": date, "week_of": week_of,
        "date_format": date_format, "dayfirst": dayfirst, "aht_unit": aht_unit, "fill": fill,
        "queues": names_of(queues, "queues") or None, "sheet": sheet, "delimiter": delimiter,
        "decimal": decimal, "thousands": thousands, "encoding": encoding, "limits": limits,
        "columns": columns, "layout": layout,
    }  # fmt: skip
    reading = {name: value for name, value in reading.items() if value is not None}
    if centre is not None:
        names = [key for key, value in options.items() if value is not None]
        return centre_plan(forecast, centre, names, reading)
    basis = basis_of(demand_of(forecast, options, reading=reading), options)
    return plan_of(basis if budget is None else basis_of_budget(basis))


def expected_service(
    forecast: Demand | Forecast | Path | Table,
    agents: str | float | ArrayLike | None = None,
    target: Target | str | None = None,
    *,
    scheduled: str | float | ArrayLike | None = None,
    shrinkage: Shrinkage | str | float | None = None,
    asa: str | float | None = None,
    max_occupancy: str | float | None = None,
    abandonment: str | float | None = None,
    patience: str | float | None = None,
    definition: Definition | None = None,
    min_agents: int | None = None,
) -> ExpectedService:
    """The service that given people provide in every interval of a forecast: staffing reversed.

    ::

        a = volume · aht / interval
        service level, ASA, occupancy of n agents by Erlang C, with a patience by Erlang A
        n = N (1 - shrinkage) for N people on the schedule

    Every interval is computed by itself: a backlog that an overloaded interval leaves to the next
    is not in its figures.

    Parameters
    ----------
    forecast : Demand, path or table
        As for `plan`.
    agents : str, number or array, optional
        Agents on contacts, net of shrinkage; this or `scheduled`. The heading of a column of the
        file or table (one that says scheduled has people on the schedule), one number for every
        interval of the one queue, or an array in the order of the forecast. [agents]
    target : Target or str, optional
        The service target, ``"85/60"`` by default as for `plan`.
    scheduled : str, number or array, optional
        People on the schedule, of whom the shrinkage is not on contacts. [agents]
    shrinkage, asa, max_occupancy, abandonment, patience, definition, min_agents
        As for `plan`.

    Returns
    -------
    ExpectedService
        With `columns`, `summary`, `to_frame` and `save`.

    Raises
    ------
    DataError
        For a file with problems, each with its line.
    InputError
        For a value outside its domain, both or none of the people, or one number for queues.

    Examples
    --------
    >>> service = expected_service("examples/forecast.csv", 10, "85/60")
    >>> total = service.summary().total
    >>> total.on_target, total.intervals, total.understaffed_hours
    (362, 388, 17.0)

    References
    ----------
    - The same numbers as by the command ``wfm staff --agents``.
    """
    by_schedule = agents is None
    given = scheduled if agents is None else agents
    if given is None or (agents is not None and scheduled is not None):
        raise InputError(
            "agents (on contacts) or scheduled (on the schedule) is needed, and not both.",
            name="agents",
        )
    from wfm.planning.expected_service import service_of_people
    from wfm.planning.given_columns import AgentsColumn, people_of

    options = {
        "target": target, "shrinkage": shrinkage, "asa": asa, "max_occupancy": max_occupancy,
        "abandonment": abandonment, "patience": patience, "definition": definition,
        "min_agents": min_agents, "contract_hours": 40.0,
    }  # fmt: skip
    column = AgentsColumn(given, scheduled=by_schedule) if isinstance(given, str) else None
    demand = demand_of(forecast, options, column)
    people = people_of(demand, given if column is None else column, scheduled=by_schedule)
    return service_of_people(basis_of(demand, options), people)


def count_contacts(
    log: Path | Table,
    *,
    interval: str | float = "30m",
    tz: str | datetime.tzinfo | None = None,
    columns: Mapping[str, str] | None = None,
    abandoned: Iterable[str] = (),
    answered: Iterable[str] = (),
    exclude: Iterable[str] = (),
    queues: Iterable[str] = (),
    aht_unit: str | None = None,
    date_format: str | None = None,
    dayfirst: bool | None = None,
    sheet: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    encoding: str | None = None,
    limits: bool = True,
) -> ContactCounts:
    """Count a log of single contacts into intervals, and estimate the patience.

    ::

        volume    contacts that arrive in the interval, answered or not
        aht       mean handle time of those of them that are answered
        patience  Σ waits / abandoned contacts

    Parameters
    ----------
    log : path, pandas, polars or pyarrow table, or dict of arrays
        One row per contact: its arrival, and where it has them the handle time, the wait, whether
        it abandoned (yes and no, or the words of an outcome), the moments at which it was answered
        and ended, and the queue.
    interval : str or float
        Length of the intervals, a divisor of a day. [s]
    tz : str or tzinfo, optional
        Time zone of the local times: ``"Europe/Berlin"``, or a `zoneinfo.ZoneInfo`.
    columns : mapping of str to str, optional
        The heading of each quantity that is not to be detected; the quantities are
        ``queue``, ``arrival``, ``date``, ``time``, ``handle_time``, ``wait``, ``abandoned``,
        ``outcome``, ``answered_at`` and ``ended_at``.
    abandoned, answered : iterable of str
        Outcomes, such as ``("ABN",)``, of contacts that abandoned and that were answered, where
        their words are not known.
    exclude : iterable of str
        Outcomes of rows that are no contacts.
    queues : iterable of str
        Only these queues; all by default.
    aht_unit : str, optional
        Unit of the handle times, whatever their headings say, and of waits whose heading has none:
        ``"s"``, ``"ms"``, ``"min"``, ``"mmss"`` or ``"hhmmss"``.
    date_format, dayfirst, sheet, delimiter, decimal, thousands, encoding : optional
        As for `read_forecast`.
    limits : bool
        Refuse handle times and waits over a week.

    Returns
    -------
    ContactCounts
        With `demand`, a forecast for `plan`, `columns`, `patience`, totals by day, week, month and
        queue, `to_frame` and `save`.

    Raises
    ------
    DataError
        With every problem of the log, each with its line (the label of its row in a table) and
        column.
    InputError
        For an option outside its domain.

    Examples
    --------
    >>> log = {"arrival": ["2026-03-02 09:00:10", "2026-03-02 09:14:00"],
    ...        "wait": [5, 75], "handle time": [240, None], "abandoned": ["no", "yes"]}
    >>> counts = count_contacts(log)
    >>> counts.total.contacts, counts.total.abandoned, counts.total.aht
    (2, 1, 240.0)

    References
    ----------
    - The same numbers as by the command ``wfm count``; the estimate is `wfm.estimate_patience`.
    """
    from wfm.history.contact_counts import count_log
    from wfm.io.contact_log.log_reader import read_contact_log
    from wfm.io.contact_log.outcomes import OutcomeWords

    options = options_of(
        tz=tz, queues=queues, columns=columns, aht_unit=aht_unit, date_format=date_format,
        dayfirst=dayfirst, sheet=sheet, delimiter=delimiter, decimal=decimal, thousands=thousands,
        encoding=encoding, limits=limits,
    )  # fmt: skip
    source = os.fspath(log) if isinstance(log, str | os.PathLike) else frame_of(log)
    words = OutcomeWords(
        names_of(abandoned, "abandoned"),
        names_of(answered, "answered"),
        names_of(exclude, "exclude"),
    )
    contacts = read_contact_log(source, options, words=words)
    return count_log(contacts, units.duration(interval, "interval"))


def read_plan(
    source: Path | Table,
    *,
    aht: str | float | None = None,
    interval: str | float | None = None,
    tz: str | datetime.tzinfo | None = None,
    date: str | datetime.date | None = None,
    week_of: str | datetime.date | None = None,
    date_format: str | None = None,
    dayfirst: bool | None = None,
    aht_unit: str | None = None,
    queues: Iterable[str] = (),
    sheet: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    layout: str | None = None,
) -> Plan:
    """Read a plan that `wfm staff` or `Plan.save` wrote, or a table like it.

    Every format has all inputs of a plan and gives the same schedule. Another table needs the
    columns of a forecast and ``agents``; for targets and shrinkage that it does not have,
    ``inputs.defaults`` lists the defaults. The smallest plan, and the smallest table of
    required agents, of which no service level is known, are

    ::

        start,volume,aht,agents             start,agents
        2026-03-02 09:00,140,180,18         2026-03-02 09:00,18

    Parameters
    ----------
    source : path, pandas, polars or pyarrow table, or dict of arrays
        A .json, .csv, .tsv or .xlsx file, or a table in memory.
    aht, interval : str or float, optional
        Average handle time and length of an interval of a table without them. [s]
    tz : str or tzinfo, optional
        Time zone of the local times of a table.
    queues : iterable of str
        Only these queues; all by default.
    sheet : str, optional
        Sheet of a workbook; by default "Plan", where it has one.
    date, week_of, date_format, dayfirst, aht_unit, delimiter, decimal, thousands, encoding
        How a table is read, as for `read_forecast`.
    columns, layout
        How a table is read, as for `read_forecast`.

    Returns
    -------
    Plan
        With the columns and inputs of the file.

    Raises
    ------
    DataError
        With every problem, each with its line (the label of its row in a table) and column.

    Examples
    --------
    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/plan.json"
    >>> plan("examples/forecast.csv", "80/20").save(path)
    >>> read_plan(path).summary().total.agent_hours
    1279.5
    >>> needs = {"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "required": [18, 21]}
    >>> read_plan(needs).agents.tolist()
    [18, 21]

    References
    ----------
    - The columns of a table and the JSON document: `wfm.planning.plan_reader.read_plan` and the
      command ``wfm schema plan``.
    """
    options = options_of(
        aht=aht, interval=interval, tz=tz, date_format=date_format, dayfirst=dayfirst,
        aht_unit=aht_unit, queues=queues, sheet=sheet, delimiter=delimiter, decimal=decimal,
        thousands=thousands, encoding=encoding, columns=columns, layout=layout, limits=False,
        date=date, week_of=week_of,
    )  # fmt: skip
    if isinstance(source, str | os.PathLike):
        return plan_reader.read_plan(os.fspath(source), options)
    return plan_reader.read_plan_frame(source, options)
