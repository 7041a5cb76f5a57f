"""A review on one screen, or interval by interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from wfm import datetimes
from wfm.report.plan_lines import day_text, number_or_blank
from wfm.report.text_table import cut, defaults_text, line_width, on_terminal, table, wrapped
from wfm.reviewing.records import OneSided, ReviewPeriod, ReviewSummary
from wfm.reviewing.review_data import ReviewData
from wfm.units import duration_text, given_percent_text, number_text, percent_text

__all__ = ["review_intervals", "review_text"]

_SCREEN = 23  # lines of a terminal above the next prompt
_WORST_SHOWN = 4
_FEWEST_WORST = 2  # for which days or queues are left out
_GAP = " "
_FEWEST_COLUMNS = 5
_CAUSE_WORDS = {
    "volume": "volume",
    "aht": "AHT",
    "people": "people",
    "together": "several together",
    "other": "other",
}
_HEADINGS = (
    ("", "contacts", "", "bias", "AHT", "", "agent-h", "", "service", "", "below", "aband.",
     "occ."),
    ("", "plan", "actual", "%", "plan", "act.", "plan", "actual", "plan", "act.%", "target", "%",
     "%"),
)  # fmt: skip


def review_text(review: ReviewData, notes: int = 0, defaults: Sequence[str] = ()) -> str:
    """A review in about 23 lines of 80 columns, with those of its notes.

    Parameters
    ----------
    review : ReviewData
        The review.
    notes : int
        Lines of the notes that are on the screen beside it.
    defaults : sequence of str
        The options that have their default.

    Returns
    -------
    str
        Queues if there are several, days as far as they fit, the total, bias and WAPE, the causes
        of the intervals below their target, and the worst of them.
    """
    summary = review.summary()
    head, below = wrapped(_title(review)), [*map(wrapped, _lines(review, summary))]
    if defaults:
        below.append(defaults_text(defaults, details=False))
    # beside them: two headings, the total, and two blank lines
    used = notes + sum(text.count("\n") + 1 for text in (head, *below)) + len(_HEADINGS) + 3
    fewest = min(len(summary.worst), _FEWEST_WORST)
    rows = _rows(summary, _SCREEN - used - fewest)
    left = _SCREEN - used - (len(rows) - 1)
    below += _worst(review, summary.worst[:_WORST_SHOWN], max(left, fewest))
    return "\n\n".join([head, _table(rows), "\n".join(below)])


def _title(review: ReviewData) -> str:
    """The files and what they have in common."""
    demand, summary = review.demand, review.summary()
    days = summary.days
    queues = f", {len(summary.queues)} queues" if len(summary.queues) > 1 else ""
    return (
        f"{review.report} against {review.plan}: {len(demand):,} intervals of "
        f"{duration_text(demand.interval)}{queues}, {days[0].label} to {days[-1].label}"
    )


def _rows(summary: ReviewSummary, lines: int) -> list[ReviewPeriod]:
    """Queues if there are several, and days, as far as they fit; then the total."""
    queues = list(summary.queues) if len(summary.queues) > 1 else []
    days = [one._replace(label=day_text(one.label)) for one in summary.days]
    days = days if len(days) > 1 else []
    for some in ([*queues, *days], days, queues):
        if len(some) <= lines:
            return [*some, summary.total]
    return [summary.total]


def _table(rows: Sequence[ReviewPeriod]) -> str:
    """The periods with as many columns, from the left, as fit on a line."""
    cells = [*_HEADINGS, *map(_cells, rows)]
    for count in range(len(_HEADINGS[0]), _FEWEST_COLUMNS, -1):
        text = table([line[:count] for line in cells], gap=_GAP)
        if max(map(len, text.split("\n"))) <= line_width():
            break
    return text


def _cells(period: ReviewPeriod) -> tuple[str, ...]:
    """One row of the table."""
    return (
        cut(period.label, 20),
        _whole(period.contacts_planned),
        _whole(period.contacts_actual),
        _signed(period.volume_bias),
        _whole(period.aht_planned),
        _whole(period.aht_actual),
        _whole(period.agent_hours_planned),
        _whole(period.agent_hours_actual),
        number_or_blank(100 * period.service_level_planned),
        number_or_blank(100 * period.service_level_actual),
        f"{period.missed:,}" if period.judged else "",
        number_or_blank(100 * period.abandonment_actual),
        _whole(100 * period.occupancy_actual),
    )


def _whole(value: float) -> str:
    """A number without decimals; empty for one that is not known."""
    return number_or_blank(value, 0)


def _signed(share: float) -> str:
    """A difference in percent with its sign; empty for one that is not known."""
    return "" if np.isnan(share) else f"{100 * share:+.1f}"


def _lines(review: ReviewData, summary: ReviewSummary) -> Iterator[str]:
    """Errors of the forecast, the service level, cost, causes, and what is in one file only."""
    total = summary.total
    text = (
        f"Volume: bias {_bias_text(total.volume_bias)}, WAPE {_percent(total.volume_wape)} "
        f"({_percent(summary.volume_wape_day)} by day)"
    )
    if not np.isnan(total.aht_bias):
        text += f"; AHT: bias {_bias_text(total.aht_bias)}, WAPE {_percent(total.aht_wape)}"
    yield text
    yield _level_line(review)
    if not np.isnan(total.cost_planned):
        yield _cost_line(total)
    if total.judged:
        yield _cause_line(summary)
    for name, one in (("plan", review.only_in_plan), ("report", review.only_in_report)):
        if len(one.start):
            yield f"Only in the {name}: {_one_sided_text(one, review)}"


def _bias_text(bias: float) -> str:
    """A bias with its sign; above 0, too much was planned."""
    return "not known" if np.isnan(bias) else f"{_signed(bias)} %"


def _percent(share: float) -> str:
    """A share in percent, or that it is not known."""
    return "not known" if np.isnan(share) else percent_text(share)


def _level_line(review: ReviewData) -> str:
    """Definition of the service level planned, and of that of the report."""
    targets = np.unique(review.columns["target"][~np.isnan(review.columns["target"])])
    target = f"; target {given_percent_text(float(targets[0]))}" if len(targets) == 1 else ""
    definition = f"{review.definition}{target}" if review.definition else "of each queue"
    given = review.sources.get("service_level")
    return f"Service level: {definition}; given: {given or 'not in the report'}"


def _cost_line(total: ReviewPeriod) -> str:
    """Cost of the plan and of what happened, per contact and per resolved contact."""
    texts = []
    for name in ("planned", "actual"):
        cost, *each = (
            getattr(total, f"{figure}_{name}")
            for figure in ("cost", "cost_per_contact", "cost_per_resolved_contact")
        )
        if not np.isnan(cost):
            words = zip(each, ("per contact", "per resolved contact"), strict=True)
            parts = [f"{number_text(one, 2)} {text}" for one, text in words if not np.isnan(one)]
            texts.append(f"{name} {number_text(cost, 0)} ({', '.join(parts)})")
    return f"Cost: {'; '.join(texts)}"


def _cause_line(summary: ReviewSummary) -> str:
    """How many intervals are below their target, by cause."""
    total = summary.total
    text = f"Below target: {total.missed:,} of {total.judged:,} intervals"
    causes = [f"{_CAUSE_WORDS[one.cause]} {one.intervals:,}" for one in summary.causes]
    return f"{text}; cause: {', '.join(causes)}" if causes else text


def _one_sided_text(one: OneSided, review: ReviewData) -> str:
    """Number, queues and time of intervals of one file."""
    names = list(dict.fromkeys(name for name in one.queue if name))
    local = datetimes.local(one.start, review.demand.zone) // datetimes.DAY
    first, last = (str(datetimes.date_of(int(day))) for day in (local.min(), local.max()))
    dates = first if first == last else f"{first} to {last}"
    queues = f" of {', '.join(names[:3])}{'…' if len(names) > 3 else ''}" if names else ""
    count = len(one.start)
    return f"{count:,} interval{'s' * (count != 1)}{queues}, {dates}, in no total"


def _worst(review: ReviewData, rows: Sequence[int], lines: int) -> list[str]:
    """The worst intervals on as many lines: service level, contacts late, cause and parts."""
    starts = datetimes.minute_texts(review.demand.start, review.demand.zone)
    texts = [wrapped(f"Worst: {_interval_text(review, row, starts[row])}") for row in rows]
    ends = np.cumsum([text.count("\n") + 1 for text in texts])
    return [text for text, end in zip(texts, ends, strict=True) if end <= lines]


def _interval_text(review: ReviewData, row: int, start: str) -> str:
    """Start, service level planned and given, and the parts of the change of one interval."""
    columns, demand = review.columns, review.demand
    name = f" {cut(demand.queues[demand.queue[row]], 12)}" if len(demand.queues) > 1 else ""
    level = columns["service_level_actual"][row]
    if np.isnan(level):
        level = columns["service_level_expected"][row]
    text = (
        f"{start}{name}: "
        f"{number_or_blank(100 * columns['service_level_planned'][row], 0)} → {100 * level:.0f} %, "
        f"{number_text(columns['late'][row], 0)} late"
    )
    cause = str(review.cause[row])
    if not cause:
        return text
    parts = [
        f"{_CAUSE_WORDS[part]} {_points(columns[part][row])}"
        for part in ("volume", "aht", "people")
        if part != cause
    ]
    return f"{text}; {_CAUSE_WORDS[cause]} {_points(columns[cause][row])} ({', '.join(parts)})"


def _points(part: float) -> str:
    """A part of a change in whole percentage points, with its sign."""
    return "" if np.isnan(part) else f"{100 * part:+.0f}".replace("+0", "0")


def review_intervals(review: ReviewData) -> str:
    """Every interval of both files, in order of time."""
    demand, columns = review.demand, review.columns
    several = len(demand.queues) > 1
    heading = [
        ("", "contacts", "", "AHT", "", "agents", "", "service %", "", "cause"),
        ("", "plan", "actual", "plan", "actual", "plan", "actual", "plan", "given", ""),
    ]
    texts = datetimes.minute_texts(demand.start, demand.zone)
    order = np.lexsort((demand.queue, demand.start))
    rows = []
    for row in order.tolist():
        name = f" {cut(demand.queues[demand.queue[row]], 14)}" if several else ""
        rows.append(
            (
                f"{texts[row]}{name}",
                *_pair(columns, "volume", row, 1, 0),
                *_pair(columns, "aht", row, 1, 0),
                *_pair(columns, "agents", row, 1, 1),
                *_pair(columns, "service_level", row, 100, 1),
                _CAUSE_WORDS.get(str(review.cause[row]), ""),
            )
        )
    return table([*heading, *rows], leave_out=on_terminal((3, 4, 1, 5)))


def _pair(
    columns: Mapping[str, np.ndarray[tuple[int], np.dtype[np.float64]]],
    name: str,
    row: int,
    factor: float,
    digits: int,
) -> tuple[str, str]:
    """Plan and actual of one figure."""
    planned, actual = (factor * columns[f"{name}_{kind}"][row] for kind in ("planned", "actual"))
    return number_or_blank(planned, digits), number_or_blank(actual, digits)
