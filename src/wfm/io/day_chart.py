"""The chart of workbooks that planners know: people as columns, and what is needed as a line."""

from __future__ import annotations

from typing import Any

from wfm.io.styled_book import CLOCK, StyledBook

__all__ = ["day_chart"]

_CHART_HEIGHT = 400  # pixels


def day_chart(
    book: StyledBook,
    sheet_name: str,
    rows: tuple[int, int],
    columns: tuple[int, int, int],
    title: str,
    *,
    clock: str = CLOCK,
    labels_every: int = 1,
    width: int = 680,
) -> Any:
    """A chart that planners know: people as columns, and what is needed as a line above them.

    Parameters
    ----------
    book : StyledBook
        The workbook.
    sheet_name : str
        Of the sheet with the table, whose heading is in the row above the first.
    rows : tuple of int
        The first and the last row.
    columns : tuple of int
        Those of the times, of what is needed and of the people.
    title : str
        Of the chart.
    clock : str
        Number format of the times.
    labels_every : int
        Rows from one label of the times to the next.
    width : int
        Of the chart. [pixels]
    """
    first, last = rows
    times, need, people = columns

    def series(column: int, **look: Any) -> dict[str, Any]:
        """A column of the table."""
        return {
            "name": [sheet_name, first - 1, column],
            "categories": [sheet_name, first, times, last, times],
            "values": [sheet_name, first, column, last, column],
            **look,
        }

    chart = book.book.add_chart({"type": "column"})
    chart.add_series(series(people, fill={"color": "#9DC3E6"}, gap=30 if width < 1000 else 0))
    line = book.book.add_chart({"type": "line"})
    line.add_series(series(need, line={"color": "#C55A11", "width": 2.25}))
    chart.combine(line)
    chart.set_title({"name": title, "name_font": {"size": 12}})
    # an axis of dates would put all times of a day on one place
    axis: dict[str, Any] = {"text_axis": True, "num_format": clock}
    if labels_every > 1:
        axis |= {"interval_unit": labels_every, "interval_tick": labels_every}
    chart.set_x_axis(axis)
    chart.set_y_axis({"name": "people", "min": 0, "major_gridlines": {
        "visible": True, "line": {"color": "#D9D9D9"}}})  # fmt: skip
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": width, "height": _CHART_HEIGHT})
    return chart
