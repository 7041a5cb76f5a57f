"""Cells to numbers: a block of text at once, and word by word only where one cannot be read."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray
from wfm.errors import InputError
from wfm.io.forecast.problems import Problems, UnreadableError
from wfm.io.forecast.read_options import ReadOptions
from wfm.units import duration

__all__ = ["NumberColumn", "Separators"]

_GROUPED = re.compile(r"[-+]?\d{1,3}(?:([.,' ’])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_DECIMAL = re.compile(r"[-+]?\d*([.,])\d+")
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):([0-5]\d)(?:\.0*)?")
_OTHER = {",": ".", ".": ","}
_SCALE = {"min": 60.0}


class Separators:
    """Which mark is the decimal one: told, fixed by the delimiter, or seen in the cells."""

    def __init__(self, options: ReadOptions, delimiter: str, notes: list[str]) -> None:
        self.thousands = _spaces_alike(options.thousands or "")
        other = _OTHER.get(self.thousands)
        self.proven = bool(options.decimal or other)
        self.decimal = options.decimal or other or ("." if delimiter == "," else None)
        self._notes = notes

    def learn(self, texts: Sequence[str]) -> None:
        """Take the first number with a decimal mark that cannot be one of thousands as proof."""
        joined = "" if self.decimal else "\n".join(texts)
        if "," not in joined and "." not in joined:
            return
        for text in map(str.strip, texts):
            proof = _DECIMAL.fullmatch(text)
            if proof and not _GROUPED.fullmatch(text):
                self.decimal, self.proven = proof[1], True
                break
        if self.decimal == ",":
            self._notes.append("numbers have a decimal comma; --decimal . says otherwise")

    def plain(self, text: str) -> str:
        """The text with a decimal point only; raises `UnreadableError` if that is a guess."""
        text = _spaces_alike(text)
        if self.thousands and self.thousands in text:
            return self._ungrouped(text)
        if _GROUPED.fullmatch(text) and re.sub(r"[-+\d]", "", text) != self.decimal:
            raise UnreadableError(self._grouped(text))
        other = _OTHER.get(self.decimal or "")
        if other and other in text and _DECIMAL.fullmatch(text):
            raise UnreadableError(
                f"'{text}' has another decimal mark than '{self.decimal}' "
                f"— write {text.replace(other, self.decimal or '')}, or say --decimal '{other}'"
            )
        return text.replace(",", ".") if self.decimal == "," else text

    def _ungrouped(self, text: str) -> str:
        whole, _, rest = text.partition(self.decimal or ".")
        mark = re.escape(self.thousands)
        if not re.fullmatch(rf"[-+]?\d{{1,3}}(?:{mark}\d{{3}})+", whole):
            raise UnreadableError(
                f"'{text}' is not grouped in thousands by '{self.thousands}' — correct it"
            )
        return f"{whole.replace(self.thousands, '')}.{rest or 0}"

    def _grouped(self, text: str) -> str:
        mark = next(c for c in text.lstrip("+-") if not c.isdigit())
        bare = text.replace(mark, "").replace(",", ".")
        if self.proven or not _DECIMAL.fullmatch(text):
            cure = f"write {bare}, or say --thousands '{mark}'"
            return f"'{text}' is grouped in thousands — {cure}"
        return (
            f"'{text}' may be {bare} or {text.replace(',', '.')} — write it without thousands "
            f"marks, or say --thousands '{mark}' or --decimal '{mark}'"
        )

    def certain(self, joined: str) -> bool:
        """Whether nothing in the cells of a block needs a second look."""
        if self.thousands or "_" in joined:
            return False
        if self.decimal == ",":
            return "." not in joined
        return self.decimal == "." or "." not in joined


class NumberColumn(NamedTuple):
    """What one column of numbers holds; `empty` says how an empty cell reads, if it may be."""

    name: str
    what: str
    highest: float
    unit: str = ""
    empty: float | None = None
    spare: float = 0.0  # stands in for a cell that was refused

    def read(
        self, texts: Sequence[str], lines: Sequence[int], marks: Separators, problems: Problems
    ) -> FloatArray:
        """The numbers of one block; every cell that is none is noted in `problems`."""
        values = None if self.unit.endswith("mmss") else self._at_once(texts, marks)
        if values is None:
            values = self._one_by_one(texts, lines, marks, problems)
        return values * _SCALE.get(self.unit, 1.0)

    def _at_once(self, texts: Sequence[str], marks: Separators) -> FloatArray | None:
        joined = "\n".join(texts)
        if not marks.certain(joined):
            return None
        if marks.decimal == ",":
            texts = [text.replace(",", ".") for text in texts]
        try:
            values = np.array([float(text) if text else math.nan for text in texts])
        except ValueError:
            return None
        blanks = 0 if self.empty is None else texts.count("")
        fine = np.isnan(values).sum() == blanks
        if not fine or blanks == len(values):
            return values if fine else None
        least, most = np.nanmin(values), np.nanmax(values)
        return values if least >= 0 and most <= self._limit() else None

    def _limit(self) -> float:
        # the largest float stands for no limit, so that infinity is beyond it
        return min(self.highest / _SCALE.get(self.unit, 1.0), np.finfo(float).max)

    def _one_by_one(
        self, texts: Sequence[str], lines: Sequence[int], marks: Separators, problems: Problems
    ) -> FloatArray:
        known: dict[str, float | UnreadableError] = {}
        values = np.full(len(texts), self.spare)
        for row, text in enumerate(texts):
            value = known.get(text)
            if value is None:
                value = known[text] = self._one_or_why_not(text.strip(), marks)
            if isinstance(value, UnreadableError):
                problems.add(str(value), lines[row], self.name)
            else:
                values[row] = value
        return values

    def _one_or_why_not(self, text: str, marks: Separators) -> float | UnreadableError:
        try:
            return self._one(text, marks)
        except UnreadableError as why:
            return why

    def _one(self, text: str, marks: Separators) -> float:
        if not text:
            return self._blank()
        if self.unit.endswith("mmss"):
            return self._within(text, self._clock(text))
        if "_" in text:
            raise UnreadableError(
                f"'{_brief(text)}' has '_' between its digits — write digits only"
            )
        try:
            value = float(marks.plain(text))
        except UnreadableError:
            raise
        except ValueError:
            raise UnreadableError(self._no_number(text)) from None
        return self._within(text, value)

    def _blank(self) -> float:
        if self.empty is None:
            raise UnreadableError(f"the cell is empty — write 0 if there are no {self.what}")
        return self.empty

    def _within(self, text: str, value: float) -> float:
        if not math.isfinite(value):
            raise UnreadableError(
                f"'{_brief(text)}' is not a finite number of {self.what} — correct it"
            )
        if value < 0:
            raise UnreadableError(
                f"'{_brief(text)}' is negative: {self.what} must be >= 0 — correct it"
            )
        if value > self._limit():
            raise UnreadableError(
                f"'{_brief(text)}' {self.what} is more than {self._limit():.15g} "
                "— correct it, or say --no-limits if it is meant"
            )
        return abs(value)

    def _clock(self, text: str) -> float:
        match = _CLOCK.fullmatch(text)
        long = self.unit == "hhmmss"
        shape = "h:mm:ss" if long else "m:ss"
        if not match:
            example = "0:03:30" if long else "3:30"
            raise UnreadableError(
                f"'{_brief(text)}' does not read as {shape} — write it like {example}, "
                "or give seconds in a column 'aht_s'"
            )
        if (match[1] is not None) != long:
            other = "aht_mmss" if long else "aht_hhmmss"
            hint = "" if long else ", or correct it if Excel made hours of its minutes"
            raise UnreadableError(
                f"'{text}' does not read as {shape} — rename the column '{other}'{hint}"
            )
        return 3600.0 * int(match[1] or 0) + 60.0 * int(match[2]) + int(match[3])

    def _no_number(self, text: str) -> str:
        shown = f"'{_brief(text)}' is not a number of {self.what}"
        clock = _CLOCK.fullmatch(text)
        if clock and self.what != "contacts":
            seconds = 3600 * int(clock[1] or 0) + 60 * int(clock[2]) + int(clock[3])
            other = "aht_mmss" if clock[1] is None else "aht_hhmmss"
            written = f"{seconds / 60:.6g}" if self.unit == "min" else str(seconds)
            return f"{shown} — write {written}, or rename the column '{other}'"
        return f"{shown} — {self._cure(text)}"

    def _cure(self, text: str) -> str:
        if "%" in text:
            return "write a number, not a percentage"
        if self.what == "contacts":
            return "write a number, and 0 if there are none"
        try:
            seconds = duration(text)
        except InputError:
            return "write it in digits, such as 210, or leave it empty where the volume is 0"
        return f"write {seconds / _SCALE.get(self.unit, 1.0):.6g}"


def _spaces_alike(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _brief(text: str) -> str:
    shown = "".join(c if c.isprintable() else "�" for c in text[:41])
    return shown if len(text) <= 40 else shown[:39] + "…"
