"""Two plans or two schedules in Python: what differs, and what that changes.

::

    comparison = wfm.compare("plan_april.json", "plan_may.json")
    comparison.causes; comparison.to_frame(); comparison.save("comparison.xlsx")
"""

from __future__ import annotations

import os

from wfm.api import Path
from wfm.comparing.comparison import Comparison, comparison_of
from wfm.comparing.schedule_reader import read_plan_or_schedule
from wfm.errors import InputError
from wfm.planning.plan import Plan
from wfm.printable_text import value_text
from wfm.scheduling.results import ScheduleData
from wfm.scheduling.schedule_document import ScheduleDocument

__all__ = ["compare"]


def compare(a: Plan | ScheduleData | Path, b: Plan | ScheduleData | Path) -> Comparison:
    """Compare two plans or two schedules, and say what changed the hours.

    Each input of b by itself takes the place of that of a, and the common intervals are planned
    again::

        part of an input = hours with this input of b - hours of a
        together         = hours with all inputs of b - hours of a - Σ parts
        other            = what does not follow from volume, AHT, target, patience and shrinkage

    so that the parts add up to the whole difference. Of schedules, agents on duty are those
    required, and more, less those who are missing.

    Parameters
    ----------
    a, b : Plan, Schedule or path
        Two plans as `plan` returns them, or files of plans in any format; or two schedules as
        `make_schedule` returns them, or their .json files.

    Returns
    -------
    Comparison
        With ``inputs``, ``totals``, ``queues``, ``days``, ``causes``, ``to_frame`` and ``save``.

    Raises
    ------
    DataError
        For a file with problems.
    InputError
        For what is neither a plan, a schedule nor a path.
    UsageError
        For a plan and a schedule, or intervals of different lengths.

    Examples
    --------
    >>> import wfm
    >>> base = wfm.plan("examples/forecast.csv", "85/60", shrinkage="30%")
    >>> other = wfm.plan("examples/forecast.csv", "80/20", shrinkage="28%")
    >>> [(one.cause, one.hours) for one in compare(base, other).causes]
    [('target', 52.5), ('shrinkage', -46.0), ('together', 1.5)]

    References
    ----------
    - The same numbers as by the command ``wfm compare``.
    """
    (first, name), (second, other) = _read(a, "a"), _read(b, "b")
    return comparison_of(first, second, (name, other))


def _read(given: object, name: str) -> tuple[Plan | ScheduleData | ScheduleDocument, str]:
    """A plan or a schedule with its name."""
    if isinstance(given, Plan):
        return given, given.demand.source
    if isinstance(given, ScheduleData):
        return given, given.inputs.source
    if not isinstance(given, str | os.PathLike):
        raise InputError(
            f"{name} must be a plan, a schedule or the path of one: got {value_text(given)}.",
            name=name,
        )
    return read_plan_or_schedule(os.fspath(given)), os.fspath(given)
