"""Moments of single contacts: arrivals in local time and in UTC, and times after an arrival."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.io.forecast.date_order import resolve_date_order
from wfm.io.forecast.dates import DAY, Seconds, StartParser
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.time_zones import local_text
from wfm.option_text import option

__all__ = ["MomentColumn", "fixed_zone", "offsets_of_log", "seconds_after"]

Ints = NDArray[np.int64]
_QUARTER = 900  # clocks change on quarter-hours of local time
_EPOCH = datetime(1970, 1, 1)
_FRACTION = re.compile(r"(:\d\d)[.,]\d+")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(Z?)")
# Seconds since 1970 of the years 2001 to 2033, or milliseconds; 2026030208 is a date with an hour.
_UNIX = re.compile(r"(1\d{9})(?:\d{3})?(?:\.\d+)?")
_BLANK = -2
# A moment earlier in the day than the arrival, by more than half a day, is on the next day.
_WRAP = DAY // 2
_SLACK = 60  # clocks of two systems differ: so many seconds before the arrival count as none


class MomentColumn:
    """A column of dates with times, or of times of day only; cells may be empty.

    Parameters
    ----------
    name : str
        Heading.
    options : ReadOptions
        `date_format` and `dayfirst` are used.
    """

    def __init__(self, name: str, options: ReadOptions) -> None:
        self.name: str = name
        self._iso = options.date_format is None
        self._parser = StartParser(options, separate=False)
        self._clocks = StartParser(ReadOptions(), separate=True)
        self._is_clock: bool | None = None
        self._is_unix = False
        self._codes: list[Ints] = []

    def add(
        self,
        cells: object,
        texts: Callable[[], list[str]],
        lines: Sequence[int],
        problems: Problems,
    ) -> None:
        """Read the cells of a block: timestamps of a table in memory, else texts."""
        if isinstance(cells, Seconds):
            self._is_clock = False
            self._codes.append(self._parser.codes_of_seconds(cells))
            return
        self.add_texts(texts(), lines, problems)

    def add_texts(self, texts: Sequence[str], lines: Sequence[int], problems: Problems) -> None:
        """Read the texts of a block."""
        codes = np.full(len(texts), _BLANK, dtype=np.int64)
        full = [i for i, text in enumerate(texts) if text and not text.isspace()]
        if full:
            chosen = _without_fractions([texts[i] for i in full])
            if self._is_clock is None:
                self._is_clock = bool(re.fullmatch(r"\d{1,2}:\d\d.*", chosen[0].strip()))
            read = self._read(chosen)
            for at in np.flatnonzero(read < 0).tolist():
                row = full[at]
                parser, text = self._form(chosen[at])
                problems.add(parser.reason(text)[0], lines[row], self.name)
            codes[full] = np.maximum(read, 0)
        self._codes.append(codes)

    def _form(self, text: str) -> tuple[StartParser, str]:
        """The parser of a text, and the text as that parser takes it."""
        return (self._clocks, f"1970-01-01\t{text}") if self._is_clock else (self._parser, text)

    def _read(self, texts: list[str]) -> Ints:
        """The code of each text; -1 for one that cannot be read."""
        if self._is_clock:
            days = [f"1970-01-01\t{text}" for text in texts]
            return np.array(self._clocks.codes(days), dtype=np.int64)
        if self._iso:
            unix = _unix_seconds(texts)
            self._is_unix |= unix is not None
            seconds = unix or _iso_seconds(texts)
            if seconds is not None:
                return self._parser.codes_of_seconds(seconds)
        return np.array(self._parser.codes(texts), dtype=np.int64)

    def resolve(
        self, line: NDArray[np.int32], problems: Problems, notes: list[str]
    ) -> tuple[Ints, NDArray[np.int32] | None, NDArray[np.bool_], bool]:
        """Local seconds since 1970 (of the day for times only), offsets, blanks, and times only."""
        codes = np.concatenate(self._codes) if self._codes else np.zeros(0, dtype=np.int64)
        blank = codes == _BLANK
        clock = bool(self._is_clock)
        if self._is_unix:
            notes.append(
                f"'{self.name}' read as the time since 1970 in UTC; {option('tz')} sets the time "
                "zone of the intervals"
            )
        seconds = np.zeros(len(codes), dtype=np.int64)
        offset: NDArray[np.int32] | None = None
        if not blank.all():
            parser = self._clocks if clock else self._parser
            times = resolve_date_order(
                codes[~blank], line[~blank], self.name, parser, problems, notes
            )
            seconds[~blank] = times.local
            if times.offset is not None:
                if times.row_without_offset is not None:
                    problems.stop(
                        "the time has no offset from UTC, but others have "
                        "— write all times with an offset, or none",
                        int(line[~blank][times.row_without_offset]),
                        self.name,
                    )
                offset = np.zeros(len(codes), dtype=np.int32)
                offset[~blank] = times.offset
        return seconds, offset, blank, clock


def _without_fractions(texts: list[str]) -> list[str]:
    """Times without fractions of a second."""
    joined = "\n".join(texts)
    return _FRACTION.sub(r"\1", joined).split("\n") if _FRACTION.search(joined) else texts


def _unix_seconds(texts: list[str]) -> Seconds | None:
    """Texts that are seconds or milliseconds since 1970 in UTC; None if any has another form."""
    forms = [_UNIX.fullmatch(text.strip()) for text in texts]
    if not all(forms):
        return None
    return Seconds(np.array([int(form[1]) for form in forms if form], dtype=np.int64), 0)


def _iso_seconds(texts: list[str]) -> Seconds | None:
    """Texts like 2026-01-31 08:00:00 at once; None if any has another form."""
    form = _ISO.fullmatch(texts[0])
    if form is None or set(map(len, texts)) != {len(texts[0])}:
        return None
    if not all(map(_ISO.fullmatch, texts)):
        return None
    if form[1]:
        texts = [text[:-1] for text in texts]
    try:
        values = np.array(texts, dtype="datetime64[s]").astype(np.int64)
    except ValueError:
        return None
    return Seconds(values, 0 if form[1] else None)


def offsets_of_log(
    local: Ints,
    line: NDArray[np.int32],
    column: str,
    zone: tzinfo,
    problems: Problems,
    notes: list[str],
) -> NDArray[np.int32]:
    """Offset from UTC of each local time of a log, in the order of the file.

    In an hour that occurs twice, contacts are of the first pass until the time falls back.
    """
    quarters, case = np.unique(local // _QUARTER, return_inverse=True)
    both = np.array(
        [_offsets(zone, int(quarter) * _QUARTER) for quarter in quarters], dtype=np.int32
    ).reshape(-1, 2)
    offsets: NDArray[np.int32] = both[case, 0]
    skipped = np.flatnonzero(both[case, 0] < both[case, 1])
    if len(skipped):
        others = f" (and {len(skipped) - 1:,} more rows)" if len(skipped) > 1 else ""
        problems.add(
            f"{local_text(int(local[skipped[0]]))}{others} does not exist in {zone}: the clock "
            f"goes forward at that time — use {option('tz')} of the system that wrote the log, or "
            "correct the times",
            int(line[skipped[0]]),
            column,
        )
    twice = np.flatnonzero(both[case, 0] > both[case, 1])
    if len(twice):
        _second_pass(twice, local, both[case], offsets, zone, notes)
    return offsets


def _second_pass(
    twice: NDArray[np.intp],
    local: Ints,
    both: NDArray[np.int32],
    offsets: NDArray[np.int32],
    zone: tzinfo,
    notes: list[str],
) -> None:
    """Set the offsets of the second pass of repeated hours: rows after the time falls back."""
    changed = 0
    for day in np.unique(local[twice] // DAY):
        rows = twice[local[twice] // DAY == day]
        length = both[rows[0], 0] - both[rows[0], 1]
        falls = np.flatnonzero(np.diff(local[rows]) < -length // 2)
        if len(falls) == 1:  # once, as in a log in order of time
            second = rows[falls[0] + 1 :]
            offsets[second] = both[second, 1]
            changed += len(second)
    first = len(twice) - changed
    notes.append(
        f"{len(twice):,} contacts in an hour that occurs twice in {zone}: {first:,} read as of the "
        f"first, {changed:,} as of the second"
    )


def _offsets(zone: tzinfo, second: int) -> tuple[int, int]:
    """Offsets before and after a change at a local time; equal if there is none."""
    local = (_EPOCH + timedelta(seconds=second)).replace(tzinfo=zone)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    return round((before or timedelta()).total_seconds()), round(
        (after or timedelta()).total_seconds()
    )


def fixed_zone(offset: int) -> tzinfo:
    """The time zone of one offset from UTC."""
    return timezone(timedelta(seconds=offset)) if offset else UTC


def seconds_after(
    base: Ints, moment: Ints, blank: NDArray[np.bool_], *, clock: bool
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Seconds from an arrival to a later moment, NaN where it is blank, and which are impossible.

    A time of day is on the day of the arrival, or after midnight. A moment of up to a minute
    before the arrival is taken as the arrival.
    """
    after = (moment - base % DAY) if clock else (moment - base)
    if clock:
        after = np.where(after < -_WRAP, after + DAY, after)
    result = np.where(blank, np.nan, after.astype(float))
    bad = ~blank & (after < -_SLACK)
    return np.where(result < 0, 0.0, result), bad
