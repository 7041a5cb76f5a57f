"""The counts of a log on one screen, with the patience and the command that uses it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from wfm.history.contact_counts import ContactCounts
from wfm.history.count_periods import CountPeriod
from wfm.printable_text import printable_line
from wfm.report.plan_lines import day_text, number_or_blank
from wfm.report.text_table import defaults_text, table, wrapped
from wfm.units import duration_text, number_text, percent_text

__all__ = ["count_text", "patience_option"]

_ROWS = 10  # rows of periods on a screen of 24 lines
_EXAMPLE = "counted.csv"
_FEW = 30  # abandoned contacts below which an estimate of the patience is rough


def count_text(counts: ContactCounts, forecast: str | None, defaults: Sequence[str] = ()) -> str:
    """The counts of a log.

    Parameters
    ----------
    counts : ContactCounts
        The result.
    forecast : str or None
        The file of the intervals, for the next command; None if it is not written.
    defaults : sequence of str
        The options that have their default.
    """
    demand = counts.demand
    first, last = counts.days[0].label, counts.days[-1].label
    queues = f", {len(demand.queues)} queues" if len(demand.queues) > 1 else ""
    title = (
        f"{demand.source}: {counts.total.contacts:,} contacts{queues}, {first} to {last}; "
        f"{len(demand):,} interval{'s' * (len(demand) != 1)} of {duration_text(demand.interval)}"
    )
    heading = [("", "contacts", "answered", "abandoned", "abandonment", "AHT", "ASA"),
               ("", "", "", "", "%", "s", "s")]  # fmt: skip
    periods = (*_shown(counts), counts.total)
    cells = [_cells(one, has_outcome=counts.has_outcome) for one in periods]
    rows = table([*heading, *cells], leave_out=(3, 6) if counts.has_outcome else ())
    lines = [*map(wrapped, _patience_lines(counts)), defaults_text(defaults)]
    below = "\n".join(line for line in (*lines, _next(counts, forecast)) if line)
    return f"{wrapped(title)}\n\n{rows}\n\n{below}"


def _shown(counts: ContactCounts) -> Sequence[CountPeriod]:
    """Queues if there are several, then days, weeks or months: the finest that fits."""
    queues = counts.queues[: _ROWS // 2] if len(counts.queues) > 1 else ()
    days = [day._replace(label=day_text(day.label)) for day in counts.days]
    weeks = [week._replace(label=f"week {week.label}") for week in counts.weeks]
    for periods in (days, weeks, counts.months):
        if len(periods) + len(queues) <= _ROWS:
            return (*queues, *(periods if len(periods) > 1 else ()))
    return queues


def _cells(period: CountPeriod, *, has_outcome: bool) -> tuple[str, ...]:
    """The figures of a row."""
    return (
        period.label,
        number_text(period.contacts, 0),
        number_text(period.answered, 0) if has_outcome else "",
        number_text(period.abandoned, 0) if has_outcome else "",
        number_text(100 * period.abandonment) if has_outcome else "",
        number_or_blank(period.aht),
        number_or_blank(period.asa),
    )


def _patience_lines(counts: ContactCounts) -> Iterator[str]:
    """The patience of all contacts and of the queues, and what it rests on."""
    total, *queues = counts.patience
    if total.patience is None:
        yield f"Patience: not estimated, {total.reason}"
        return
    for one in (total, *queues):
        name = f" of {one.queue}" if one.queue else ""
        if one.patience is None:
            yield f"Patience{name}: not estimated, {one.reason}"
        else:
            low, high = (duration_text(round(end)) for end in one.patience[1:])
            rough = "; few contacts, so a rough estimate" if one.abandoned < _FEW else ""
            yield (
                f"Patience{name}: {duration_text(round(one.patience.patience))} on average "
                f"(95 % interval {low} to {high}), from {one.abandoned:,} abandoned of "
                f"{one.contacts:,} contacts{rough}"
            )
    if total.short:
        yield (
            f"{percent_text(total.short / total.abandoned)} of the abandoned waited at most 5 s; "
            "many centres do not count them."
        )
    yield "Repeat contacts are counted each time; after abandonment they add to the volume."


def _next(counts: ContactCounts, forecast: str | None) -> str:
    """The command that plans with these counts, after the file of the counts is written."""
    patience = counts.patience[0].patience
    # the file of several queues has a column with the patience of each
    alone = patience is not None and counts.patience_of_rows() is None
    words = f" --patience {patience_option(patience.patience)}" if patience and alone else ""
    aht = "" if not np.isnan(counts.demand.aht).all() else " --aht 4m"
    zone = getattr(counts.demand.zone, "key", None)
    tz = f" --tz {zone}" if zone else ""
    if forecast and forecast.lower().endswith(".json"):
        forecast = None  # the counts in JSON are no table
    first = "" if forecast else f"add -o {_EXAMPLE}, then "
    # a command stays on one line, to be copied
    return printable_line(f"Next: {first}wfm staff {forecast or _EXAMPLE}{tz}{aht}{words}")


def patience_option(seconds: float) -> str:
    """A patience as on the command line.

    >>> patience_option(160.4), patience_option(45), patience_option(3720)
    ('2m40s', '45s', '62m')
    """
    minutes, rest = divmod(max(round(seconds), 1), 60)
    return (f"{minutes}m" if minutes else "") + (f"{rest}s" if rest else "")
