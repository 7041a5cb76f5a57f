"""The weeks of one person that are worth most, day by day, without a program.

A path goes through the days. Each day either a shift is added to it or the day is off, where the
rules allow that and can still be kept behind it. Paths that later rules cannot tell apart are one,
the cheapest, and of the others the best few are followed (a shortest path with resources, Irnich
and Desaulniers 2005, with a beam). It takes a millisecond a day, a hundredth of the program of one
person, but finds no weeks where hardly any keep the rules. The rules are those of `constraints`.

References
----------
- S. Irnich and G. Desaulniers, "Shortest path problems with resource constraints", in G.
  Desaulniers, J. Desrosiers and M. M. Solomon (eds), Column Generation, Springer, 2005.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.scheduling.availability import weekday
from wfm.scheduling.contracts import DAY, Contract
from wfm.scheduling.rostering.constraints import LoweredMinimums, allowed_weeks, hours_of_period
from wfm.scheduling.rostering.day_paths import (
    DayChoices,
    DayPaths,
    first_of_each,
    part_of_clock,
    same_state,
    with_start,
)
from wfm.scheduling.rostering.eligibility import NEVER, EligibleAgent, RosterWindow
from wfm.scheduling.rostering.week_outlook import WeekOutlook, cost_behind, week_outlook
from wfm.scheduling.week_patterns import Bools, Floats, Ints, all_weeks

__all__ = ["FEW_PATHS", "PATHS", "best_weeks"]

# Paths that are followed from one day to the next: few are nearly as good. Where all of them end,
# many are, with all shifts.
FEW_PATHS, PATHS, MORE_PATHS = 60, 250, 2_000
# Starts of a day that lie so close together compete: the cheapest is looked at. [s]
_NEAR = 3_600
# Paths are kept that are worth less, so many of each kind: of starts that lie so far apart, and of
# the numbers of weekends and nights, fewer than these. [s]
_OTHERS, _APART, _MANY = 3, 7_200, 1_000
# Days off in a row that count, where no rule asks for more of them: the price of single days off.
_DAYS_OFF = 2
# The night of a shift that is no night shift, and before any.
_BY_DAY = -(10**6)
# Rests are fractions of slots where they are no whole number of them; this is below any of those.
_ROUNDING = 1e-9
# Hours are counted in whole units of this. [h]
_UNIT, _TOLERANCE = 1e-9, 100
# More hours than a period has. [h]
_MOST_HOURS = 1e5
# Above any count of a rule.
_NO_LIMIT = 2**40


def best_weeks(
    window: RosterWindow,
    person: EligibleAgent,
    lowered: LoweredMinimums,
    shifts: Ints,
    cost: Floats,
    paths: int = PATHS,
) -> Ints | None:
    """The places in `shifts` of those of cheap weeks; None where no weeks are found.

    Parameters
    ----------
    window, person, lowered
        As for `add_agent`.
    shifts : int64 array
        Shifts that the person can work.
    cost : float64 array, shape (shifts,)
        What each costs, less what it is worth.
    paths : int
        How many are followed.
    """
    few = _PersonPath(window, person, lowered, shifts, cost, paths, reduced=True).search()
    if few is not None:
        return few
    return _PersonPath(window, person, lowered, shifts, cost, MORE_PATHS, reduced=False).search()


@dataclass
class _PersonPath:
    """The search for one person."""

    window: RosterWindow
    person: EligibleAgent
    lowered: LoweredMinimums
    shifts: Ints
    cost: Floats
    paths: int
    reduced: bool

    def __post_init__(self) -> None:
        window, contract = self.window, self.person.contract
        self._contract: Contract = contract
        self._weeks: range = window.weeks
        self._rest = contract.rest / window.horizon.slot - _ROUNDING
        longer = (contract.rest_after_nights or 0.0) / window.horizon.slot - _ROUNDING
        self._rest_after_nights = max(self._rest, longer)
        self._limited = [template for template, _ in contract.limits]
        self._most_of_template = np.array([most for _, most in contract.limits], dtype=np.int64)
        self._least_off = contract.min_consecutive_days_off
        # more days off or on than any rule looks at are as good as these
        self._off_counts = max(self._least_off, _DAYS_OFF)
        records = [window.shifts[k] for k in self.shifts]
        self._day = np.array([s.day for s in records], dtype=np.int64)
        hours = [round(s.paid_hours / _UNIT) for s in records]
        self._every = DayChoices(
            number=np.arange(len(records)),
            cost=self.cost,
            start=np.array([s.start for s in records], dtype=np.int64),
            end=np.array([s.start + s.length for s in records], dtype=np.int64),
            clock=np.array([s.clock for s in records], dtype=np.int64),
            night=np.array(
                [_BY_DAY if (n := window.night(s)) is None else n for s in records], dtype=np.int64
            ),
            hours=np.array(hours, dtype=np.int64),
            templates=np.array(
                [[s.template == one for one in self._limited] for s in records], dtype=np.int64
            ).reshape(len(records), len(self._limited)),
        )
        self._shortest, self._longest = min(hours, default=0), max(hours, default=0)
        # classes of starts: those of a week, or all, lie less than the width from the first
        spread, flexibility = contract.start_spread, contract.start_flexibility
        width = spread if flexibility is None else 2.0 * flexibility
        self._width = int(DAY if width is None else width if spread is None else spread)
        self._clocks = np.zeros(0, dtype=np.int64)
        if self._width < DAY // 2:
            self._clocks = np.unique([*self._every.clock, *self.person.past.clocks])

    def search(self) -> Ints | None:
        """The places of the shifts of the cheapest path."""
        paths, steps = self._begin(), []
        choices = {week: [self._choices(day) for day in self._days(week)] for week in self._weeks}
        known = {week: self._week(week, choices[week]) for week in self._weeks}
        for week in self._weeks:
            behind, hours = self._behind(week, known), self._hours_left(week)
            if (week - self._weeks.start) % self._contract.period == 0:
                paths = paths.new_period()
            paths = paths.new_week()
            for place, day in enumerate(self._days(week)):
                source, number, later = self._day_later(paths, day, choices[week][place])
                later = self._without_what_is_over(later, day)
                kept = self._kept(later, known[week], place + 1, hours, behind)
                if not len(kept):
                    return None
                paths = later.take(kept)
                steps.append((source[kept], number[kept]))
        path, found = int(np.argmin(paths.cost)), []
        for source, number in reversed(steps):
            found.append(int(number[path]))
            path = int(source[path])
        return np.array([k for k in reversed(found) if k >= 0], dtype=np.int64)

    def _days(self, week: int) -> range:
        """The days of a week."""
        return self.window.horizon.week(week)

    def _begin(self) -> DayPaths:
        """The one path before the first day, with what was worked before it."""
        past, begin = self.person.past, self.window.begin
        off = next((k for k in range(self._off_counts) if begin - 1 - k in past.worked), None)
        night = max(past.nights, default=_BY_DAY)
        nights = next(k for k in range(len(past.nights) + 1) if night - k not in past.nights)
        arc, length = part_of_clock(sorted(past.clocks))
        values = {
            "run": past.running,
            "off": self._off_counts if off is None else off,
            "ends": past.ends,
            "last_night": _BY_DAY if past.last_night is None else past.last_night,
            "night": night,
            "nights": nights,
            "arc": arc,
            "arc_length": length,
        }
        one = {
            name: np.array([values.get(name, 0)], dtype=np.int64)
            for name in DayPaths._fields
            if name not in ("cost", "templates")
        }
        return DayPaths(
            cost=np.zeros(1), templates=np.zeros((1, len(self._limited)), dtype=np.int64), **one
        )

    def _choices(self, day: int) -> DayChoices:
        """The shifts of a day, only the cheapest of those that are much alike."""
        mine = np.flatnonzero(self._day == day)
        if self.reduced and len(mine) > 1:
            every, near = self._every, max(1, min(_NEAR, self._width))
            alike = np.column_stack(
                [
                    every.clock[mine] // near,
                    every.hours[mine],
                    every.night[mine],
                    every.templates[mine],
                ]
            )
            order = np.argsort(every.cost[mine], kind="stable")
            first = np.unique(alike[order], axis=0, return_index=True)[1]
            mine = mine[order[np.sort(first)]]
        return DayChoices._make(each[mine] for each in self._every)

    def _week(self, week: int, choices: list[DayChoices]) -> WeekOutlook:
        """What can follow the first days of a week."""
        weeks = allowed_weeks(self.window, self.person, week, self.lowered)
        first = self.window.first_day
        return week_outlook(
            all_weeks(len(choices)) if weeks is None else weeks,
            np.array([self._cheapest_by_class(one) for one in choices]),
            np.array([weekday(first, day) >= 5 for day in self._days(week)]),
        )

    def _cheapest_by_class(self, choices: DayChoices) -> Floats:
        """The cheapest shift of a day that can follow a start of each class; the first is none."""
        near = (choices.clock[None] - self._clocks[:, None]) % DAY
        near = np.minimum(near, DAY - near) <= self._width
        costs = np.where(near, choices.cost[None], np.inf).min(axis=1, initial=np.inf)
        return np.append(choices.cost.min(initial=np.inf), costs)

    def _rows(self, paths: DayPaths) -> Ints:
        """The rows of the tables of `WeekOutlook` for paths: class of the starts, weekends left."""
        contract = self._contract
        arc = paths.arc if contract.start_spread is None else paths.week_arc
        classes = np.where(arc < 0, 0, np.searchsorted(self._clocks, arc) + 1)
        if not len(self._clocks):
            classes = np.zeros_like(classes)
        used = paths.weekends - paths.saturday >= _most(contract.weekends)
        return np.asarray(2 * classes + used)

    def _behind(self, week: int, known: dict[int, WeekOutlook]) -> Floats:
        """What the weeks of a period behind a week cost, by the weekends worked up to then."""
        period = self._contract.period
        end = min(week - (week - self._weeks.start) % period + period, self._weeks.stop)
        weekends = self._contract.weekends
        return cost_behind([known[w] for w in range(week + 1, end)], weekends)

    def _hours_left(self, week: int) -> tuple[int, int, int, int]:
        """Limits of the hours of the period of a week, and of those of its weeks behind this."""
        period = self._contract.period
        first = week - (week - self._weeks.start) % period
        weeks = range(first, min(first + period, self._weeks.stop))
        low, high = hours_of_period(self.window, self.person, weeks, self.lowered)
        behind = [
            (self.person.limits[w - self._weeks.start], self.lowered.get(w, (7, 0.0))[0])
            for w in range(week + 1, weeks.stop)
        ]
        least = sum(min(one.days[0], most) for one, most in behind) * self._shortest
        most = sum(one.days[1] for one, _ in behind) * self._longest
        low, high = (round(min(hours, _MOST_HOURS) / _UNIT) for hours in (low, high))
        return low - _TOLERANCE, high + _TOLERANCE, least, most

    def _day_later(
        self, paths: DayPaths, day: int, choices: DayChoices
    ) -> tuple[Ints, Ints, DayPaths]:
        """The paths after a day: where each comes from, the shift it adds (or -1), and they."""
        which = weekday(self.window.first_day, day)
        if which in (0, 5):  # a Saturday counts up to its Sunday
            paths = paths._replace(saturday=np.zeros_like(paths.saturday))
        at_work, chosen, after = self._working(paths, day, choices)
        rests, resting = self._resting(paths)
        source = np.concatenate([at_work, rests])
        number = np.concatenate([choices.number[chosen], np.full(len(rests), -1)])
        pairs = zip(after, resting, strict=True)
        return source, number, DayPaths._make(np.concatenate(pair) for pair in pairs)

    def _kept(
        self,
        paths: DayPaths,
        known: WeekOutlook,
        place: int,
        hours: tuple[int, int, int, int],
        behind: Floats,
    ) -> Ints:
        """The best few of the paths after `place` days of a week, from which the rest can be kept.

        Of those that no later rule tells apart, the cheapest.
        """
        rows, (low, high, least_behind, most_behind) = self._rows(paths), hours
        least, most = (table[place][rows, paths.week] for table in (known.least, known.most))
        fits = (
            (most >= 0)
            & (paths.hours + least * self._shortest + least_behind <= high)
            & (paths.hours + most * self._longest + most_behind >= low)
        )
        keep = np.flatnonzero(fits)
        found, used = paths.take(keep), np.minimum(paths.weekends[keep], len(behind) - 1)
        value = found.cost + known.cheapest[place][rows[keep], found.week] + behind[used]
        return np.asarray(keep[self._different(found, value)])

    def _without_what_is_over(self, paths: DayPaths, day: int) -> DayPaths:
        """The same paths, where a rest that is over and a run that has ended are forgotten."""
        later = self._every.start[self._day > day].min(initial=_NO_LIMIT)
        rested = paths.ends + self._rest_after_nights <= later
        ended = paths.night < day - 1
        return paths._replace(
            ends=np.where(rested, NEVER, paths.ends),
            last_night=np.where(rested, _BY_DAY, paths.last_night),
            night=np.where(ended, _BY_DAY, paths.night),
            nights=np.where(ended, 0, paths.nights),
        )

    def _working(
        self, paths: DayPaths, day: int, choices: DayChoices
    ) -> tuple[Ints, Ints, DayPaths]:
        """The paths to which a shift of a day can be added, which, and the paths with it."""
        contract = self._contract
        weekend = self._weekend(paths, day)
        able = (paths.off == 0) | (paths.off >= self._least_off)
        able &= paths.run < _most(contract.max_consecutive_days)
        able &= weekend <= _most(contract.weekends)
        source = np.flatnonzero(able)
        fits = self._rested(paths.take(source), choices)
        if self._limited:
            full = paths.templates[source] >= self._most_of_template
            fits &= ~(full[:, None, :] & (choices.templates[None] > 0)).any(axis=2)
        rows, chosen = np.nonzero(fits)
        source = source[rows]
        before, one = paths.take(source), DayChoices._make(each[chosen] for each in choices)
        is_night = one.night != _BY_DAY
        later = np.where(one.night == before.night, before.nights, 1)
        later = np.where(one.night == before.night + 1, before.nights + 1, later)
        nights = np.where(is_night, later, before.nights)
        arc, length = with_start(before.arc, before.arc_length, one.clock)
        week_arc, week_length = with_start(before.week_arc, before.week_arc_length, one.clock)
        good = ~is_night | (nights <= _most(contract.max_consecutive_nights))
        if contract.start_flexibility is not None:
            good &= length <= 2 * contract.start_flexibility
        if contract.start_spread is not None:
            good &= week_length <= contract.start_spread
        begins = before.off > 0
        first = contract.min_consecutive_days - 1 if day > self.window.begin else 0
        single = (before.off == 1) * contract.isolated_day_off
        after = DayPaths(
            cost=before.cost + one.cost + single,
            week=2 * before.week + 1,
            run=before.run + 1,
            to_work=np.where(begins, first, np.maximum(before.to_work - 1, 0)),
            off=np.zeros_like(before.off),
            ends=one.end,
            last_night=one.night,
            night=np.where(is_night, one.night, before.night),
            nights=nights,
            hours=before.hours + one.hours,
            weekends=weekend[source],
            saturday=before.saturday | int(weekday(self.window.first_day, day) == 5),
            arc=arc,
            arc_length=length,
            week_arc=week_arc,
            week_arc_length=week_length,
            templates=before.templates + one.templates,
        )
        keep = np.flatnonzero(good)
        return source[keep], chosen[keep], after.take(keep)

    def _weekend(self, paths: DayPaths, day: int) -> Ints:
        """The weekends worked in the period where a day is worked."""
        which = weekday(self.window.first_day, day)
        if which == 5:
            return paths.weekends + 1
        return paths.weekends + (1 - paths.saturday) if which == 6 else paths.weekends

    def _rested(self, paths: DayPaths, choices: DayChoices) -> Bools:
        """Which paths have rested before which shifts."""
        nights = paths.last_night[:, None]
        longer = (nights != _BY_DAY) & (choices.night[None] != nights + 1)
        rest = np.where(longer, self._rest_after_nights, self._rest)
        return np.asarray(choices.start[None] >= paths.ends[:, None] + rest)

    def _resting(self, paths: DayPaths) -> tuple[Ints, DayPaths]:
        """The paths with a day off more."""
        source = np.flatnonzero(paths.to_work == 0)
        before = paths.take(source)
        return source, before._replace(
            week=2 * before.week,
            run=np.zeros_like(before.run),
            off=np.minimum(before.off + 1, self._off_counts),
        )

    def _different(self, paths: DayPaths, value: Floats) -> Ints:
        """The cheapest of paths that no later rule tells apart, and of these the best few."""
        contract = self._contract
        # what no rule looks at does not make paths different
        ignored = {
            "run": contract.max_consecutive_days is None,
            "hours": contract.hours == (0.0, np.inf),
            "night": contract.max_consecutive_nights is None,
            "nights": contract.max_consecutive_nights is None,
            "weekends": contract.weekends is None,
            "saturday": contract.weekends is None,
            "arc": contract.start_flexibility is None,
            "arc_length": contract.start_flexibility is None,
            "week_arc": contract.start_spread is None,
            "week_arc_length": contract.start_spread is None,
        }
        seen = [
            each
            for name, each in zip(DayPaths._fields, paths, strict=True)
            if name not in ("cost", "templates") and not ignored.get(name, False)
        ]
        state = np.column_stack([*seen, paths.templates])
        different = first_of_each(same_state(state), value)
        order = np.argsort(value[different], kind="stable")
        best, others = different[order[: self.paths]], different[order[self.paths :]]
        if not len(others):
            return best
        # of others that start at another time, or have other nights or weekends behind them, some:
        # rules may end all those that are worth most
        arc = paths.arc if contract.start_spread is None else paths.week_arc
        kind = (arc // _APART * _MANY + paths.weekends) * _MANY + paths.nights
        return np.concatenate([best, first_of_each(kind, value, others, _OTHERS)])


def _most(limit: int | None) -> int:
    """A limit of a count; a number above all counts where there is none."""
    return _NO_LIMIT if limit is None else limit
