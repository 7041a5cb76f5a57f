"""A capacity plan on one screen: what to do by when, the months, and how good the plan is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from wfm._arrays import FloatArray
from wfm.capacity_planning.capacity_data import CapacityData, PlanProof
from wfm.capacity_planning.capacity_totals import CapacityTotal
from wfm.capacity_planning.monthly_columns import SHORTAGE_TOLERANCE
from wfm.number_text import count_text
from wfm.report.plan_lines import number_or_blank
from wfm.report.text_table import cut_middle, line_width, table, wrapped
from wfm.units import given_percent_text, number_text, percent_text

__all__ = ["PERIODS", "CapacityPeriod", "capacity_text", "money_text", "proof_lines"]

CapacityPeriod: TypeAlias = Literal["month", "quarter", "year", "team"]
PERIODS: tuple[CapacityPeriod, ...] = ("month", "quarter", "year", "team")

_SCREEN = 23  # lines of a terminal above the next prompt
_GAP = " "
_NAME = 16  # characters of a team
# Columns, left to right: heading in two lines, the column, how its months are put together.
_COLUMNS = (
    ("contacts", "", "contacts", "sum"),
    ("need", "FTE", "need_fte", "mean"),
    ("paid", "need", "need_paid_fte", "mean"),
    ("occ.", "%", "occupancy", "ratio"),
    ("people", "", "people", "mean"),
    ("ramp-", "ing", "ramping", "mean"),
    ("hires", "", "hires", "sum"),
    ("leav-", "ers", "leavers", "sum"),
    ("over-", "time", "overtime_fte", "mean"),
    ("temps", "FTE", "temps_fte", "mean"),
    ("out-", "srcd.", "outsourced_fte", "mean"),
    ("spare", "FTE", "spare_fte", "mean"),
    ("short", "FTE", "shortage_fte", "mean"),
    ("risk", "%", "shortage_probability", "max"),
    ("cost", "", "cost", "sum"),
    ("cost/", "cont.", "cost_per_contact", "ratio"),
)
# Columns that are left out where all of their values are 0, and those that make room for others.
_IF_ANY = ("ramping", "hires", "leavers", "overtime_fte", "temps_fte", "outsourced_fte",
           "shortage_fte")  # fmt: skip
_MAKE_ROOM = ("leavers", "ramping", "spare_fte", "occupancy", "contacts", "cost_per_contact",
              "need_paid_fte", "overtime_fte")  # fmt: skip
# Columns that are ratios: their parts, factor and decimals.
_RATIOS = {"occupancy": ("handled_hours", "agent_hours", 100.0, 0),
           "cost_per_contact": ("cost", "contacts", 1.0, 2)}  # fmt: skip
_VISIBLE = 0.0005  # shares below it are 0.0 % when they are written
_PRICES = ("cost", "cost_per_contact")
_WHOLE = ("contacts", "cost", "hires")
_CLASSES = "Classes"
_MOST_LINES = 2  # of everything but the hires, on the first screen
_MEANS = {"temps": "Temps", "overtime": "Overtime", "outsourced": "Outsourced"}


class _Period(NamedTuple):
    """Months that are one row: its label and the values of their columns."""

    label: str
    values: Mapping[str, FloatArray]


def capacity_text(data: CapacityData, notes: int = 0, by: CapacityPeriod | None = None) -> str:
    """A capacity plan in about 23 lines of 80 columns, with those of its notes.

    Parameters
    ----------
    data : CapacityData
        The plan.
    notes : int
        Lines of the notes that are on the screen beside it.
    by : {"month", "quarter", "year", "team"}, optional
        What a row of the table is, however many there are; by default the shortest of the first
        three for which the table fits on the screen.

    Returns
    -------
    str
        Hires and first offers, cost, months short and their risk; the table; and below it classes,
        seasons, rules of thumb and the defaults used, as far as they fit, or all of them
        with `by`; and the proof.
    """
    head = "\n".join(wrapped(f"{label}: {text}") for label, text in _headline(data))
    proof = [wrapped(text) for text in _proof(data)]
    if by is not None:  # a longer text is asked for: nothing is left out
        rows, texts = _periods(data, by, 0), [_listed(*one) for one in _below(data)]
        return "\n\n".join([head, _table(data, rows), "\n".join([*texts, *proof])])
    # beside them: two headings, the total, two blank lines, and what is left out
    lines = _SCREEN - notes - _lines(head, *proof) - 6
    rows = _periods(data, by, lines)
    texts, omitted, left = [], [], lines - len(rows)
    for label, parts in _below(data):
        most = max(1, left // 2) if label == _CLASSES else _MOST_LINES
        text = _listed(label, parts, most)
        if _lines(text) <= left:
            texts.append(text)
            left -= _lines(text)
        else:
            omitted.append(label.lower())
    if omitted:
        texts.append(wrapped(f"Not shown: {', '.join(omitted)} (--by month shows all)"))
    return "\n\n".join([head, _table(data, rows), "\n".join([*texts, *proof])])


def _lines(*texts: str) -> int:
    """The number of lines of some texts."""
    return sum(text.count("\n") + 1 for text in texts)


def _headline(data: CapacityData) -> Iterator[tuple[str, str]]:
    """Hires and when their offers are out, cost, and how often a month is short."""
    summary, count = data.summary(), data.months.count
    total, period = summary.total, data.months.period
    hires = count_text(total.hires, "person", "people")
    if total.hires:
        hires += f" in {count_text(total.classes, 'class', 'classes')}"
    if summary.first_offers is not None:
        hires += f", first offers out by {summary.first_offers}"
    yield ("Given hires" if data.proof.mode == "given" else "Hires"), hires
    cost = money_text(total.cost, data.currency)
    if data.has_prices and not isnan(total.cost_per_contact):
        cost += f", {number_text(total.cost_per_contact, 2)} per contact"
    yield "Cost", cost
    short = f"{total.months_short} of {count_text(count, period)}"
    if total.months_short:
        short += f", {number_text(total.shortage_fte_months)} FTE-{period}s"
    risk = "risk of some team" if len(data.teams) > 1 else "risk"
    yield "Short", f"{short}; {risk} {_risk(data, total)}"
    if data.proof.confidence is not None:
        yield "Confidence", _confidence(data, data.proof.confidence)


def _confidence(data: CapacityData, confidence: float) -> str:
    """In how many months it is kept, and where it is not."""
    below, count = data.below_confidence, data.months.count
    kept = count - int(below.any(axis=1).sum())
    teams = " by each team" if len(data.teams) > 1 else ""
    text = f"{given_percent_text(confidence)} kept{teams} in {kept} of "
    text += count_text(count, data.months.period)
    if kept == count:
        return text
    chance = data.columns["shortage_probability"].reshape(below.shape)
    month, team = np.argwhere(below)[0]
    name = f"{cut_middle(data.teams[team], _NAME)}, " if len(data.teams) > 1 else ""
    first = f"{data.months.labels[month]}, {name}{percent_text(1 - chance[month, team], 0)}"
    return f"{text}, not in {first}{' and others' if below.sum() > 1 else ''}"


def _risk(data: CapacityData, total: CapacityTotal) -> str:
    """How probable it is that a month is short, and in which most."""
    risk = percent_text(total.highest_probability, 0)
    if total.highest_probability < _VISIBLE:
        return risk
    worst = data.months.labels[int(np.argmax(data.monthly["shortage_probability"]))]
    return f"up to {risk} in {worst}"


def _proof(data: CapacityData) -> Iterator[str]:
    """What is known of all plans besides this one."""
    return proof_lines(data.proof, data.months.count, data.months.period, data.currency)


def money_text(amount: float, currency: str) -> str:
    """An amount with its currency, if that is known."""
    return f"{number_text(amount, 0)} {currency}".rstrip()


def _periods(data: CapacityData, by: CapacityPeriod | None, lines: int) -> list[_Period]:
    """The rows of the table: as short periods as fit, or those that are asked for."""
    if by == "team":
        return _by_team(data)
    options = [_grouped(data, period) for period in ("month", "quarter", "year")]
    if by is not None:
        return options[PERIODS.index(by)]
    return next((rows for rows in options if len(rows) <= lines), options[-1])


def _by_team(data: CapacityData) -> list[_Period]:
    """One row per month and team."""
    gap = data.columns["gap_fte"]
    columns = {
        **data.columns,
        "handled_hours": data.columns["occupancy"] * data.columns["agent_hours"],
        "spare_fte": np.maximum(0.0, gap),
        "shortage_fte": np.maximum(0.0, -gap),
    }
    labels = [
        f"{month} {cut_middle(team, _NAME)}" for month in data.months.labels for team in data.teams
    ]
    return [
        _Period(label, {name: column[row : row + 1] for name, column in columns.items()})
        for row, label in enumerate(labels)
    ]


def _grouped(data: CapacityData, period: CapacityPeriod) -> list[_Period]:
    """All teams by month, quarter or year."""
    gap = data.columns["gap_fte"].reshape(-1, len(data.teams))
    columns = {**data.monthly, "spare_fte": np.maximum(0.0, gap).sum(axis=1)}
    labels = []
    for label, day in zip(data.months.labels, data.months.starts, strict=True):
        quarter = f"{day.year} Q{(day.month + 2) // 3}"
        labels.append({"month": label, "quarter": quarter}.get(period, str(day.year)))
    rows = []
    for label in dict.fromkeys(labels):
        where = np.array([one == label for one in labels])
        rows.append(_Period(label, {name: column[where] for name, column in columns.items()}))
    return rows


def _table(data: CapacityData, rows: Sequence[_Period]) -> str:
    """The periods and the total, with as many columns as fit on a line."""
    every = _grouped(data, "month")
    names = every[0].values
    total = _Period("total", {name: np.concatenate([one.values[name] for one in every])
                              for name in names})  # fmt: skip
    shown = [one for one in _COLUMNS if _has_values(one[2], total)
             and (data.has_prices or one[2] not in _PRICES)]  # fmt: skip
    for name in ("", *_MAKE_ROOM):
        shown = [one for one in shown if one[2] != name]
        heading = [["", *(one[place] for one in shown)] for place in (0, 1)]
        cells = [[row.label, *(_cell(row, *one[2:]) for one in shown)] for row in (*rows, total)]
        text = table([*heading, *cells], gap=_GAP)
        if max(map(len, text.split("\n"))) <= line_width():
            break
    return text


def _has_values(name: str, total: _Period) -> bool:
    """Whether a column says something: known, and not 0 in all months where 0 says nothing."""
    values = total.values[name]
    return not np.isnan(values).all() and (name not in _IF_ANY or bool((values != 0).any()))


def _cell(row: _Period, name: str, how: str) -> str:
    """One figure of a period."""
    values = row.values[name]
    if how == "ratio":
        above, below, factor, digits = _RATIOS[name]
        part, whole = (float(row.values[one].sum()) for one in (above, below))
        return number_or_blank(factor * part / whole, digits) if whole else ""
    if how == "max":
        return number_or_blank(100.0 * float(values.max()), 0)
    value = float(values.sum() if how == "sum" else values.mean())
    return number_or_blank(value, 0 if name in _WHOLE else 1)


def _below(data: CapacityData) -> Iterator[tuple[str, Sequence[str]]]:
    """Classes by date, seasons of temps and other means, rules of thumb, and the defaults used."""
    several = len(data.teams) > 1
    hires = [
        f"{one.people}{f' in {cut_middle(one.team, _NAME)}' if several else ''} on {one.start}"
        f"{f' (offers by {one.offers_by})' if one.offers_by != one.start else ''}"
        for one in data.hires
    ]
    seasons = {
        word: [
            f"{_of(one.team, several)}{one.first} to {one.last} up to "
            f"{number_text(one.highest_fte)} FTE"
            for one in data.season
            if one.means == means
        ]
        for means, word in _MEANS.items()
    }
    rules = [
        f"{_of(one.team, several)}{one.rule} has {_signed(one.difference)}"
        for one in data.rules
        if not isnan(one.difference) and abs(one.difference) >= _VISIBLE
    ]
    every = {_CLASSES: hires, **seasons, "Rules of thumb": rules,
             "Defaults used": data.defaults}  # fmt: skip
    return ((label, texts) for label, texts in every.items() if texts)


def _of(team: str, several: bool) -> str:
    """The name of a team before what is its own, where there are several."""
    return f"{cut_middle(team, _NAME)} " if several else ""


def _signed(share: float) -> str:
    """How much more or less a rule of thumb has."""
    return f"{percent_text(abs(share), 0)} {'less' if share < 0 else 'more'} than needed"


def _listed(label: str, texts: Sequence[str], lines: int | None = None) -> str:
    """A label with its texts, or as many as fit on some lines, and how many more there are."""
    for count in range(len(texts), 0, -1):
        more = f", and {len(texts) - count} more" if count < len(texts) else ""
        text = wrapped(f"{label}: {', '.join(texts[:count])}{more}")
        if lines is None or _lines(text) <= lines:
            break
    return text


def proof_lines(proof: PlanProof, months: int, period: str, currency: str) -> Iterator[str]:
    """What is known of all other plans; nothing where the hires were given."""
    if proof.mode == "given":
        return
    beyond = proof.months_solved - months
    after = f" ({beyond} after the plan)" if beyond else ""
    over = f"over {count_text(proof.months_solved, period)}{after}"
    if proof.mode == "budget":
        yield (
            f"Bound: no plan within the budget lacks less than {number_text(proof.bound, 2)} "
            f"FTE-{period}s in the plan; this one lacks {number_text(proof.objective, 2)}"
        )
    else:
        reserve = " with these reserves" if proof.mode == "confidence" else ""
        any_plan, short = f"no plan{reserve} that keeps the need", ""
        if proof.shortage > SHORTAGE_TOLERANCE:
            missing = f"{number_text(proof.shortage, 2)} FTE-{period}s"
            short = f", {missing} short,"
            any_plan = f"no plan{reserve} that is short by no more"
            if proof.price_given:
                price = money_text(proof.shortage_price, currency)
                any_plan = f"with shortage at {price} an FTE-{period}, no plan{reserve}"
        yield (
            f"Bound: {any_plan} costs less than {money_text(proof.bound, currency)} {over}; "
            f"this one{short} costs {money_text(proof.objective, currency)} "
            f"(gap {percent_text(proof.gap, 2)})"
        )
    if not proof.optimal:
        yield "The search ended before its gap was reached: a better plan may exist."
