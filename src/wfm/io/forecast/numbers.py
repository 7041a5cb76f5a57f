"""Numbers in text: the one parser of every table that wfm reads.

A block of cells is converted at once with `float`; only if a cell is not a plain number, or may
be read in two ways, is each cell parsed alone, so that its problem can be reported.

`Separators` decides between decimal comma and decimal point for a whole file, `parse_numbers`
reads one column of a block, `parse_number` one cell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.errors import InputError
from wfm.io.forecast.formula_cells import FORMULA_PROBLEM, FORMULA_TEXT
from wfm.io.forecast.problems import Problems, UnreadableError
from wfm.io.forecast.read_options import ReadOptions
from wfm.number_text import number_cure
from wfm.option_text import option
from wfm.units import duration

__all__ = ["Lengths", "NumberColumn", "Separators", "number_cell", "parse_number", "parse_numbers"]

# Groups of three digits: "1,234" or "1.234.567,8"; group 1 is the thousands separator;
# no group of thousands begins with 0, so that 0.125 has one reading.
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}(?:([.,' ’])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_DECIMAL = re.compile(r"[-+]?\d*([.,])\d+")
_CLOCK = re.compile(r"(?:(\d{1,4}):(?=\d))?(\d{0,4}):([0-5]\d)(?:\.0*)?")
_OTHER = {",": ".", ".": ","}
# A number with a word or sign of a rough figure, or in thousands: ~40, ca. 40, 40 calls, 1.5k.
_ABOUT = re.compile(
    r"(?i)(?:[~≈±]|ca\.?|approx\.?|about|etwa|env\.?)?\s*(\d+(?:[.,]\d+)?)\s*"
    r"(?:(k|tsd\.?|tausend|thousand)|\+|calls?|contacts?|anrufe?|appels?|llamadas?)?"
)
_PERCENT = re.compile(r"(\d{1,12}(?:[.,]\d{1,12})?)\s*%")
_DURATIONS = (
    "seconds",
    "minutes",
    "milliseconds",
    "hours",
    "days",
    "time",
)  # what a column of handle times holds
_SCALE = {"min": 60.0, "ms": 1e-3, "h": 3600.0, "d": 86_400.0}  # seconds per unit


class Separators:
    """Decimal mark and thousands separator of a file.

    The decimal mark is that of the options; else the opposite of the thousands separator; else a
    point if commas separate the cells; else `infer` takes it from the first number that shows it.

    Parameters
    ----------
    options : ReadOptions
        `decimal` and `thousands` are used.
    delimiter : str
        Between the cells of the file.
    notes : list of str
        Receives a note if a decimal comma is detected.
    """

    def __init__(self, options: ReadOptions, delimiter: str, notes: list[str]) -> None:
        self.thousands: str = _spaces_alike(options.thousands or "")
        other = _OTHER.get(self.thousands)
        self.proven: bool = bool(options.decimal or other)
        self.decimal = options.decimal or other or ("." if delimiter == "," else None)
        self._notes = notes
        self._said = option("decimal") if options.decimal else option("thousands") if other else ""

    def infer(self, texts: Sequence[str]) -> None:
        """Take the decimal mark of the first number that cannot be grouped in thousands.

        Call it with the cells of all numeric columns of a block before any of them is read:
        "180.5" in one column shows that "1.234" in another is not 1234.
        """
        joined = "" if self.decimal else "\n".join(texts)
        if "," not in joined and "." not in joined:
            return
        for text in map(str.strip, texts):
            proof = _DECIMAL.fullmatch(text)
            if proof and not _GROUPED.fullmatch(text):
                self.decimal, self.proven = proof[1], True
                break
        if self.decimal == ",":
            self._notes.append(f"decimal mark: comma; {option('decimal', '.')} overrides this")

    def plain(self, text: str) -> str:
        """The number with a decimal point only; raises `UnreadableError` if it is ambiguous."""
        text = _spaces_alike(text)
        if self.thousands and self.thousands in text:
            return self._ungrouped(text)
        if _GROUPED.fullmatch(text) and re.sub(r"[-+\d]", "", text) != self.decimal:
            raise UnreadableError(self._grouped(text))
        other = _OTHER.get(self.decimal or "")
        if other and other in text and _DECIMAL.fullmatch(text):
            raise UnreadableError(self._other_mark(text, other))
        return text.replace(",", ".") if self.decimal == "," else text

    def _other_mark(self, text: str, other: str) -> str:
        """The problem of a number with the other decimal mark; no option reads both marks."""
        right = text.replace(other, self.decimal or "")
        if self._said:
            return (
                f"'{text}' has the decimal mark '{other}', but {self._said} says "
                f"'{self.decimal}' — write {right}, or leave out {self._said} if it is wrong"
            )
        cure = f"write {right}"
        cure += (
            "; all numbers must have the same decimal mark"
            if self.proven
            else f", or use {option('decimal', other)} if all numbers have it"
        )
        return (
            f"'{text}' has the decimal mark '{other}', but the file has '{self.decimal}' — {cure}"
        )

    def _ungrouped(self, text: str) -> str:
        """A number without its thousands separators, which must be every three digits."""
        whole, _, rest = text.partition(self.decimal or ".")
        mark = re.escape(self.thousands)
        if not re.fullmatch(rf"[-+]?\d{{1,3}}(?:{mark}\d{{3}})+", whole):
            raise UnreadableError(
                f"'{text}' must have a thousands separator '{self.thousands}' every three digits "
                "— correct it"
            )
        return f"{whole.replace(self.thousands, '')}.{rest or 0}"

    def _grouped(self, text: str) -> str:
        """The problem of a number with thousands separators that were not announced."""
        mark = next(c for c in text.lstrip("+-") if not c.isdigit())
        bare = text.replace(mark, "").replace(",", ".")
        if self.proven or not _DECIMAL.fullmatch(text):
            cure = f"write {bare}, or use {option('thousands', mark)}"
            return f"'{text}' has thousands separators — {cure}"
        return (
            f"'{text}' is ambiguous: {bare} or {text.replace(',', '.')} — write it without "
            f"thousands separators, or use {option('thousands', mark)} or {option('decimal', mark)}"
        )

    def certain(self, joined: str) -> bool:
        """Whether every cell of a block can be read in one way only."""
        if self.thousands or "_" in joined:
            return False
        if self.decimal == ",":
            return "." not in joined
        return self.decimal == "." or "." not in joined


def parse_numbers(
    texts: Sequence[str],
    lines: Sequence[int],
    separators: Separators,
    problems: Problems,
    *,
    column: str,
    what: str,
    highest: float = math.inf,
    empty: float | None = None,
) -> FloatArray:
    """The numbers of one column in one block of rows.

    Parameters
    ----------
    texts : sequence of str
        The cells.
    lines : sequence of int
        The line of each cell.
    separators : Separators
        Of the file; `Separators.infer` must have seen the numeric cells of the block.
    problems : Problems
        Receives every cell that is not a finite number >= 0, with line and column.
    column : str
        Heading of the column.
    what : str
        Unit in words, such as "agents".
    highest : float
        Largest value allowed.
    empty : float or None
        Value of an empty cell; None refuses it.

    Returns
    -------
    array
        Float64, one value per cell; 0 for a refused cell.

    Examples
    --------
    >>> problems = Problems("plan.csv")
    >>> separators = Separators(ReadOptions(thousands="."), ";", [])
    >>> parse_numbers(
    ...     ["1.234", "12,5", "x"], [2, 3, 4], separators, problems, column="agents", what="agents"
    ... )
    array([1234. ,   12.5,    0. ])
    >>> print(problems.kept[0].line, problems.kept[0].text)
    4 'x' is not a number of agents — write a number, or 0 if there are none
    """
    return NumberColumn(column, what, highest, empty=empty).read(texts, lines, separators, problems)


def parse_number(
    text: str, separators: Separators, *, what: str, highest: float = math.inf
) -> float:
    """The number in one text.

    Raises
    ------
    UnreadableError
        If the text is not a finite number from 0 to `highest`, or if it is ambiguous.

    Examples
    --------
    >>> parse_number("12,5", Separators(ReadOptions(decimal=","), ";", []), what="agents")
    12.5
    """
    return NumberColumn("", what, highest).value(text.strip(), separators)


class Lengths(NamedTuple):
    """Durations of a table in memory, which need no unit; NaN is an empty cell."""

    seconds: FloatArray

    def texts(self) -> list[str]:
        """Each duration as h:mm:ss."""
        return [
            "" if math.isnan(length) else _clock_text(length) for length in self.seconds.tolist()
        ]


# Numbers below this have fewer digits than a float: formulas divide by them.
_LEAST = 1e-290


def _vanishing(values: FloatArray) -> NDArray[np.bool_]:
    """Which values are above 0, but too small to calculate with."""
    return np.asarray((values > 0.0) & (values < _LEAST))


class NumberColumn(NamedTuple):
    """One column of numbers: heading, unit in words, limit, and the value of an empty cell.

    `unit` is ``"min"``, ``"mmss"`` or ``"hhmmss"`` for durations that are not in seconds; an
    empty cell is refused if `empty` is None.
    """

    name: str
    what: str
    highest: float = math.inf
    unit: str = ""
    empty: float | None = None
    limit_advice: str = "correct it"
    limit_cure: str = ""  # how to raise the limit, if the planner can
    placeholder: float = 0.0  # value of a refused cell, so that the checks of others can go on

    def read(
        self,
        texts: Sequence[str] | FloatArray | Lengths,
        lines: Sequence[int],
        separators: Separators,
        problems: Problems,
    ) -> FloatArray:
        """The numbers of one block; every other cell is added to `problems`."""
        if isinstance(texts, Lengths):
            if self.what in _DURATIONS:
                seconds = self._replace(unit="")
                return seconds._of_numbers(texts.seconds, lines, problems)
            texts = texts.texts()
        if isinstance(texts, np.ndarray):
            if not self.unit.endswith("mmss"):
                return self._of_numbers(texts, lines, problems) * _SCALE.get(self.unit, 1.0)
            texts = [number_cell(value) for value in texts.tolist()]
        values = None if self.unit.endswith("mmss") else self._at_once(texts, separators)
        if values is None:
            values = self._one_by_one(texts, lines, separators, problems)
        return values * _SCALE.get(self.unit, 1.0)

    def _at_once(self, texts: Sequence[str], separators: Separators) -> FloatArray | None:
        """All numbers of a block; None if any cell must be looked at alone."""
        joined = "\n".join(texts)
        if not separators.certain(joined):
            return None
        if separators.decimal == ",":
            texts = [text.replace(",", ".") for text in texts]
        try:
            values = np.array([float(text) if text else math.nan for text in texts])
        except ValueError:
            return None
        # NaN comes from an empty cell, or from the text "nan", which is refused
        blank = np.isnan(values)
        if blank.sum() != (0 if self.empty is None else texts.count("")):
            return None
        if blank.all() or (
            np.nanmin(values) >= 0
            and np.nanmax(values) <= self._limit()
            and not _vanishing(values).any()
        ):
            values[blank] = np.nan if self.empty is None else self.empty
            return values
        return None

    def _of_numbers(
        self, numbers: FloatArray, lines: Sequence[int], problems: Problems
    ) -> FloatArray:
        """Numbers of a table in memory, where NaN is an empty cell; -0 becomes 0."""
        blank = np.isnan(numbers)
        values = np.where(blank, np.nan if self.empty is None else self.empty, numbers + 0.0)
        bad = (numbers < 0) | (numbers > self._limit()) | _vanishing(numbers)
        if self.empty is None:
            bad |= blank
        for row in np.flatnonzero(bad).tolist():
            text = number_cell(float(numbers[row]))
            problem = self._problem_of_number(text, float(numbers[row]))
            problems.add(problem, lines[row], self.name)
            values[row] = self.placeholder
        return values

    def _problem_of_number(self, text: str, value: float) -> str:
        """Why a number of a table in memory is refused."""
        try:
            self._within(text, value) if text else self._blank()
        except UnreadableError as problem:
            return str(problem)
        raise AssertionError(text)

    def _limit(self) -> float:
        """The highest value in the unit of the cells."""
        # without a limit, the largest float: infinity must be refused all the same
        return min(self.highest / _SCALE.get(self.unit, 1.0), np.finfo(float).max)

    def _one_by_one(
        self, texts: Sequence[str], lines: Sequence[int], separators: Separators, problems: Problems
    ) -> FloatArray:
        """Each cell alone; equal texts are parsed once."""
        known: dict[str, float | UnreadableError] = {}
        values = np.full(len(texts), self.placeholder)
        unit, words, plural = self._clock_column(texts)
        for row, text in enumerate(texts):
            value = known.get(text)
            if value is None:
                value = known[text] = self._value_or_problem(text.strip(), separators)
            if isinstance(value, UnreadableError):
                problem = f"'{text.strip()}' is {words} — use {option('aht_unit', unit)}"
                problems.add(problem if words else str(value), lines[row], self.name, plural)
            else:
                values[row] = value
        return values

    def _clock_column(self, texts: Sequence[str]) -> tuple[str, str, str]:
        """The unit of a column that has clock times only, in words too, and its problem.

        Empty for any other column.
        """
        filled = [text.strip() for text in texts if text.strip()]
        clocks = [_CLOCK.fullmatch(text) for text in filled]
        forms = {bool(clock[1]) for clock in clocks if clock}
        readable = self.what in _DURATIONS and not self.unit.endswith("mmss")
        if not readable or None in clocks or len(forms) != 1:
            return "", "", ""
        unit, words = "hh:mm:ss", "hours:minutes:seconds"
        if forms == {False}:
            unit, words = "mm:ss", "minutes:seconds"
        cure = f"use {option('aht_unit', unit)}"
        return unit, words, f"{{count}} cells like '{filled[0]}' are {words} — {cure}"

    def _value_or_problem(self, text: str, separators: Separators) -> float | UnreadableError:
        """A number, or why the text is none."""
        try:
            return self.value(text, separators)
        except UnreadableError as problem:
            return problem

    def value(self, text: str, separators: Separators) -> float:
        """The number of one cell; raises `UnreadableError` if it has none."""
        if not text:
            return self._blank()
        if self.unit.endswith("mmss"):
            return self._within(text, self._clock(text))
        if "_" in text:
            raise UnreadableError(
                f"'{_brief(text)}' has '_' between its digits — write digits only"
            )
        try:
            value = float(separators.plain(text))
        except UnreadableError:
            raise
        except ValueError:
            raise UnreadableError(self._no_number(text)) from None
        return self._within(text, value)

    def _blank(self) -> float:
        """The value of an empty cell."""
        if self.empty is None:
            raise UnreadableError(f"the cell is empty — write 0 if there are no {self.what}")
        return self.empty

    def _within(self, text: str, value: float) -> float:
        """A value that is finite, not negative and not above the limit; -0 becomes 0."""
        if not math.isfinite(value):
            raise UnreadableError(
                f"'{_brief(text)}' is not a finite number of {self.what} — correct it"
            )
        if value < 0:
            raise UnreadableError(
                f"'{_brief(text)}' is negative: {self.what} must be >= 0 — correct it"
            )
        if 0 < value < _LEAST:
            raise UnreadableError(
                f"'{_brief(text)}' is too small for a number of {self.what} — write 0"
            )
        if value > self._limit():
            raise UnreadableError(
                f"'{_brief(text)}' is above the limit of {self._limit():.15g} {self.what} "
                f"— {self.limit_advice}{self.limit_cure}"
            )
        return abs(value)

    def _clock(self, text: str) -> float:
        """The seconds of a duration m:ss or h:mm:ss."""
        match = _CLOCK.fullmatch(text)
        long = self.unit == "hhmmss"
        shape = "h:mm:ss" if long else "m:ss"
        if not match:
            example = "0:03:30" if long else "3:30"
            # a spreadsheet stores a time as a part of a day
            days = re.fullmatch(r"0?[.,]\d+(?:[eE]-\d+)?", text)
            use = f", or use {option('aht_unit', 'd')} if it is a part of a day" if days else ""
            raise UnreadableError(
                f"'{_brief(text)}' is not in the form {shape} — write it like {example}, "
                f"or give seconds in a column 'aht_s'{use}"
            )
        if (match[1] is not None) != long:
            cure = (
                f"write 0:{int(match[2] or 0):02d}:{match[3]} or {int(match[2] or 0)}:{match[3]}:00"
            )
            if not long:
                minutes = 60 * int(match[1]) + int(match[2])
                cure = f"write {minutes}:{match[3]}"
                if match[3] == "00":
                    # a spreadsheet shows 3:30, typed for 3 min 30 s, as 3:30:00
                    cure += (
                        f", or {int(match[1])}:{match[2]} if a spreadsheet made hours of minutes"
                    )
            raise UnreadableError(f"'{text}' is not in the form {shape} — {cure}")
        return 3600.0 * int(match[1] or 0) + 60.0 * int(match[2] or 0) + int(match[3])

    def _no_number(self, text: str) -> str:
        """The problem of a text that is not a number."""
        if text == FORMULA_TEXT:
            return FORMULA_PROBLEM
        shown = f"'{_brief(text)}' is not a number of {self.what}"
        clock = _CLOCK.fullmatch(text)
        if clock and self.what in _DURATIONS:
            seconds = 3600 * int(clock[1] or 0) + 60 * int(clock[2] or 0) + int(clock[3])
            return f"{shown} — write {seconds / _SCALE.get(self.unit, 1.0):.6g}"
        if share := _PERCENT.fullmatch(text):
            number = float(share[1].replace(",", "."))
            shown += f": it may be {number:.10g}, or {number / 100:.10g} shown in percent"
        return f"{shown} — {self._cure(text)}"

    def _cure(self, text: str) -> str:
        """What to write instead of a text that is not a number."""
        cure = number_cure(text)
        if cure:
            return cure
        if about := _ABOUT.fullmatch(text):  # ~40 or 40 calls: 0 would lose what the cell says
            return f"write {about[1]} only"
        if self.what not in _DURATIONS:
            if any(map(str.isdigit, text)) and not text.startswith("#"):
                return "write the number in digits only"
            return "write a number, or 0 if there are none"
        try:
            seconds = duration(text)
        except InputError:
            return "write it in digits, such as 210, or leave it empty where the volume is 0"
        return f"write {seconds / _SCALE.get(self.unit, 1.0):.6g}"


def _spaces_alike(text: str) -> str:
    """Text with plain spaces for the no-break spaces that separate thousands."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _brief(text: str) -> str:
    """At most 40 printable characters of a cell."""
    shown = "".join(c if c.isprintable() else "�" for c in text[:41])
    return shown if len(text) <= 40 else shown[:39] + "…"


def number_cell(value: float) -> str:
    """A number of a table in memory as text; whole without a decimal point, NaN empty."""
    if math.isnan(value):
        return ""
    return repr(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _clock_text(length: float) -> str:
    """Seconds as h:mm:ss."""
    minutes, seconds = divmod(round(abs(length)), 60)
    return f"{'-' * (length < 0)}{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
