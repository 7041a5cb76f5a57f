"""The sections of a capacity plan: whom to hire by when, need against supply, risk and cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import nan
from typing import Any

from wfm.capacity_planning.capacity_data import PlanProof
from wfm.capacity_planning.capacity_document import (
    CapacityDocument,
    CapacityInputDocument,
    CapacityTotalDocument,
    HireClassDocument,
    SeasonRunDocument,
)
from wfm.html_report.capacity_months import CapacityMonth, months_of
from wfm.html_report.chart_specs import level_spec, supply_spec
from wfm.html_report.day_labels import day_label
from wfm.html_report.html_text import details, figures, listed, notice, paragraph, plain_table
from wfm.html_report.page_records import PageChart, PageSection, Panel
from wfm.number_text import count_text
from wfm.report.capacity_text import money_text, proof_lines
from wfm.units import number_text, percent_text

__all__ = ["capacity_sections"]

_ROWS = 60  # rows of a table
_PERIODS = 60  # months or weeks of a chart
_TEAMS = 8  # teams with a chart of their own
_MEANS = {"temps": "temps", "overtime": "overtime", "outsourced": "outsourced work"}
_KEY = "line: need; bars: supply"


def capacity_sections(name: str, plan: CapacityDocument) -> Iterator[PageSection]:
    """All sections of a capacity plan."""
    months = months_of(plan.rows)
    head = (figures(_figures(plan)), *_charts(plan, months))
    yield PageSection("capacity", "Capacity plan", head, headline=_sentence(plan))
    yield PageSection("hires", "Hires and season", tuple(_dates(plan)))
    yield PageSection("shortage", _title(plan, "short"), tuple(_risk(plan, months)))
    yield PageSection("capacity-months", _title(plan, "all"), tuple(_tables(plan, months)))
    title = "Inputs and defaults of the capacity plan"
    yield PageSection("capacity-inputs", title, tuple(_inputs(name, plan)))


def _title(plan: CapacityDocument, what: str) -> str:
    """The title of a section about months or weeks."""
    if what == "short":
        return f"Probability of a short {plan.period}"
    return f"People, supply and cost by {plan.period}"


def _sentence(plan: CapacityDocument) -> str:
    """Hires, offers, cost and what is short, in one sentence."""
    total, period = plan.summary.total, plan.period
    people = f"{count_text(total.hires, 'person', 'people')}"
    classes = f"{people} in {count_text(total.classes, 'class', 'classes')}"
    done = f"Hire {classes}" if total.hires else "Hire no one"
    if plan.proof.mode == "given":
        done = f"Given hires: {classes if total.hires else 'none'}"
    if plan.summary.first_offers is not None:
        done += f", first offers out by {_day(plan.summary.first_offers)}"
    short = f"no {period} is short on average"
    if total.months_short:
        count = f"{total.months_short} of {count_text(plan.months, period)}"
        missing = f"{number_text(total.shortage_fte_months)} FTE-{period}s"
        short = f"{count} short on average, by {missing}"
    return f"{done}; cost {money_text(total.cost, plan.currency)}; {short}"


def _day(day: date) -> str:
    """A day with its year."""
    return f"{day_label(day)} {day.year}"


def _figures(plan: CapacityDocument) -> Iterator[tuple[str, str, str]]:
    """The headline figures."""
    total = plan.summary.total
    offers = plan.summary.first_offers
    more = "no offers" if offers is None else f"first offers by {_day(offers)}"
    yield "Hires", f"{total.hires:,}", more
    yield "People at the end", number_text(total.people_end), _from(total)
    highest = f"highest {number_text(total.highest_need_fte)} FTE"
    yield "Need on contacts", f"{number_text(total.need_fte)} FTE", f"mean; {highest}"
    yield "Need, paid", f"{number_text(total.need_paid_fte)} FTE", "with paid time away"
    missing = f"on average; {number_text(total.shortage_fte_months)} FTE-{plan.period}s missing"
    yield f"Short {plan.period}s", f"{total.months_short} of {plan.months}", missing
    risk = percent_text(total.highest_probability, 0)
    yield f"Highest risk of a short {plan.period}", risk, "because people leave by chance"
    each = _each(plan, total.cost_per_contact)
    per = f"{each} per contact" if each else ""
    yield "Cost", money_text(total.cost, plan.currency), per
    if total.contacts is not None:
        yield "Contacts", number_text(total.contacts, 0), count_text(plan.months, plan.period)


def _each(plan: CapacityDocument, cost: float | None) -> str:
    """The cost per contact; empty where it is not known, or where costs are no money."""
    is_money = plan.currency != f"person-{plan.period}s"
    return number_text(cost, 2) if is_money and cost is not None else ""


def _from(total: CapacityTotalDocument) -> str:
    """The people at the start."""
    return f"{number_text(total.people_start)} at the start"


def _charts(plan: CapacityDocument, months: Sequence[CapacityMonth]) -> Iterator[str | PageChart]:
    """Need against supply of all teams, then of each."""
    teams = plan.summary.teams
    title = f"Need and supply by {plan.period}"
    yield _chart("capacity", title if len(teams) < 2 else f"{title}, all teams", plan, months)
    if len(months) > _PERIODS:
        yield notice(f"{_PERIODS} of {len(months):,} {plan.period}s are drawn; the file has all.")
    if len(teams) < 2:
        return
    largest = sorted(teams, key=lambda one: -one.need_fte)[:_TEAMS]
    for team in largest:
        own = months_of([row for row in plan.rows if row.team == team.label])
        yield _chart("capacity-team", f"{title}: {team.label}", plan, own)
    if len(teams) > _TEAMS:
        yield notice(f"{_TEAMS} of {len(teams):,} teams are drawn, those with the highest need.")


def _chart(
    name: str, title: str, plan: CapacityDocument, months: Sequence[CapacityMonth]
) -> PageChart:
    """Supply as stacked bars, need as a line."""
    shown = months[:_PERIODS]
    table = [("", "need, FTE", "supply, FTE", *(f"{part}, FTE" for part in shown[0].parts),
              "short, FTE")]  # fmt: skip
    points = []
    for at, one in enumerate(shown):
        parts = [number_text(value) for value in one.parts.values()]
        cells = (number_text(one.need), number_text(one.supply), *parts, number_text(one.short))
        table.append((one.label, *cells))
        points.append(_point(at, one))
    panel = Panel("", supply_spec(points, [part for part in shown[0].parts if _any(shown, part)]))
    return PageChart(name, title, _summary(plan, shown), [panel], table, key=_KEY)


def _any(months: Sequence[CapacityMonth], part: str) -> bool:
    """Whether a part of the supply is used at all; that of people always."""
    return part == "people" or any(one.parts[part] > 0 for one in months)


def _point(at: int, one: CapacityMonth) -> dict[str, Any]:
    """A month as a row of a chart."""
    lines = [one.label, f"need: {number_text(one.need)} FTE"]
    lines.append(f"supply: {number_text(one.supply)} FTE")
    lines += [f"{part}: {number_text(value)} FTE" for part, value in one.parts.items() if value]
    if one.short:
        lines.append(f"short: {number_text(one.short)} FTE")
    return {"at": at, "label": one.label, "need": one.need, "most": max(one.need, one.supply),
            "tip": "\n".join(lines), **one.parts}  # fmt: skip


def _summary(plan: CapacityDocument, months: Sequence[CapacityMonth]) -> str:
    """The highest need, and where the supply is below it, as a sentence."""
    top = max(months, key=lambda one: one.need)
    text = f"FTE on contacts. The need is highest in {top.label}, {number_text(top.need)} FTE"
    worst = max(months, key=lambda one: one.short)
    if not worst.short:
        return f"{text}; no {plan.period} has less supply than need on average."
    return f"{text}; most is short in {worst.label}, {number_text(worst.short)} FTE."


def _dates(plan: CapacityDocument) -> Iterator[str]:
    """Hires with their offers, and the months with temps, overtime and outsourced work."""
    several = len(plan.summary.teams) > 1
    if plan.hires:
        head = ("start", "team", "offer letters out by", "people", "cost of hiring")
        rows = [head, *map(_hire, plan.hires[:_ROWS])]
        yield _table("Hires by date", rows, 3, several=several)
        yield from _more("Hires", len(plan.hires))
    else:
        yield paragraph("Hires: none")
    if plan.season:
        sizes = ("up to, FTE", f"FTE-{plan.period}s", "cost")
        runs = [("first day", "team", "last day", "what", *sizes), *map(_run, plan.season[:_ROWS])]
        title = "Season calendar: temps, overtime and outsourced work"
        yield _table(title, runs, 4, several=several)
        yield from _more("Season calendar", len(plan.season))
    else:
        yield paragraph("Temps, overtime and outsourced work: none")


def _hire(one: HireClassDocument) -> tuple[str, ...]:
    """The row of a class."""
    cost = number_text(one.cost, 0)
    return (_day(one.start), one.team, _day(one.offers_by), f"{one.people:,}", cost)


def _run(one: SeasonRunDocument) -> tuple[str, ...]:
    """The row of months in a row."""
    sizes = (number_text(one.highest_fte), number_text(one.fte_months), number_text(one.cost, 0))
    return (_day(one.first), one.team, _day(one.last), _MEANS[one.means], *sizes)


def _table(title: str, rows: Sequence[Sequence[str]], texts: int, *, several: bool) -> str:
    """A table, without the column of the team where there is one team."""
    if several:
        return plain_table(title, rows, texts=texts)
    return plain_table(title, [(row[0], *row[2:]) for row in rows], texts=texts - 1)


def _more(title: str, count: int) -> Iterator[str]:
    """How many rows are left out."""
    if count > _ROWS:
        yield notice(f"{title}: {_ROWS} of {count:,} are shown; the file has all.")


def _risk(plan: CapacityDocument, months: Sequence[CapacityMonth]) -> Iterator[str | PageChart]:
    """How probable it is that a month is short."""
    total, some = plan.summary.total, len(plan.summary.teams) > 1
    what = "some team is short" if some else "the supply is below the need"
    yield paragraph(
        f"Short on average: {total.months_short} of {count_text(plan.months, plan.period)}. "
        f"Expected to be short because people leave by chance: "
        f"{number_text(total.expected_months_short)}."
    )
    points = []
    table = [("", "probability")]
    for at, one in enumerate(months[:_PERIODS]):
        share = percent_text(one.probability, 0)
        table.append((one.label, share))
        tip = f"{one.label}\nprobability: {share}"
        points.append({"at": at, "label": one.label, "level": one.probability, "tip": tip})
    worst = max(months, key=lambda one: one.probability)
    text = f"That {what}: at most {percent_text(worst.probability, 0)}, in {worst.label}."
    panel = Panel("", level_spec(points, None, "probability"))
    title = f"Probability that {what}, by {plan.period}"
    yield PageChart("capacity-risk", title, text, [panel], table)


def _tables(plan: CapacityDocument, months: Sequence[CapacityMonth]) -> Iterator[str]:
    """The months of all teams together, the teams, and the months of each team."""
    teams = plan.summary.teams
    head = ("", "contacts", "people", "ramping", "hires", "leavers", "need, FTE", "supply, FTE",
            "short, FTE", "risk", "cost", "per contact")  # fmt: skip
    rows = [head, *(_cells(plan, one) for one in months[:_ROWS])]
    yield plain_table(f"By {plan.period}{', all teams' * (len(teams) > 1)}", rows)
    yield from _more(f"By {plan.period}", len(months))
    if len(teams) > 1:
        yield _totals(plan)
        for team in teams[:_TEAMS]:
            own = months_of([row for row in plan.rows if row.team == team.label])
            title = f"{team.label}, by {plan.period}"
            lines = [head, *(_cells(plan, one) for one in own[:_ROWS])]
            yield details(title, plain_table(title, lines))
        if len(teams) > _TEAMS:
            yield notice(f"{_TEAMS} of {len(teams):,} teams have a table; the file has all.")


def _cells(plan: CapacityDocument, one: CapacityMonth) -> tuple[str, ...]:
    """The row of a month."""
    each = one.cost / one.contacts if one.contacts else None
    return (
        one.label,
        "" if one.contacts is None else number_text(one.contacts, 0),
        number_text(one.people),
        number_text(one.ramping),
        f"{one.hires:,}",
        number_text(one.leavers),
        number_text(one.need),
        number_text(one.supply),
        number_text(one.short),
        percent_text(one.probability, 0),
        number_text(one.cost, 0),
        _each(plan, each),
    )


def _totals(plan: CapacityDocument) -> str:
    """The teams, and all of them."""
    rows = [("", "people at the start", "at the end", "hires", "need, FTE", "short",
             "highest risk", "cost", "per contact")]  # fmt: skip
    every = (*plan.summary.teams[:_ROWS], plan.summary.total)
    return plain_table("Teams", [*rows, *(_total(plan, one) for one in every)])


def _total(plan: CapacityDocument, one: CapacityTotalDocument) -> tuple[str, ...]:
    """The row of a team."""
    return (
        one.label,
        number_text(one.people_start),
        number_text(one.people_end),
        f"{one.hires:,}",
        number_text(one.need_fte),
        f"{one.months_short:,}",
        percent_text(one.highest_probability, 0),
        number_text(one.cost, 0),
        _each(plan, one.cost_per_contact),
    )


def _inputs(name: str, plan: CapacityDocument) -> Iterator[str]:
    """File, bound, defaults, notes and inputs."""
    yield paragraph(f"Capacity plan: {name}; from: {plan.source or 'values in Python'}")
    known: dict[str, Any] = {
        key: nan if one is None else one for key, one in plan.proof.model_dump().items()
    }
    yield from map(paragraph, _proof(plan, PlanProof(**known)))
    if plan.defaults:
        yield paragraph("Defaults used:")
        yield listed(plan.defaults)
    else:
        yield paragraph("Defaults used: none")
    if plan.notes:
        yield paragraph("Notes:")
        yield listed(plan.notes)
    if plan.inputs:
        rows = [("input", "team", "value", "unit"), *map(_input, plan.inputs[:_ROWS])]
        yield details("Inputs", plain_table("Inputs", rows, texts=4))
        yield from _more("Inputs", len(plan.inputs))


def _proof(plan: CapacityDocument, proof: PlanProof) -> Iterator[str]:
    """What is known of other plans."""
    if proof.mode == "given":
        yield "Bound: none, because the hires were given"
    yield from proof_lines(proof, plan.months, plan.period, plan.currency)


def _input(one: CapacityInputDocument) -> tuple[str, ...]:
    """The row of an input."""
    value = one.value if isinstance(one.value, str) else f"{one.value:,.6g}"
    return (one.label, one.team, value, one.unit)
