"""The sections of a review: plan against what happened, the causes and the worst intervals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wfm.html_report.chart_specs import pair_spec
from wfm.html_report.day_labels import date_range, day_label
from wfm.html_report.html_text import figures, listed, notice, paragraph, plain_table
from wfm.html_report.page_records import PageChart, PageSection, Panel
from wfm.reviewing.causes import CAUSES
from wfm.reviewing.review_document import (
    ReviewDocument,
    ReviewPeriodDocument,
    ReviewRow,
)
from wfm.units import number_text, percent_text

__all__ = ["review_sections"]

_WORST = 10
_ROWS = 60  # rows of a table of days or queues
_DAYS = 62  # days of the chart
_CAUSE_WORDS = {
    "volume": "volume", "aht": "AHT", "people": "people", "together": "several together",
    "other": "other",
}  # fmt: skip


def review_sections(name: str, review: ReviewDocument) -> Iterator[PageSection]:
    """All sections of a review."""
    total, days = review.summary.total, review.summary.days
    when = f", {date_range(days[0].label, days[-1].label)}" if days else ""
    sentence = f"{_count(total.contacts_actual)} contacts{when}"
    if total.judged:
        sentence += f": {total.missed:,} of {total.judged:,} intervals were below their target"
    parts: tuple[str | PageChart, ...] = (
        figures(_figures(total)),
        *_charts(review),
        *_tables(review),
    )
    yield PageSection("review", "Review", parts, headline=sentence)
    yield PageSection("causes", "Causes and worst intervals", tuple(_causes(review)))
    yield PageSection("review-inputs", "Inputs of the review", tuple(_inputs(name, review)))


def _count(value: float | None, digits: int = 0, unit: str = "") -> str:
    """A number with its unit; empty where it is not known."""
    return "" if value is None else f"{number_text(value, digits)}{unit}"


def _share(share: float | None) -> str:
    """A share; empty where it is not known."""
    return "" if share is None else percent_text(share)


def _signed(share: float | None) -> str:
    """A difference in percent with its sign."""
    return "" if share is None else f"{100 * share:+.1f} %"


def _figures(total: ReviewPeriodDocument) -> Iterator[tuple[str, str, str]]:
    """The headline figures: what happened, and the plan."""
    contacts = f"planned {_count(total.contacts_planned)}; bias {_signed(total.volume_bias)}"
    yield "Contacts", _count(total.contacts_actual), contacts
    if total.service_level_actual is not None:
        planned = f"planned {_share(total.service_level_planned)}"
        yield "Service level", _share(total.service_level_actual), planned
    if total.judged:
        more = f"of {total.judged:,} intervals with a target"
        yield "Below target", f"{total.missed:,}", more
    if total.aht_actual is not None:
        yield (
            "AHT",
            _count(total.aht_actual, 0, " s"),
            f"planned {_count(total.aht_planned, 0, ' s')}",
        )
    if total.agent_hours_actual is not None:
        planned = f"planned {_count(total.agent_hours_planned, 0, ' h')}"
        yield "Agent-hours", _count(total.agent_hours_actual, 0, " h"), planned
    if total.abandonment_actual is not None:
        yield "Abandonment", _share(total.abandonment_actual), "of contacts offered"
    if total.occupancy_actual is not None:
        planned = f"planned {_share(total.occupancy_planned)}"
        yield "Occupancy", _share(total.occupancy_actual), planned
    if total.cost_actual is not None:
        yield "Cost", _count(total.cost_actual), f"planned {_count(total.cost_planned)}"


def _charts(review: ReviewDocument) -> Iterator[PageChart]:
    """Contacts and service level by day, plan beside actual."""
    days = review.summary.days[:_DAYS]
    if not days:
        return
    labels = [day_label(date.fromisoformat(one.label)) for one in days]
    for name, title, unit in (
        ("contacts", "Contacts by day", "contacts"),
        ("service_level", "Service level by day", "service level"),
    ):
        points = []
        for at, (label, one) in enumerate(zip(labels, days, strict=True)):
            for what in ("planned", "actual"):
                value = getattr(one, f"{name}_{what}")
                if value is not None:
                    text = _share(value) if name == "service_level" else _count(value)
                    tip = f"{label}\n{what}: {text}"
                    points.append({
                        "at": at, "label": label, "what": what, "value": value, "tip": tip,
                    })  # fmt: skip
        if points:
            spec = pair_spec(points, unit, is_share=name == "service_level")
            yield PageChart(f"review-{name.replace('_', '-')}", title, "", [Panel("", spec)])


def _tables(review: ReviewDocument) -> Iterator[str]:
    """Days and queues."""
    for title, periods in (("Queues", review.summary.queues), ("Days", review.summary.days)):
        if len(periods) > 1:
            total = review.summary.total
            rows = [_HEAD, *map(_cells, periods[:_ROWS]), _cells(total)]
            yield plain_table(f"{title}: planned and actual", rows)
            if len(periods) > _ROWS:
                yield notice(f"{title}: {_ROWS} of {len(periods):,} are shown.")


_HEAD = (
    "", "contacts planned", "actual", "bias", "AHT planned", "actual", "agent-hours planned",
    "actual", "service level planned", "actual", "below target",
)  # fmt: skip


def _cells(one: ReviewPeriodDocument) -> tuple[str, ...]:
    """One row of a table of periods."""
    return (
        one.label,
        _count(one.contacts_planned),
        _count(one.contacts_actual),
        _signed(one.volume_bias),
        _count(one.aht_planned, 0, " s"),
        _count(one.aht_actual, 0, " s"),
        _count(one.agent_hours_planned, 1),
        _count(one.agent_hours_actual, 1),
        _share(one.service_level_planned),
        _share(one.service_level_actual),
        f"{one.missed:,}" if one.judged else "",
    )


def _causes(review: ReviewDocument) -> Iterator[str]:
    """How often each cause is that of an interval below its target, and the worst of them."""
    causes = review.summary.causes
    if causes:
        rows = [("cause", "intervals below target", "contacts late")]
        for cause in causes:
            late = _count(cause.contacts_late)
            rows.append((_CAUSE_WORDS[cause.cause], f"{cause.intervals:,}", late))
        yield plain_table("Causes", rows)
    found = {(row.queue, row.start): row for row in review.rows if row.found_in == "both"}
    worst = [found[one.queue, one.start] for one in review.summary.worst[:_WORST]]
    if worst:
        head = ("start", "queue", "service level planned", "actual", "contacts late", "cause",
                *(f"{_CAUSE_WORDS[part]}, points" for part in CAUSES))  # fmt: skip
        rows_of = [head, *map(_worst_cells, worst)]
        shown = rows_of if len(review.summary.queues) > 1 else [(r[0], *r[2:]) for r in rows_of]
        title = f"The {len(worst)} worst intervals, and what changed their service level"
        yield plain_table(title, shown, texts=2 if len(review.summary.queues) > 1 else 1)
    if not causes and not worst:
        yield paragraph("No interval is below its target, or none has one.")


def _worst_cells(row: ReviewRow) -> tuple[str, ...]:
    """One of the worst intervals."""
    level = row.service_level_actual
    points = (getattr(row, part) for part in CAUSES)
    return (
        f"{day_label(row.start.date())} {row.start:%H:%M}",
        row.queue,
        _share(row.service_level_planned),
        _share(row.service_level_expected if level is None else level),
        _count(row.late),
        _CAUSE_WORDS.get(row.cause, ""),
        *("" if part is None else f"{100 * part:+.0f}".replace("+0", "0") for part in points),
    )


def _inputs(name: str, review: ReviewDocument) -> Iterator[str]:
    """Files, definition and sources."""
    yield paragraph(f"Review: {name}; report: {review.report}; plan: {review.plan}")
    if review.definition:
        yield paragraph(f"Service level: {review.definition}")
    if review.sources:
        yield paragraph("Where the actual figures are from:")
        yield listed(f"{figure}: {source}" for figure, source in review.sources.items())
    if review.notes:
        yield paragraph("Notes:")
        yield listed(review.notes)
