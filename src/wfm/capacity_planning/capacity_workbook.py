"""A capacity plan as a workbook: headline figures with a chart, months, hires, season, inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any, BinaryIO

import numpy as np

from wfm._arrays import FloatArray
from wfm.capacity_planning.capacity_data import CapacityData
from wfm.capacity_planning.evaluation import cover_options
from wfm.capacity_planning.monthly_columns import COLUMN_UNITS, SHORTAGE_TOLERANCE, bought_of
from wfm.io.styled_book import (
    DAY,
    SHARE,
    Fact,
    SheetCell,
    SheetColumn,
    StyledBook,
    percent_format,
)
from wfm.number_text import count_text
from wfm.units import number_text

__all__ = ["supply_by_means", "write_capacity_workbook"]

_FTE, _PEOPLE, _COUNT, _MONEY, _PER_CONTACT = "#,##0.0", "#,##0.0", "#,##0", "#,##0", "#,##0.00"
_MONTH = "mmm yyyy"
_FORMATS = {
    "FTE": _FTE, "people": _PEOPLE, "contacts": _COUNT, "hours": "#,##0.0", "fraction": SHARE,
    "currency": _MONEY,
}  # fmt: skip
_OF_COLUMN = {"hires": _COUNT, "cost_per_contact": _PER_CONTACT}
_WIDE = 17
# The parts of the supply in the chart, with their colours; the need is a line above them.
_PARTS = {"people": "#9DC3E6", "overtime": "#F4B183", "temps": "#A9D18E", "outsourced": "#C9C9C9"}
_NEED = "#C55A11"
_CHART = {"width": 930, "height": 340}
_CHART_ROWS = 18  # of the default height, under the chart
_NEED_NAME = "need FTE"
_FIRST = {0: 32, 1: 17}  # widths of the first sheet, for labels and dates above the table
_VALUE, _LINE = 64, 15  # width of the values of inputs, and the height of a line of text
_ANY = "#,##0.######"
_ONE_PAGE = 36  # months that are legible on one page with the chart


def write_capacity_workbook(file: BinaryIO, data: CapacityData) -> None:
    """Write a first sheet with figures and a chart, then months, hires, season, rules and inputs.

    Parameters
    ----------
    file : binary stream
        Where the workbook is written.
    data : CapacityData
        The plan.
    """
    book = StyledBook(file, data.months.count * len(data.teams))
    _first_sheet(book, data)
    _months(book, data)
    _hires(book, data)
    _season(book, data)
    if data.rules:
        _rules(book, data)
    _inputs(book, data)
    book.close()


def supply_by_means(data: CapacityData) -> dict[str, FloatArray]:
    """The productive FTE of all teams by month, of people and of each means besides [FTE].

    Parameters
    ----------
    data : CapacityData
        The plan.
    """
    basis = data.basis
    parts = {name: np.zeros(data.months.count) for name in _PARTS}
    for team, result in zip(basis.inputs.teams, basis.results, strict=True):
        parts["people"] += result.supply
        bought = bought_of(result)
        for month in range(team.months):
            for option in cover_options(team, month):
                parts[option.name][month] += option.productive * bought[option.name][month]
    return parts


def _day_format(data: CapacityData) -> str:
    """The number format of the first day of a month or week."""
    return _MONTH if data.months.period == "month" else DAY


def _first_sheet(book: StyledBook, data: CapacityData) -> None:
    """Title, headline figures, the chart, and the months of all teams together."""
    sheet = book.sheet("Capacity", heading_row=None)
    teams = ", ".join(data.teams) if len(data.teams) < 6 else count_text(len(data.teams), "team")
    labels = data.months.labels
    row = book.title(sheet, f"Capacity plan {labels[0]} to {labels[-1]}", teams)
    row = book.facts(sheet, row, _facts(data))
    below, table = row + _CHART_ROWS, _totals(data)
    columns = [column for column, _ in table]
    last = book.table(sheet, below, columns, zip(*(cells for _, cells in table), strict=True))
    for i, column in enumerate(columns):
        sheet.set_column(i, i, _FIRST.get(i, column.width))
    places = {column.heading: i for i, column in enumerate(columns)}
    sheet.insert_chart(row, 0, _chart(book, data, (below + 1, last), places))
    if data.months.count <= _ONE_PAGE:
        sheet.fit_to_pages(1, 1)


def _facts(data: CapacityData) -> Iterator[Fact]:
    """The headline figures."""
    summary, unit, period = data.summary(), data.currency, data.months.period
    total = summary.total
    yield Fact("People to hire", total.hires, _COUNT,
               f"in {count_text(total.classes, 'class', 'classes')}")  # fmt: skip
    if summary.first_offers is not None:
        yield Fact("First offers out by", summary.first_offers, DAY)
    yield Fact("Cost", total.cost, _MONEY, unit)
    yield Fact("Cost per contact", total.cost_per_contact, _PER_CONTACT, unit)
    yield Fact(f"{period.capitalize()}s short on average", total.months_short, _COUNT,
               f"of {data.months.count}; {number_text(total.shortage_fte_months)} "
               f"FTE-{period}s")  # fmt: skip
    worst = data.months.labels[int(np.argmax(data.monthly["shortage_probability"]))]
    yield Fact("Highest probability of a shortage", total.highest_probability, "0%",
               worst + (", of some team" if len(data.teams) > 1 else ""))  # fmt: skip
    yield Fact("People", total.people_start, _PEOPLE, f"in {data.months.labels[0]}; "
               f"{number_text(total.people_end)} in {data.months.labels[-1]}")  # fmt: skip
    proof = data.proof
    if proof.mode in ("cheapest", "confidence"):
        rule = "that is short by no more"
        if proof.price_given:
            rule = f"with shortage at {number_text(proof.shortage_price, 0)} an FTE-{period}"
        elif proof.shortage <= SHORTAGE_TOLERANCE:
            rule = "that keeps the need"
        yield Fact("No plan costs less than", proof.bound, _MONEY,
                   f"{rule}, over the {proof.months_solved} {period}s solved; this one: "
                   f"{number_text(proof.objective, 0)}")  # fmt: skip
    if proof.mode == "budget":
        yield Fact(f"No plan lacks fewer FTE-{period}s than", proof.bound, "#,##0.00",
                   f"within the budget; this one: {number_text(proof.objective, 2)}")  # fmt: skip


def _totals(data: CapacityData) -> list[tuple[SheetColumn, Sequence[SheetCell]]]:
    """The months of all teams together by column; means that are not used are left out."""
    monthly = data.monthly
    table: list[tuple[SheetColumn, Sequence[SheetCell]]] = [
        (SheetColumn(data.months.period, _day_format(data), is_text=True), data.months.starts),
        (SheetColumn(_NEED_NAME, _FTE), monthly["need_fte"].tolist()),
    ]
    for name, amount in supply_by_means(data).items():
        if name == "people" or amount.any():
            table.append((SheetColumn(_part_name(name), _FTE, 13), amount.tolist()))
    rest = [
        SheetColumn("short FTE", _FTE),
        SheetColumn("probability of shortage", "0%", 12),
        SheetColumn("people", _PEOPLE),
        SheetColumn("hires", _COUNT),
        SheetColumn("contacts", _COUNT),
        SheetColumn("cost", _MONEY, 12),
        SheetColumn("cost per contact", _PER_CONTACT),
    ]
    names = ("shortage_fte", "shortage_probability", "people", "hires", "contacts", "cost",
             "cost_per_contact")  # fmt: skip
    return table + [(one, monthly[name].tolist()) for one, name in zip(rest, names, strict=True)]


def _part_name(name: str) -> str:
    """The heading of one means, of whose work on contacts the column is."""
    return f"on contacts: {name}"


def _chart(
    book: StyledBook, data: CapacityData, rows: tuple[int, int], places: dict[str, int]
) -> Any:
    """The need as a line over the supply of people, overtime, temps and outsourced work."""
    first, last = rows

    def series(name: str, **look: Any) -> dict[str, Any]:
        """A column of the table below."""
        column = places[name]
        return {
            "name": name.removeprefix(_part_name("")),
            "categories": ["Capacity", first, 0, last, 0],
            "values": ["Capacity", first, column, last, column],
            **look,
        }

    chart = book.book.add_chart({"type": "column", "subtype": "stacked"})
    for name, colour in _PARTS.items():
        if _part_name(name) in places:
            chart.add_series(series(_part_name(name), fill={"color": colour}, gap=40))
    line = book.book.add_chart({"type": "line"})
    line.add_series(series(_NEED_NAME, line={"color": _NEED, "width": 2.25}))
    chart.combine(line)
    chart.set_title({"name": "Need and supply", "name_font": {"size": 12}})
    chart.set_x_axis({"text_axis": True, "num_format": _day_format(data)})
    grid = {"visible": True, "line": {"color": "#D9D9D9"}}
    chart.set_y_axis({"name": "FTE on contacts", "min": 0, "major_gridlines": grid})
    chart.set_legend({"position": "bottom"})
    chart.set_size(_CHART)
    return chart


def _keys(data: CapacityData) -> list[SheetColumn]:
    """The columns of month and team."""
    return [
        SheetColumn(data.months.period, _day_format(data), 16, is_text=True),
        SheetColumn("team", width=_WIDE, is_text=True),
    ]


def _months(book: StyledBook, data: CapacityData) -> None:
    """One row per month and team."""
    columns = [*_keys(data)]
    for name, unit in COLUMN_UNITS.items():
        columns.append(SheetColumn(_heading(name), _OF_COLUMN.get(name, _FORMATS[unit])))
    starts = [day for day in data.months.starts for _ in data.teams]
    names = list(data.teams) * data.months.count
    values = [data.columns[name].tolist() for name in COLUMN_UNITS]
    book.list_sheet("Months", columns, list(zip(starts, names, *values, strict=True)), frozen=2)


def _heading(name: str) -> str:
    """The name of a column as a heading; what is bought is paid time, not time on contacts."""
    unit = "paid FTE" if name.removesuffix("_fte") in _PARTS else "FTE"
    return name.replace("people_fte", "people's FTE").replace("_", " ").replace("fte", unit)


def _hires(book: StyledBook, data: CapacityData) -> None:
    """One row per class."""
    columns = [
        SheetColumn("offer letters out by", DAY, _WIDE, is_text=True),
        SheetColumn("first day", DAY, _WIDE, is_text=True),
        SheetColumn("team", width=_WIDE, is_text=True),
        SheetColumn("people", _COUNT),
        SheetColumn("cost of hiring", _MONEY, 12),
    ]
    rows = [[one.offers_by, one.start, one.team, one.people, one.cost] for one in data.hires]
    book.list_sheet("Hires", columns, sorted(rows, key=lambda row: row[0]))  # type: ignore[arg-type, return-value]


def _season(book: StyledBook, data: CapacityData) -> None:
    """One row per run of months with temps, overtime or outsourced work."""
    columns = [
        SheetColumn("team", width=_WIDE, is_text=True),
        SheetColumn("means", width=14, is_text=True),
        SheetColumn("in", DAY, _WIDE, is_text=True),
        SheetColumn("out", DAY, _WIDE, is_text=True),
        SheetColumn("highest FTE", _FTE),
        SheetColumn("FTE-months", _FTE),
        SheetColumn("cost", _MONEY, 12),
    ]
    book.list_sheet("Season calendar", columns, data.season)


def _rules(book: StyledBook, data: CapacityData) -> None:
    """One row per month, team and rule of thumb."""
    columns = [
        *_keys(data),
        SheetColumn("rule of thumb", width=32, is_text=True),
        SheetColumn("paid FTE by the rule", _FTE, 13),
        SheetColumn("paid FTE needed", _FTE, 13),
        SheetColumn("difference", SHARE),
    ]
    rows: list[list[SheetCell]] = [
        [day, one.team, one.rule, fte, need, fte / need - 1.0 if need else None]
        for one in data.rules
        for day, fte, need in zip(data.months.starts, one.fte, one.need_paid_fte, strict=True)
    ]
    book.list_sheet("Rules of thumb", columns, rows)


def _inputs(book: StyledBook, data: CapacityData) -> None:
    """One row per input, then the values assumed and the notes."""
    sheet = book.sheet("Inputs")
    columns = [
        SheetColumn("input", width=30, is_text=True),
        SheetColumn("team", width=_WIDE, is_text=True),
        SheetColumn("value", width=_VALUE, is_text=True),
        SheetColumn("unit", width=26, is_text=True),
    ]
    book.set_columns(sheet, columns)
    rows: list[tuple[str, str, float | str, str]] = [
        ("file", "", data.source, ""),
        *data.inputs,
        *(("assumed", "", text, "") for text in data.defaults),
        *(("note", "", text, "") for text in data.notes),
    ]
    book.heading(sheet, 0, columns)
    for row, (label, team, value, unit) in enumerate(rows, 1):
        is_share = unit == "fraction" and not isinstance(value, str)
        form = percent_format(float(value)) if is_share else "" if isinstance(value, str) else _ANY
        look = {"align": "left", "text_wrap": True, "indent": 1, "valign": "top"}
        for place, text in ((0, label), (1, team), (3, "" if unit == "fraction" else unit)):
            book.put(sheet, row, place, text, book.format(indent=1, valign="top"))
        book.put(sheet, row, 2, value, book.format(form, **look))
        # a row with wrapped text has its height from the file, not from its text
        lines = ceil(len(str(value)) / (1.1 * _VALUE))
        if lines > 1:
            sheet.set_row(row, _LINE * lines)
    sheet.freeze_panes(1, 0)
