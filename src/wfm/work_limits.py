"""Limits of the work that one input may ask for, each with its reason.

A few characters can ask for work without end: a file with two rows a century apart, to be filled
second by second, or a queue with 10¹² lines. What would take more than these limits is refused
before it begins, with the value, the limit and what to do instead. What is read from a file has
limits of its own beside its reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from wfm.errors import InputError

__all__ = [
    "BACKTEST_WEEKS",
    "CAPACITY_ROWS",
    "CHAIN_WORK",
    "CONCURRENT_CHATS",
    "CONTACTS_IN_SYSTEM",
    "DAYS_OF_INTERVALS",
    "FILLED_ROWS",
    "FORECAST_QUEUES",
    "FORECAST_ROWS",
    "FORECAST_WEEKS",
    "HISTORY_DAYS",
    "HISTORY_INTERVALS",
    "PEOPLE_AT_ONCE",
    "PLAN_CHAIN_WORK",
    "POSSIBLE_SHIFTS",
    "SCENARIOS",
    "SCENARIO_ROWS",
    "SCHEDULED_QUEUES",
    "SCHEDULED_SHIFTS",
    "SHRINKAGE_COMPONENTS",
    "WAITING_CONTACTS",
    "Limit",
    "count_chain_work",
    "counting_a_search",
    "counting_chain_work",
]


class Limit(NamedTuple):
    """The most of something, and what to do where there is more."""

    most: float
    subject: str
    cure: str

    def check(self, name: str, value: float) -> None:
        """Refuse a value above the limit.

        Parameters
        ----------
        name : str
            The argument that asks for it.
        value : float
            How much that is.

        Raises
        ------
        InputError
            If it is above the limit.

        Examples
        --------
        >>> CONCURRENT_CHATS.check("concurrency", 3)
        >>> CONCURRENT_CHATS.text(5000)
        'concurrent chats of one agent must be at most 100: got 5,000'
        """
        if value > self.most:
            raise InputError(f"{self.text(value)}. {self.cure}", name=name, value=value)

    def text(self, value: float) -> str:
        """What is limited, the limit, and a value above it."""
        return f"{self.subject} must be at most {self.most:,.0f}: got {_number(value)}"


class _Tally:
    """The work of one plan so far, and the most; of a search, that before it and its trials."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.done, self.before, self.trials = 0.0, 0.0, 0.0
        self.searching = False

    def add(self, name: str, work: float) -> None:
        """Count work: of a search that of all its trials at the first."""
        if not self.searching:
            self.before, self.trials = self.done, 0.0
        expected = _TRIALS if self.searching and not self.trials else 1
        self.trials += work
        self.done = max(self.done, self.before + self.trials, self.before + expected * work)
        self.limit.check(name, self.done)

    def begin_search(self) -> None:
        """Count the next work as that of the first trial of a search."""
        self.before, self.trials, self.searching = self.done, 0.0, True


_TALLY: ContextVar[_Tally | None] = ContextVar("tally", default=None)


@contextmanager
def counting_chain_work(rows: int) -> Iterator[None]:
    """Within the block, the work of all chats and blended queues is counted together.

    Parameters
    ----------
    rows : int
        The rows of the plan, which may each take a share of work.
    """
    token = _TALLY.set(_Tally(PLAN_CHAIN_WORK._replace(most=_PLAN_WORK + _ROW_WORK * rows)))
    try:
        yield
    finally:
        _TALLY.reset(token)


def count_chain_work(name: str, work: float) -> None:
    """Add work that is about to be done; refused where that of the plan becomes too much.

    Parameters
    ----------
    name : str
        The argument that asks for it.
    work : float
        Contacts at once times concurrent chats, over all rows.

    Raises
    ------
    InputError
        Above the limit.
    """
    tally = _TALLY.get()
    if tally is not None:
        tally.add(name, work)


@contextmanager
def counting_a_search() -> Iterator[None]:
    """Within the block, the first work is that of one trial of a search for agents.

    All of its trials are counted then, so that a search that is too large is refused at once.
    """
    tally = _TALLY.get()
    if tally is None:
        yield
        return
    tally.begin_search()
    try:
        yield
    finally:
        tally.searching = False


def _number(value: float) -> str:
    """A number in digits, or with an exponent where these would be too many."""
    return f"{value:,.0f}" if value < 1e15 else f"{value:.3g}"


