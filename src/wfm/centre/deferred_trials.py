"""Plans of deferred work tried out: its tickets served one by one, in many simulated runs."""

from __future__ import annotations

from collections.abc import Callable
from math import erf, floor, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.queueing._ticket_simulation import TicketQueue, Tickets, draw_tickets

__all__ = ["RUN_WEEKS", "Horizon", "RunService", "RunShares", "Trial"]

# A run is three weeks long, about the period for which targets are reported.
RUN_WEEKS = 3
# Seed of all runs: the run number is added, so that all plans are compared on the same tickets.
_SEED = 20_260_302
# Standard errors of the share of runs that keep the target: the best of many plans tried on the
# same runs must not be one that was lucky.
_ERRORS = 2.6
# Runs after which a plan may already be accepted.
_FIRST_LOOKS = (48, 100)
# Contacts that are simulated to judge a plan, and the runs they are spread over: about half a
# second at most. Where fewer runs than the first look are made, none may miss.
_JUDGED_CONTACTS = 600_000
_JUDGED_RUNS = (24, 200)
# Contacts that are simulated to report the shares of a plan, and the runs they are spread over.
_REPORT_CONTACTS = 1_200_000
_REPORT_RUNS = (30, 300)
# Standard error of every share with which fewer runs are enough for a report, and how many.
_REPORT_ERROR, _FEW_RUNS = 0.001, 16
# A run of more contacts than these differs little from the next one: then fewer runs are enough.
_MANY, _MIN_RUNS = 100_000, 8
# Standard deviation of the share of a run above which a share could not be reported to .01: such
# a plan is so near the load it can bear that its runs differ by more than that. The shares of few
# contacts differ more by chance: by this many times what they would if each were late by itself.
_MAX_SPREAD, _BY_CHANCE = 0.012, 4.0
# Contacts simulated to find that spread, and the runs they are spread over: one run in fifty may
# be the bad one. A plan whose first runs differ by no more than this is not looked at any longer.
_SPREAD_CONTACTS, _SPREAD_RUNS, _STEADY = 1_500_000, (24, 200), 0.003
# Tickets that are kept instead of being drawn again for the next plan (about 50 bytes each).
_KEPT_TICKETS = 1_000_000

# A share of counts that meets a target exactly may differ from it by rounding errors.
_SAME = 1e-12
# Mean share of contacts begun in time that is enough for a target of 100 %.
_ALMOST_ALL = 0.999
# Number of the first run of those that confirm a plan.
_CONFIRMED = 500_000
# Number of the first run that shows how much runs differ.
_SPREAD = 700_000
# Number of the first run that is reported: others than those on which the plan was chosen.
_REPORTED = 1_000_000


class RunService(NamedTuple):
    """How the tickets of a run are served.

    Attributes
    ----------
    serve : callable
        Begins of the tickets, by agents put on deferred work in each open interval, the length of
        an interval, and the number of the run.
    live_contacts : float
        Live contacts that are served beside them, on average.
    """

    serve: Callable[[Tickets, NDArray[np.intp], float, int], FloatArray]
    live_contacts: float = 0.0


class Horizon(NamedTuple):
    """Consecutive intervals with the deferred work of a team.

    Attributes
    ----------
    queues : list of TicketQueue
        The queues, each with a value for every interval.
    opening : bool array, shape (intervals,)
        Which intervals are open.
    interval : float
        Length of an interval. [s]
    measured : bool array, shape (intervals,)
        Intervals whose arrivals are counted; the others come before and after them.
    backlog_counts : bool
        Whether the backlog at the start is counted.
    """

    queues: list[TicketQueue]
    opening: NDArray[np.bool_]
    interval: float
    measured: NDArray[np.bool_]
    backlog_counts: bool = False

    def taken(self, places: NDArray[np.intp], measured: NDArray[np.bool_]) -> Horizon:
        """The intervals at some places, in that order; -1 is a closed one without contacts."""

        def column(values: FloatArray) -> FloatArray:
            return np.where(places < 0, 0.0, values[places])

        queues = [
            queue._replace(volume=column(queue.volume), aht=column(queue.aht))
            for queue in self.queues
        ]
        opening = np.where(places < 0, False, self.opening[places])
        return self._replace(queues=queues, opening=opening, measured=measured)

    def without_backlog(self) -> Horizon:
        """The same, with nothing waiting at the start."""
        return self._replace(queues=[queue._replace(backlog=0.0) for queue in self.queues])


