"""The interval of a column of spans such as 08:00-08:30: the length that all spans have."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm.io.forecast.problems import Problems
from wfm.option_text import option
from wfm.units import duration_text

__all__ = ["span_interval"]

# As for the steps between rows: agents for a span of more than 4 h would hide every peak.
_LONGEST = 4 * 3600


def span_interval(
    length: NDArray[np.int32] | None,
    line: NDArray[np.int32],
    column: str,
    interval: float | None,
    problems: Problems,
    notes: list[str],
    *,
    beside: str = "",
) -> float | None:
    """The interval in seconds: `interval`, or the length of the spans; None if there is neither.

    `length` is 0 for a row whose time is no span, and None if no row has one. `beside` is the
    column of their ends or lengths if it is not that of the starts, `column`.
    """
    values, counts = np.unique(length[length > 0] if length is not None else [], return_counts=True)
    if length is None or not len(values):
        return interval
    common = int(interval or values[np.argmax(counts)])
    other = np.flatnonzero((length > 0) & (length != common))
    expected = f"{option('interval')} is" if interval else "most other spans have"
    subject, cure = "the span is", "write the start of the interval only, or correct it"
    if beside:
        subject, expected = f"by '{beside}' the interval is", "most others are"
        given = option("interval", f"{common / 60:g}m")
        cure = f"write one row for each interval, or use {given} if all are that long"
    # the total of an hour has the span of the hour
    may_be_total = (length > common) & (length % common == 0) & (length <= _LONGEST)
    may_be_total &= interval is None
    problems.add_rows(
        other,
        line,
        lambda row: (
            f"{subject} {duration_text(int(length[row]))} long, but {expected} "
            f"{duration_text(common)} — {cure}"
            f"{', or leave the row out if it is a total' * bool(may_be_total[row])}"
        ),
        beside or column,
    )
    problems.check()
    if interval is None and common > _LONGEST:
        problems.stop(
            f"the {'intervals' if beside else 'spans'} are {duration_text(common)} long, but "
            "agents are planned for intervals of 15 to 60 min — write one row for each interval",
            int(line[0]),
            beside or column,
        )
    if interval is None and beside:
        notes.append(f"interval: {duration_text(common)}, by the column '{beside}'")
    elif interval is None:
        notes.append(f"interval: {duration_text(common)}, the length of the spans in '{column}'")
    return float(common)
