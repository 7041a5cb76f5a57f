"""The service of given people on one screen, or interval by interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from wfm import datetimes
from wfm.planning.service_totals import ServiceData, ServicePeriod, ServiceSummary
from wfm.printable_text import printable_line
from wfm.report.interval_text import definition_text
from wfm.report.plan_lines import day_text, number_or_blank
from wfm.report.text_table import defaults_text, line_width, table, wrapped
from wfm.targets import target_text
from wfm.units import duration_text, given_percent_text, number_text, percent_text, wait_text

__all__ = ["expected_service_intervals", "expected_service_text"]

_SCREEN = 23  # lines of a terminal above the next prompt
# Title, people, headings, total, lines below and notes take 15 of them.
_ROWS = 8
_WHOLE_HOURS = 1e4  # from here on a tenth of an hour does not matter
_WORST_SHOWN = 3
_ROWS_OF_WORST = 4  # hours of a day may take the place of the worst intervals and their heading
_HEADINGS = (
    ("", "contacts", "required", "agent", "under-", "over-", "service", "ASA", "target"),
    ("", "", "hours", "hours", "staffed", "staffed", "level %", "s", "met"),
)


def expected_service_text(service: ServiceData, summary: ServiceSummary, notes: int = 0) -> str:
    """The service of given people in about 23 lines of 80 columns, with those of its notes.

    Parameters
    ----------
    service : ServiceData
        The result.
    summary : ServiceSummary
        Its totals.
    notes : int
        Lines of the notes that are on the screen beside it.

    Returns
    -------
    str
        One row per queue if there are several, one per day, week or month, whichever is the
        finest that fits, the total, and the worst intervals.
    """
    digits = 1 if summary.total.agent_hours < _WHOLE_HOURS else 0
    text = ""
    periods = (*_queues(summary), *_periods(summary), summary.total)
    fitted = _fitted([_cells(period, digits) for period in periods])
    for brief in (False, True):
        gap = "\n" if brief or len(periods) > _ROWS + 1 else "\n\n"
        below = "\n".join(_below(service, summary, brief=brief))
        text = gap.join((_title(service, summary), fitted, below))
        if text.count("\n") + notes < _SCREEN:
            break
    return text


def _fitted(rows: Sequence[tuple[str, ...]]) -> str:
    """The table with its headings, as narrow as the screen needs."""
    body = [*_HEADINGS, *rows]
    width = sum(max(map(len, column)) for column in zip(*body, strict=True))
    gap = "  " if width + 2 * (len(_HEADINGS[0]) - 1) <= line_width() else " "
    space = (
        line_width() - (width - max(len(row[0]) for row in body)) - len(gap) * (len(body[0]) - 1)
    )
    return table([(_shortened(row[0], max(space, 12)), *row[1:]) for row in body], gap=gap)


def _shortened(name: str, space: int) -> str:
    """A name without its middle, because the ends of names differ."""
    return name if len(name) <= space else f"{name[: space // 2]}…{name[-((space - 1) // 2) :]}"


def _title(service: ServiceData, summary: ServiceSummary) -> str:
    """The forecast and its people."""
    demand = service.demand
    source = demand.source if len(demand.source) <= 30 else PurePath(demand.source).name
    queues = f", {len(demand.queues)} queues" if len(demand.queues) > 1 else ""
    dates = f"{summary.days[0].label} to {summary.days[-1].label}"
    first = (
        f"{source}: {len(demand):,} intervals of {duration_text(demand.interval)}{queues}, {dates}"
    )
    return f"{printable_line(first)}\n{wrapped(f'Agents: {people_text(service)}')}"


def people_text(service: ServiceData) -> str:
    """Where the agents are from, and what the shrinkage does to them."""
    if service.people.scheduled:
        totals = {one.shrinkage.total for one in service.settings.settings if one.shrinkage}
        share = f" of {given_percent_text(totals.pop())}" if len(totals) == 1 else ""
        return f"{service.people.text}, people on the schedule less a shrinkage{share}"
    return f"{service.people.text}, on contacts (net of shrinkage)"


def _queues(summary: ServiceSummary) -> Sequence[ServicePeriod]:
    """One row per queue if there are several; the first of them if they do not all fit."""
    return summary.queues[: _ROWS - 2] if len(summary.queues) > 1 else ()


def _periods(summary: ServiceSummary) -> Sequence[ServicePeriod]:
    """Hours of one day, days, weeks or months: the finest that fits beside the queues."""
    space = _ROWS - len(_queues(summary))
    if 1 < len(summary.hours) <= space + _ROWS_OF_WORST and len(summary.queues) == 1:
        return summary.hours
    days = [day._replace(label=day_text(day.label)) for day in summary.days]
    weeks = [week._replace(label=f"week {week.label}") for week in summary.weeks]
    for periods in (days, weeks, summary.months):
        if len(periods) <= space:
            return () if len(periods) == 1 else periods
    return ()


def _cells(period: ServicePeriod, digits: int) -> tuple[str, ...]:
    """The figures of a row; units are in the heading."""
    return (
        period.label,
        number_text(period.contacts, 0),
        number_text(period.required_hours, digits),
        number_text(period.agent_hours, digits),
        number_text(period.understaffed_hours, digits),
        number_text(period.overstaffed_hours, digits),
        number_text(100 * period.service_level),
        number_or_blank(period.asa),
        f"{period.on_target:,}/{period.intervals:,}",
    )


def _below(service: ServiceData, summary: ServiceSummary, *, brief: bool) -> Iterator[str]:
    """Target, worst intervals, overload, defaults, and where the rest is."""
    total, inputs = summary.total, service.inputs
    yield from map(wrapped, _target_lines(service, total, brief=brief))
    if summary.worst and len(_periods(summary)) <= _ROWS:
        yield "Most contacts not answered in time:"
        yield table([_worst_cells(service, row) for row in summary.worst[:_WORST_SHOWN]], left=2)
    if total.overloaded:
        plural = "" if total.overloaded == 1 else "s"
        limits = f"Overload in {total.overloaded:,} interval{plural}: waits have no limit"
        yield wrapped(
            f"{limits} (--patience 3m: contacts abandon)"
            if brief
            else f"{limits}. Each interval is computed without the backlog of the one before; "
            "--patience 3m lets contacts abandon"
        )
    defaults = defaults_text(inputs.defaults, details=False)
    if defaults:
        yield defaults
    yield "Every interval: --intervals, or in a file: -o service.xlsx (.csv, .json)"


def _target_lines(service: ServiceData, total: ServicePeriod, *, brief: bool) -> Iterator[str]:
    """Target, definition of the service level, and the measures without a column."""
    common = service.inputs.common_target
    definition = "Service level: answered within the limit of the queue"
    if common is not None:
        target = target_text(common.target)
        definition = definition_text(common.definition, common.within)
        share = definition.removeprefix("Service level: ")
        if brief and target.endswith(share.partition(" / ")[0]):
            definition = f"Target: {target} / {share.partition(' / ')[2]}"
        else:
            yield f"Target per interval: {target}"
    yield f"{definition}; occupancy {percent_text(total.occupancy)}"
    if abandonment := percent_text(total.abandonment):
        yield f"Abandonment: {abandonment} (Erlang A)"


def _worst_cells(service: ServiceData, row: int) -> tuple[str, ...]:
    """One interval: when, agents of those required, and their service."""
    demand, c = service.demand, service.columns
    start = datetimes.iso_texts(demand.start[row : row + 1], demand.zone)[0]
    queue = demand.queues[demand.queue[row]]
    return (
        f"  {day_text(start[:10])} {start[11:16]}",
        _shortened(queue, 20),
        f"{c['agents'][row]:.4g} of {c['agents_required'][row]:.0f} agents",
        percent_text(float(c["service_level"][row])),
        f"ASA {wait_text(float(c['asa'][row]))}",
    )


def expected_service_intervals(service: ServiceData) -> str:
    """Every interval as a table."""
    demand, c = service.demand, service.columns
    starts = datetimes.minute_texts(demand.start, demand.zone)
    several = len(demand.queues) > 1
    shares = {"abandoned": c["abandonment"]} if service.has_abandonment else {}
    heading = (
        *(("queue",) if several else ()), "start", "contacts", "agents", "required", "difference",
        "service level", "ASA", "occupancy", *shares, "on target",
    )  # fmt: skip
    rows: list[Sequence[str]] = [heading]
    for i, start in enumerate(starts):
        rows.append(
            (
                *((demand.queues[demand.queue[i]],) if several else ()),
                start,
                number_text(demand.volume[i], 1),
                f"{c['agents'][i]:.5g}",
                f"{c['agents_required'][i]:.0f}",
                f"{c['overstaffed'][i] - c['understaffed'][i]:+.4g}",
                percent_text(c["service_level"][i]),
                wait_text(c["asa"][i]),
                percent_text(c["occupancy"][i]),
                *(percent_text(share[i]) for share in shares.values()),
                "yes" if c["target_met"][i] else "no",
            )
        )
    return table(rows, left=2 if several else 1)