# A row has 32 bytes, and needs about 100 while it is inserted and planned: 500 MB. It is a year of
# quarter-hours of 140 queues. A file of more rows may be filled to twice its size.
FILLED_ROWS = Limit(
    5_000_000,
    "rows of a forecast with its gaps filled",
    "Fewer are missing with a longer interval; or leave the gaps out.",
)
# An agent has five to ten at most. The work grows with the square of the number.
CONCURRENT_CHATS = Limit(
    100,
    "concurrent chats of one agent",
    "An agent who answers many contacts at once is described by fewer, shorter ones.",
)
# Days of queues of which the intervals vary apart: 5 to 10 ms each for their convolutions.
DAYS_OF_INTERVALS = Limit(
    2_000,
    "days of queues whose intervals vary apart",
    "Let the intervals of a day vary together (day), or plan some queues or months at a time.",
)
# States of a birth-death chain, 8 MB for an array of them; it has some ten arrays.
CONTACTS_IN_SYSTEM = Limit(
    1e6,
    "contacts handled and waiting at once, for chats and blended work,",
    "Reduce the volume, the agents or the patience; or plan calls alone, by Erlang C or A, which "
    "have no such limit.",
)
# States times concurrent chats, each an operation on all rows: a tenth of a second.
CHAIN_WORK = Limit(
    1e7,
    "contacts at once times concurrent chats of an agent",
    "Reduce the volume, the agents or the concurrency.",
)
# The trials of a search for agents: 15 to 21 where there are thousands of contacts at once.
_TRIALS = 20
# The same of a plan, over all the numbers of agents that searches try: a second, and 7 ms for each
# row, which 5,000 contacts at once with 5 chats an agent take in 20 trials.
_PLAN_WORK, _ROW_WORK = 7e7, 5e5
PLAN_CHAIN_WORK = Limit(
    _PLAN_WORK,
    "contacts at once times concurrent chats of an agent, over the queues and trials of a plan,",
    "Plan some of the queues at a time, or reduce the volume, the patience or the concurrency.",
)
# Places to wait are summed one by one, in about 30 µs, and a search for agents does so 20 times.
WAITING_CONTACTS = Limit(
    10_000,
    "contacts that may wait at once (lines less agents)",
    "Reduce the lines; or leave them out, as so many do not block.",
)
# Planners use five to fifteen. Each is a name that others must not have.
SHRINKAGE_COMPONENTS = Limit(
    100,
    "components of shrinkage",
    "Combine components of the same kind.",
)
# Large centres have some 200. Each is a search of its own, which takes milliseconds at least, so
# that more could not keep a time limit of seconds.
SCHEDULED_QUEUES = Limit(
    1_000,
    "queues of a schedule",
    "Schedule some of the queues at a time, or pool those that the same people answer.",
)
# The largest centres have some 20,000 people at work at once. Each is checked against the rules.
PEOPLE_AT_ONCE = Limit(
    20_000,
    "agents at once, of all queues of a schedule,",
    "Schedule fewer queues at once, or correct the agents of the plan.",
)
# A shift of a person is a record with its breaks, about 1 kB: 100 MB, and 50 µs of work; equal
# shifts without people share one. It is a year of 400 people, or a month of 5,000.
SCHEDULED_SHIFTS = Limit(
    100_000,
    "shifts of a schedule",
    "Schedule fewer days or fewer queues at once, or correct the agents of the plan.",
)
# Starts, lengths and days of all templates, a record of 0.5 kB each and a column of the program.
POSSIBLE_SHIFTS = Limit(
    500_000,
    "possible shifts (starts × lengths × days of all templates)",
    "Schedule fewer days, or give the templates a longer step or fewer lengths.",
)
# A history is held as days × intervals, of which a forecast has some ten copies of 8 bytes: 1.6 GB.
# It is ten years of half-hours of 114 queues; two rows a century apart have as many.
HISTORY_INTERVALS = Limit(
    20_000_000,
    "intervals between the first and the last day of a history, over all queues",
    "Check the first and the last date of the file, forecast fewer queues at a time, or use longer "
    "intervals.",
)
# 54 years of days: the backtest judges each, and each event is compared with those near it.
HISTORY_DAYS = Limit(
    20_000,
    "days between the first and the last day of a history",
    "Check the first and the last date of the file.",
)
# Nothing in a history says what comes after two years.
FORECAST_WEEKS = Limit(104, "weeks of a forecast", "Forecast fewer weeks.")
# Each week of a backtest is a forecast of its own.
BACKTEST_WEEKS = Limit(104, "weeks of a backtest", "Judge the forecast over fewer weeks.")
# Each is learnt and judged by itself, in some 5 ms: 10 s. The largest centres have some hundreds.
FORECAST_QUEUES = Limit(
    2_000,
    "queues of a forecast",
    "Forecast some of the queues at a time; or is the column of the queue another one?",
)
FORECAST_ROWS = Limit(
    5_000_000,
    "rows of a forecast",
    "Forecast fewer weeks, fewer queues at a time, or longer intervals.",
)
# A scenario is one line of a table that people read; each is a plan of its own.
SCENARIOS = Limit(
    1_000,
    "scenarios",
    "Give the inputs fewer values, or change one at a time.",
)
# About 20 µs each: ten minutes. It is 500 scenarios of a year of quarter-hours.
SCENARIO_ROWS = Limit(
    20_000_000,
    "intervals of all scenarios",
    "Plan fewer scenarios, or some of the queues or weeks at a time.",
)
# The same work: 40 teams with a year of half-hours are planned for 36 different months.
CAPACITY_ROWS = Limit(
    30_000_000,
    "intervals of all teams, times the months with a volume or AHT of their own,",
    "Give forecasts of a typical week, or plan fewer months or teams.",
)
