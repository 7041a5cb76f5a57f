"""The weekly review: what happened in every interval against what was planned, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.errors import DataError, Problem
from wfm.io.forecast.decoding import ByteProgress
from wfm.io.forecast.frames import Table
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.saved_result import SavedResult
from wfm.io.table_files import FileTable
from wfm.number_text import count_text
from wfm.planning.hourly_costs import HourlyCosts
from wfm.planning.plan import Plan
from wfm.planning.records import column_or_nan
from wfm.reviewing.actuals import Actuals, read_actuals
from wfm.reviewing.causes import CAUSES, IntervalInputs, Parts, cause_of, parts_of
from wfm.reviewing.confidence_note import confidence_note
from wfm.reviewing.pairing import Pairing, in_intervals_of, pairing_of, refuse_nothing_common
from wfm.reviewing.records import OneSided
from wfm.reviewing.review_data import ReviewData
from wfm.reviewing.review_files import interval_table, review_document, review_sheets
from wfm.units import duration_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Review", "actuals_for", "review_of"]

# Models whose service level follows from volume, AHT and agents of the queue, also of a fraction.
_MODELS = ("erlang_c", "erlang_a")
_ROUNDING = 1e-9  # below a target, of a level that is written with fewer digits


@dataclass(frozen=True, repr=False)
class Review(ReviewData, SavedResult):
    """What happened in every interval against what was planned.

    Attributes
    ----------
    plan : str
        The name of the plan.
    report : str
        The name of the report.
    demand : Demand
        The intervals that both have, with the volume and AHT of the plan.
    columns : mapping of str to float64 array, shape (n,)
        ``volume_planned``, ``volume_actual``, ``answered`` [contacts], ``aht_planned``,
        ``aht_actual``, ``asa_planned``, ``asa_actual`` [s], ``agents_planned``, ``agents_actual``
        on contacts, ``scheduled_planned``, ``scheduled_actual`` [agents],
        ``service_level_planned``, ``service_level_actual``, ``service_level_expected`` by the
        model from what happened, ``abandonment_planned``, ``abandonment_actual``,
        ``occupancy_planned``, ``occupancy_actual``, and the parts ``volume``, ``aht``, ``people``,
        ``together`` and ``other`` of the difference of the service level to the plan [fraction];
        ``target`` [fraction], ``judged`` and ``missed``, 1 or 0, and ``late``: contacts beyond the
        planned share that were not answered in time [contacts]. NaN: not known.
    cause : array of str, shape (n,)
        The part that lowered the service level most, in the intervals below their target; else
        empty.
    only_in_plan, only_in_report : OneSided
        Intervals that only one of the files has; they are in no total.
    sources : mapping of str to str
        Where each actual figure is from.
    hourly_cost : float
        Cost of a paid hour of the plan; 0: not known, or another of each queue. [currency]
    definition : str
        The definition of the service level of the plan.
    notes : tuple of str
        What was detected, set aside or cannot be compared, one sentence each.
    hourly_costs : float64 array, shape (n,)
        Cost of a paid hour of each interval, premiums included; NaN: not known. [currency]
    resolution : float or None
        Share of the contacts answered that are resolved, as the plan has it. [fraction]

    Examples
    --------
    >>> import wfm
    >>> forecast = {"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "volume": [50, 60],
    ...             "aht": [240, 240]}
    >>> report = {"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "offered": [50, 120],
    ...           "aht": [240, 240], "answered within 20s": [45, 20], "agents": [10, 11]}
    >>> review = wfm.review(wfm.plan(forecast, "80/20"), report)
    >>> review.cause.tolist(), review.summary().total.volume_bias.__round__(3)
    (['', 'volume'], -0.353)
    """

    def __repr__(self) -> str:
        """The size of the review, instead of its arrays."""
        intervals = count_text(len(self.demand), "interval")
        return f"<Review: {intervals}, {count_text(len(self.demand.queues), 'queue')}>"

    def to_frame(self) -> pd.DataFrame:
        """The intervals as a table, one row per queue and interval that both files have.

        Returns
        -------
        pandas.DataFrame
            ``queue``, ``start`` (in the time zone of the plan, if it has one), the columns, and
            ``cause``.
        """
        import pandas as pd

        demand = self.demand
        start = pd.Series(pd.to_datetime(demand.start, unit="s", utc=demand.zone is not None))
        if demand.zone is not None:
            start = start.dt.tz_convert(demand.zone)
        names = np.array(demand.queues, dtype=object)[demand.queue]
        table = {"queue": names, "start": start, **self.columns}
        table["judged"], table["missed"] = self.columns["judged"] > 0, self.columns["missed"] > 0
        return pd.DataFrame(table | {"cause": self.cause.astype(object)})

    def table(self) -> FileTable:
        """The intervals as columns of a file."""
        return interval_table(self)

    def _sheets(self) -> Sequence[FileTable]:
        """The sheets of a workbook."""
        return review_sheets(self)

    def _document(self) -> Mapping[str, Any]:
        """What JSON has beside the rows."""
        return review_document(self)

    def _source(self) -> str:
        """The name of the report."""
        return self.report


def actuals_for(
    plan: Plan,
    source: str | Table,
    options: ReadOptions,
    *,
    stdin: BinaryIO | None = None,
    progress: ByteProgress | None = None,
) -> Actuals:
    """Read a report in the time zone of a plan, with the service level within its limit.

    Parameters
    ----------
    plan : Plan
        The plan with which it is to be compared.
    source, options, stdin, progress
        As for `wfm.reviewing.actuals.read_actuals`; a time zone in `options` counts first.

    Raises
    ------
    DataError
        With every problem of the report.
    InputError
        For an option outside its domain.
    """
    zone = options.zone or getattr(plan.demand.zone, "key", None)
    limits = {one.target.within for one in plan.settings.settings if one.target is not None}
    limit = limits.pop() if len(limits) == 1 else None
    options = replace(options, zone=zone)
    return read_actuals(source, options, limit, stdin=stdin, progress=progress)


def review_of(plan: Plan, actuals: Actuals) -> Review:
    """Compare what happened with a plan, interval by interval.

    Parameters
    ----------
    plan : Plan
        A plan with volume and AHT.
    actuals : Actuals
        A report of the same time, in the same or shorter intervals.

    Raises
    ------
    DataError
        For a plan without volumes, or if no interval of the report is one of the plan.
    UsageError
        For intervals that are longer than those of the plan.
    """
    demand = plan.demand
    if np.isnan(demand.volume).any():
        text = "has required agents without volume and AHT; give a plan of wfm staff, or add them"
        raise DataError(demand.source, [Problem(text)])
    merged, notes = in_intervals_of(demand, actuals)
    pairs = pairing_of(demand, merged.demand)
    refuse_nothing_common(demand, merged.demand, pairs)
    rows = pairs.first
    own = replace(
        demand, queue=demand.queue[rows], start=demand.start[rows], volume=demand.volume[rows],
        aht=demand.aht[rows], line=demand.line[rows], row_inputs=None,
    )  # fmt: skip
    columns, sources = _columns(plan, merged, pairs)
    _add_parts(columns, plan, rows)
    _judge(columns)
    cause = _cause(columns)
    return Review(
        plan=demand.source,
        report=actuals.demand.source,
        demand=own,
        columns=columns,
        cause=cause,
        only_in_plan=_one_sided(demand, pairs.only_first),
        only_in_report=_one_sided(merged.demand, pairs.only_second),
        sources=sources,
        hourly_cost=plan.inputs.hourly_cost,
        definition=_definition(plan),
        notes=(
            *notes,
            *pairs.notes,
            *filter(None, [confidence_note(plan, rows, columns["volume_actual"])]),
            *_notes(plan, actuals, columns, sources),
        ),
        hourly_costs=HourlyCosts(plan).of_rows(slice(None))[rows],
        resolution=plan.inputs.costs.resolution,
    )


def _columns(
    plan: Plan, actuals: Actuals, pairs: Pairing
) -> tuple[dict[str, FloatArray], dict[str, str]]:
    """Plan and actual of each common interval, and where the actual figures are from."""
    rows, at, count = pairs.first, pairs.second, len(plan.demand)
    sources = {name: f"column '{text}'" for name, text in actuals.headings.items()}

    def given(name: str) -> FloatArray:
        column = actuals.columns.get(name)
        return np.full(len(at), np.nan) if column is None else column[at]

    volume, aht = actuals.demand.volume[at], actuals.demand.aht[at]
    answered, abandoned = given("answered"), given("abandoned")
    abandonment = given("abandonment")
    if np.isnan(answered).all():
        lost = np.where(np.isnan(abandoned), abandonment * volume, abandoned)
        answered = np.where(np.isnan(lost), np.nan, np.maximum(volume - lost, 0.0))
        if not np.isnan(answered).all():
            sources["answered"] = "computed: contacts offered - abandoned"
    if np.isnan(abandoned).all() and np.isnan(abandonment).all():
        abandoned = np.maximum(volume - answered, 0.0)
        if not np.isnan(abandoned).all():
            sources["abandonment"] = "computed: (contacts offered - answered) / offered"
    elif not np.isnan(abandoned).all():
        sources["abandonment"] = f"{sources['abandoned']} / contacts offered"
    counted = _share(abandoned, volume)
    share = np.array([one.paid_share for one in plan.settings.settings])[plan.settings.row[rows]]
    agents, scheduled = given("agents"), given("scheduled")
    if np.isnan(agents).all() and not np.isnan(scheduled).all():
        agents = scheduled * share
        sources["agents"] = f"computed: {sources['scheduled']} × (1 - shrinkage of the plan)"
    elif np.isnan(scheduled).all() and not np.isnan(agents).all():
        per_agent = _share(
            column_or_nan(plan.columns, "scheduled", count)[rows],
            column_or_nan(plan.columns, "agents", count)[rows],
        )  # with the rounding of the plan, so that equal agents cost the same
        unrounded = 1.0 / np.where(share > 0, share, np.nan)
        scheduled = agents * np.where(np.isnan(per_agent), unrounded, per_agent)
        sources["scheduled"] = f"computed: {sources['agents']} × scheduled / agents of the plan"
    occupancy = given("occupancy")
    if np.isnan(occupancy).all():
        work = np.where(np.isnan(answered), volume, answered) * aht / plan.demand.interval
        occupancy = _share(work, agents)
        if not np.isnan(occupancy).all():
            sources["occupancy"] = "computed: contacts answered × AHT / agent time"
    columns = {
        "volume_planned": plan.demand.volume[rows],
        "volume_actual": volume,
        "answered": answered,
        "aht_planned": plan.demand.aht[rows],
        "aht_actual": aht,
        "agents_actual": agents,
        "scheduled_actual": scheduled,
        "service_level_actual": _level_given(plan, actuals, pairs, answered, sources),
        "abandonment_actual": np.where(np.isnan(counted), abandonment, counted),
        "occupancy_actual": occupancy,
        "asa_actual": given("asa"),
    }
    for name in ("agents", "scheduled", "service_level", "abandonment", "occupancy", "asa"):
        columns[f"{name}_planned"] = column_or_nan(plan.columns, name, count)[rows]
    return columns, sources


def _level_given(
    plan: Plan,
    actuals: Actuals,
    pairs: Pairing,
    answered: FloatArray,
    sources: dict[str, str],
) -> FloatArray:
    """The service level that the report has; NaN without contacts.

    ::

        answered in time / contacts offered, or answered where the target is defined so
    """
    at, volume = pairs.second, actuals.demand.volume[pairs.second]
    level = np.full(len(at), np.nan)
    if "service_level" in actuals.columns:
        level = np.where(volume > 0, actuals.columns["service_level"][at], np.nan)
    if "in_time" in actuals.columns:
        settings, row = plan.settings
        by_answered = np.array(
            [one.target is not None and one.target.definition == "answered" for one in settings]
        )[row[pairs.first]]
        contacts = np.where(by_answered & ~np.isnan(answered), answered, volume)
        counted = np.minimum(_share(actuals.columns["in_time"][at], contacts), 1.0)
        level = np.where(np.isnan(counted), level, counted)
        whole = "contacts answered" if by_answered.all() else "contacts offered"
        sources["service_level"] = f"{sources['in_time']} / {whole}"
    return level


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """A quotient; NaN where the divisor is 0 or not known."""
    return np.asarray(np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan))


def _add_parts(columns: dict[str, FloatArray], plan: Plan, rows: NDArray[np.intp]) -> None:
    """The parts of the difference to the plan, by the model of each target."""
    settings, row = plan.settings
    for name in ("service_level_expected", "target", *CAUSES):
        columns[name] = np.full(len(rows), np.nan)
    shared = {name for name in plan.teams if plan.teams.count(name) > 1}
    own_agents = np.array([team not in shared for team in plan.teams])[plan.demand.queue[rows]]
    for index, setting in enumerate(settings):
        target = setting.target
        if target is None:
            continue
        at = np.flatnonzero(row[rows] == index)
        if target.service_level is not None:
            columns["target"][at] = target.service_level
        at = at[own_agents[at]]
        if target.model not in _MODELS or not len(at):
            continue
        planned, actual = (
            IntervalInputs(*(columns[f"{name}_{kind}"][at] for name in ("volume", "aht", "agents")))
            for kind in ("planned", "actual")
        )
        given = columns["service_level_actual"][at]
        parts = parts_of(planned, actual, given, plan.demand.interval, target)
        columns["service_level_planned"][at] = parts.planned
        columns["service_level_expected"][at] = parts.expected
        for name in CAUSES:
            columns[name][at] = getattr(parts, name)


def _judge(columns: dict[str, FloatArray]) -> None:
    """Whether each interval is below its target, and its contacts late beyond the plan.

    The level is that of the report, else that of the model; the target is the planned level where
    there is none.
    """
    level = columns["service_level_actual"]
    if np.isnan(level).all():
        level = columns["service_level_expected"]
    volume, planned = columns["volume_actual"], columns["service_level_planned"]
    target = np.where(np.isnan(columns["target"]), planned, columns["target"])
    judged = (volume > 0) & ~np.isnan(level) & ~np.isnan(target)
    missed = judged & (level < target - _ROUNDING)
    columns["judged"], columns["missed"] = judged.astype(float), missed.astype(float)
    late = np.maximum(volume * (np.where(np.isnan(planned), target, planned) - level), 0.0)
    columns["late"] = np.where(missed, late, np.where(judged, 0.0, np.nan))


def _cause(columns: Mapping[str, FloatArray]) -> NDArray[np.str_]:
    """The cause of each interval below its target."""
    parts = Parts(
        columns["service_level_planned"],
        columns["service_level_expected"],
        *(columns[name] for name in CAUSES),
    )
    known = ~np.isnan(columns["service_level_expected"])
    return cause_of(parts, (columns["missed"] > 0) & known)


def _one_sided(demand: Demand, rows: NDArray[np.intp]) -> OneSided:
    """Some rows of a table."""
    return OneSided(
        tuple(demand.queues[i] for i in demand.queue[rows].tolist()),
        demand.start[rows],
        demand.volume[rows],
    )


def _definition(plan: Plan) -> str:
    """The definition of the service level of the plan, "" where its queues differ."""
    targets = {one.target for one in plan.settings.settings if one.target is not None}
    texts = {(one.definition, one.within) for one in targets}
    if len(texts) != 1:
        return ""
    definition, within = texts.pop()
    words = {"offered": "contacts offered", "answered": "contacts answered",
             "virtual": "contacts offered, by virtual wait"}  # fmt: skip
    return f"answered within {duration_text(within)} / {words[definition]}"


def _notes(
    plan: Plan, actuals: Actuals, columns: Mapping[str, FloatArray], sources: Mapping[str, str]
) -> list[str]:
    """What the report lacks, and what cannot be compared."""
    notes = []
    limits = {one.target.within for one in plan.settings.settings if one.target is not None}
    if actuals.limit is not None and limits and actuals.limit not in limits:
        planned = " and ".join(duration_text(one) for one in sorted(limits))
        notes.append(
            f"the service level of the report is within {duration_text(actuals.limit)} by its "
            f"heading, that of the plan within {planned}: they differ for this reason too"
        )
    goals = {one.target.goal for one in plan.settings.settings if one.target} - {"interval"}
    if goals:
        notes.append(
            f"the target of the plan holds per {' or '.join(sorted(goals))}: an interval below it "
            "is not missed by the plan alone"
        )
    if np.isnan(columns["service_level_actual"]).all():
        notes.append(
            "the report has no service level: intervals are judged by the model, from its volume, "
            "AHT and agents"
        )
    lacking = [
        text
        for name, text in (("agents", "agents"), ("aht", "AHT"))
        if np.isnan(columns[f"{name}_actual"]).all()
    ]
    if lacking:
        notes.append(
            f"the report has no {' and no '.join(lacking)}: no part of a difference is theirs; "
            "what they change is in 'other'"
        )
    empty = int((np.isnan(columns["agents_actual"]) & (columns["volume_actual"] > 0)).sum())
    if empty and "agents" not in lacking:
        notes.append(
            f"{empty:,} intervals with contacts have no agents: their part is 0, and they are in "
            "no sum of agent-hours"
        )
    models = {
        name
        for name, team in zip(plan.demand.queues, plan.teams, strict=True)
        if plan.inputs.models.get(name, "erlang_c") not in _MODELS or plan.teams.count(team) > 1
    }
    if models:
        notes.append(
            f"no causes for {', '.join(sorted(models))}: its service depends on more than its own "
            "volume, AHT and agents"
        )
    if not any(setting.target for setting in plan.settings.settings):
        notes.append("the plan has no targets: no interval is judged by one, and no cause is found")
    return notes