class RunShares(NamedTuple):
    """Shares of the contacts that arrive in the measured intervals of a run, by queue.

    Attributes
    ----------
    begun, finished : float64 array, shape (..., queues)
        Begun, and finished, within the response time. [fraction]
    by_deadline : float64 array, shape (..., queues)
        Begun by the deadline for all work. [fraction]
    resolved : float64 array, shape (..., queues)
        Finished by it, and their follow-ups too. [fraction]
    """

    begun: FloatArray
    finished: FloatArray
    by_deadline: FloatArray
    resolved: FloatArray


class Trial:
    """Runs of some intervals, on the same tickets for every plan.

    Parameters
    ----------
    horizon : Horizon
        The intervals.
    safety : float
        The target must be kept in the share Φ(safety) of the runs.
    service : RunService
        How the tickets of a run are served.
    order : intp array
        For each open interval of the horizon, the one of the plan that it repeats.
    """

    def __init__(
        self, horizon: Horizon, safety: float, service: RunService, order: NDArray[np.intp]
    ) -> None:
        self.horizon: Horizon = horizon
        self.safety: float = safety
        self.probability: float = 0.5 * (1.0 + erf(safety / sqrt(2.0)))
        self.intervals: int = int(order.max()) + 1  # open ones of the plan
        self._measured_order = order[horizon.measured[horizon.opening]]
        self._serve = service.serve
        self._live_contacts = service.live_contacts
        self._order = order
        self._kept: dict[int, Tickets] = {}
        self._keepable = _KEPT_TICKETS
        self._decided: dict[tuple[bytes, int], str] = {}
        self._hard: dict[int, list[int]] = {0: [], _CONFIRMED: []}
        self.contacts: int = 0  # served so far

    @property
    def key(self) -> bytes:
        """What the runs depend on, beside agents and service."""
        horizon = self.horizon
        columns = [horizon.opening, horizon.measured]
        for queue in horizon.queues:
            columns += [np.asarray(part, dtype=np.float64) for part in queue]
        return b"".join(column.tobytes() for column in columns)

    def measured_capacity(self, capacity: FloatArray) -> float:
        """Seconds of work that agents free in each interval can do in the measured weeks."""
        return float(capacity[self._measured_order].sum()) * self.horizon.interval

    def required_work(self) -> float:
        """Seconds of work of the measured weeks: its mean and `safety` standard deviations.

        A backlog at the start is done in the first week, so each week of a run has time for it.
        Less capacity would let the backlog grow from week to week, which shows in a share only
        when a run is over.
        """
        measured, mean, variance = self.horizon.measured, 0.0, 0.0
        weeks = len(self._measured_order) / len(np.unique(self._measured_order))
        for queue in self.horizon.queues:
            work = queue.volume[measured] * queue.aht[measured]
            mean += float(work.sum()) + weeks * queue.backlog * float(queue.aht[0])
            variance += float((2.0 * work * queue.aht[measured]).sum())  # exponential handle times
        return mean + self.safety * sqrt(variance)

    def run(self, agents: NDArray[np.intp], number: int) -> RunShares:
        """The shares of one run.

        Parameters
        ----------
        agents : intp array
            Agents put on deferred work in each open interval of the plan. [agents]
        number : int
            Of the run.
        """
        tickets = self._tickets(number)
        self.contacts += len(tickets.due) + int(self._live_contacts)
        begin = self._serve(tickets, agents[self._order], self.horizon.interval, number)
        measured = np.append(self.horizon.measured, self.horizon.backlog_counts)  # -1: backlog
        # what was overdue before the plan begins is not its fault
        counted = measured[tickets.interval] & (tickets.due >= tickets.release)
        size = len(self.horizon.queues)
        offered = np.bincount(tickets.queue[counted], minlength=size)

        def share(in_time: NDArray[np.bool_]) -> FloatArray:
            good = np.bincount(tickets.queue[counted & in_time], minlength=size)
            return np.divide(good, offered, out=np.ones(size), where=offered > 0)

        finish = begin + tickets.work
        resolved = share(finish <= tickets.deadline)
        for number, queue in enumerate(self.horizon.queues):
            if queue.follows >= 0:
                part, first = self.horizon.queues[queue.follows].follow_up, queue.follows
                resolved[first] = (1 - part) * resolved[first] + part * resolved[number]
        return RunShares(
            share(begin <= tickets.due),
            share(finish <= tickets.due),
            share(begin <= tickets.deadline),
            resolved,
        )

    def on_target(self, shares: RunShares) -> NDArray[np.bool_]:
        """Which queues keep their targets, response and resolution; follow-ups have no own."""
        response = np.array([queue.share for queue in self.horizon.queues])
        resolution = np.array([queue.resolve_share for queue in self.horizon.queues])
        kept = (shares.begun >= response - _SAME) & (shares.resolved >= resolution - _SAME)
        return np.asarray(kept, dtype=np.bool_)

    def _tickets(self, number: int) -> Tickets:
        """The tickets of a run."""
        if number in self._kept:
            return self._kept[number]
        random = np.random.default_rng([_SEED, number])
        horizon = self.horizon
        tickets = draw_tickets(horizon.queues, horizon.opening, horizon.interval, random)
        if number < _REPORTED and len(tickets.due) <= self._keepable:
            self._kept[number] = tickets
            self._keepable -= len(tickets.due)
        return tickets

    def keeps(self, agents: NDArray[np.intp]) -> bool:
        """Whether each queue keeps its target in enough runs, and on average.

        Enough runs are Φ(safety) of them and some standard errors more. A plan that is good enough
        must be so in other runs too, because the best of many plans is often a lucky one.
        """
        return not self.refusal(agents)

    def may_keep(self, agents: NDArray[np.intp]) -> bool:
        """Whether the first runs leave it open that a plan keeps the targets."""
        key = agents.tobytes()
        if self._decided.get((key, _CONFIRMED)) or self._decided.get((key, _SPREAD)):
            return False
        return not self._decide(agents, 0, _ERRORS)

    def refusal(self, agents: NDArray[np.intp]) -> str:
        """Why a plan does not keep the targets; nothing if it keeps them."""
        lack = self._decide(agents, 0, _ERRORS) or self._decide(agents, _CONFIRMED, 2.0)
        if lack:
            return lack
        key = (agents.tobytes(), _SPREAD)
        if key not in self._decided:
            self._decided[key] = self._too_spread(agents)
        return self._decided[key]

    def _too_spread(self, agents: NDArray[np.intp]) -> str:
        """Whether runs differ too much for their share to be reported, in words; else nothing."""
        queues = self.horizon.queues
        asked = [[queue.share, queue.resolve_share] for queue in queues]
        counted = np.array(asked).T.ravel() > 0
        contacts = [float(queue.volume[self.horizon.measured].sum()) for queue in queues] * 2
        shares = []
        for number in range(self._runs(_SPREAD_CONTACTS, _SPREAD_RUNS)):
            run = self.run(agents, _SPREAD + number)
            shares.append(np.concatenate([run.begun, run.resolved])[counted])
            first_look = number + 1 == _SPREAD_RUNS[0]
            if first_look and np.std(shares, axis=0, ddof=1).max() <= _STEADY:
                return ""
        spread, mean = np.std(shares, axis=0, ddof=1), np.mean(shares, axis=0)
        by_chance = np.sqrt(mean * (1 - mean) / np.maximum(np.array(contacts)[counted], 1.0))
        most = np.maximum(_MAX_SPREAD, _BY_CHANCE * by_chance)
        worst = int((spread - most).argmax())
        if spread[worst] <= most[worst]:
            return ""
        return (
            f"the runs differ by {spread[worst]:.3f} (one standard deviation), more than "
            f"{most[worst]:.3f}: their share could not be reported to 1 %"
        )

    def _decide(self, agents: NDArray[np.intp], first: int, errors: float) -> str:
        """The verdict of some runs, found once."""
        key = (agents.tobytes(), first)
        if key not in self._decided:
            self._decided[key] = self._judged(agents, first, errors)
        return self._decided[key]

    def _judged(self, agents: NDArray[np.intp], first: int, errors: float) -> str:
        """Run after run until it is decided."""
        queues = self.horizon.queues
        response = np.array([queue.share for queue in queues])
        resolution = np.array([queue.resolve_share for queue in queues])
        targets = np.concatenate([response, resolution])
        runs = self._runs(_JUDGED_CONTACTS, _JUDGED_RUNS)
        shares = np.empty((runs, len(targets)))
        misses = np.zeros(len(targets), dtype=int)
        limit = max(_misses_allowed(runs, self.probability, errors), 0)
        # where no run may miss, those that other plans failed come first and decide at once
        hard = self._hard[first] if limit == 0 else []
        numbers = [*hard, *(each for each in range(first, first + runs) if each not in hard)]
        for place, number in enumerate(numbers):
            run = self.run(agents, number)
            shares[place] = np.concatenate([run.begun, run.resolved])
            misses += shares[place] < targets - _SAME
            if misses.max() > limit:
                if number in hard:
                    hard.remove(number)
                hard.insert(0, number)
                return f"more than {limit} of {runs} runs on which plans are judged miss the target"
            count = place + 1
            allowed = _misses_allowed(count, self.probability, errors)
            if count in _FIRST_LOOKS and misses.max() <= allowed:
                shares = shares[:count]
                break
        # a target of 100 % is kept by most runs, not by all
        mean = shares.mean(axis=0)
        if (mean < np.minimum(targets, _ALMOST_ALL)).any():
            worst = int((mean - targets).argmin())
            return (
                f"the mean of the runs on which plans are judged, {100 * mean[worst]:.2f} %, "
                f"misses the target of {100 * targets[worst]:g} %"
            )
        return ""

    def _runs(self, contacts: int, limits: tuple[int, int]) -> int:
        """Over how many runs so many contacts are spread."""
        queues = self.horizon.queues
        each = self._live_contacts + sum(float(queue.volume.sum()) for queue in queues)
        least, most = limits if each <= _MANY else (_MIN_RUNS, limits[1])
        return int(np.clip(contacts // max(each, 1.0), least, most))

    def shares(self, agents: NDArray[np.intp], *, brief: bool = False) -> RunShares:
        """The shares of many runs, one row per run; of fewer runs if brief."""
        contacts = _REPORT_CONTACTS // 4 if brief else _REPORT_CONTACTS
        found = []
        for number in range(self._runs(contacts, _REPORT_RUNS)):
            found.append(self.run(agents, _REPORTED + number))
            if number + 1 == _FEW_RUNS and _largest_error(found) <= _REPORT_ERROR:
                break
        return RunShares(*(np.array(column) for column in zip(*found, strict=True)))


def _largest_error(found: list[RunShares]) -> float:
    """The largest standard error of the mean shares of some runs."""
    spread = np.std(np.array(found), axis=0, ddof=1)
    return float(spread.max()) / sqrt(len(found))


def _misses_allowed(runs: int, probability: float, errors: float) -> int:
    """Runs that may miss a target if it is to be kept with a probability, -1 if too few are run."""
    error = sqrt(runs * probability * (1.0 - probability))
    return max(floor(runs * (1.0 - probability) - errors * error), -1)
