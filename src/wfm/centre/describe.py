"""A description of ``centre.toml``: each value, and whether the file sets it."""

from __future__ import annotations

from pydantic.fields import FieldInfo

from wfm.centre.config import CentreTable
from wfm.centre.records import Ramp
from wfm.config.file_keys import unit_of
from wfm.config.toml_file import read_toml
from wfm.config.toml_table import Table
from wfm.config.weekly_values import hours_text, weekdays_text
from wfm.printable_text import printable_line
from wfm.targets import Target
from wfm.units import ResponseTime, duration_text, given_percent_text

__all__ = ["describe", "format_value"]


def describe(path: str) -> str:
    """Each value of a file, and whether the file sets it or it is a default.

    Parameters
    ----------
    path : str
        The file, centre.toml.

    Raises
    ------
    DataError
        As `wfm.centre.config.read_centre`.
    """
    table = _lines(read_toml(path, CentreTable), "")
    lines = [tuple(map(printable_line, cells)) for cells in table]
    width = max(len(name) for name, _, _ in lines)
    values = max(len(value) for _, value, _ in lines)
    return "\n".join(f"{n.ljust(width)}  {v.ljust(values)}  {o}" for n, v, o in lines)


def _lines(table: Table, prefix: str) -> list[tuple[str, str, str]]:
    """Name, value and origin of each key of a table and of the tables in it."""
    lines = []
    for name, field in type(table).model_fields.items():
        value = getattr(table, name)
        if isinstance(value, list | tuple) and value and isinstance(value[0], Table):
            for i, item in enumerate(value, 1):
                lines += _lines(item, f"{prefix}{name}[{i}].")
            continue
        origin = "the file" if name in table.model_fields_set else "default"
        if isinstance(value, dict):
            lines += [
                (f"{prefix}{name}.{k}", format_value(v, field), origin) for k, v in value.items()
            ]
        else:
            lines.append((f"{prefix}{name}", format_value(value, field), origin))
    return lines


def format_value(value: object, field: FieldInfo) -> str:
    """A value of a file with its unit, as planners write it."""
    return _format(value, unit_of(field))


def _format(value: object, unit: str) -> str:
    """A value with a unit; "none" for an empty one."""
    if value is None or value in ("", (), {}):
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Target):
        level = 100 * (value.service_level or 0)
        return f"{level:g} % within {duration_text(value.limit)}"
    if isinstance(value, Ramp):
        return ", ".join(f"{_format(one, unit)} on {day}" for day, one in value.points)
    if isinstance(value, ResponseTime):
        return _response_time(value)
    if isinstance(value, frozenset):
        return weekdays_text(value)
    if isinstance(value, tuple) and unit == "time":
        return hours_text(value)
    if isinstance(value, tuple) and unit:
        return ", ".join(_format(part, unit) for part in value)
    if isinstance(value, tuple):
        begin, end = (f"{minute // 60:02d}:{minute % 60:02d}" for minute in value)
        return f"{begin}-{end}" if begin != end else "closed"
    if isinstance(value, float) and unit == "s":
        return duration_text(value)
    if isinstance(value, float) and unit == "%":
        return given_percent_text(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _response_time(time: ResponseTime) -> str:
    """A response time with its business days, and its clock where it says one."""
    days = f"{time.business_days:g} business day{'' if time.business_days == 1 else 's'}"
    clock = f" ({time.clock} time)" if time.clock and not time.business_days else ""
    rest = f"{duration_text(time.seconds)}{clock}" if time.seconds else ""
    return " and ".join(filter(None, (days if time.business_days else "", rest)))
