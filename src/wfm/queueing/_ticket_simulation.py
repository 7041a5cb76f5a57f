"""Deferred work ticket by ticket: random arrivals and handle times, the earliest deadline first.

Time is open time: the seconds in which the centre is open, one opening after the other. A ticket
is never interrupted, only continued at the next opening, and an agent whose block ends finishes
the ticket in progress. All numbers come from `numpy.random.default_rng` with fixed seeds, so that
two plans are compared on the same tickets and a plan is the same to the last byte every time.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray

__all__ = [
    "Calls",
    "TicketQueue",
    "Tickets",
    "draw_calls",
    "draw_tickets",
    "serve",
    "serve_beside_calls",
]

_BEFORE = 1e-6  # seconds: a deadline while the centre is closed has passed when it opens
_INF = float("inf")


class TicketQueue(NamedTuple):
    """One queue of deferred work in equal intervals, closed ones included.

    Attributes
    ----------
    volume, aht : float64 array, shape (intervals,)
        Mean contacts that arrive, and their handle time. [contacts], [s]
    within, deadline : float
        Response time of the target, and time within which all work is done. [s]
    share : float
        Share of the contacts that is begun within the response time. [fraction]
    calendar : bool
        True if both count calendar time, nights included.
    backlog : float
        Contacts that wait at the start. [contacts]
    backlog_age : float
        Their age, in the time that the target counts. [s]
    delay : float
        Time after their arrival from which on they can be begun. [s]
    follows : int
        Number of the queue whose contacts they follow up; -1 for first contacts.
    resolve_share : float
        Share of the contacts that is finished by the deadline, their follow-ups too; 0 without
        such a target. [fraction]
    follow_up : float
        Share of the contacts that have a follow-up. [fraction]
    """

    volume: FloatArray
    aht: FloatArray
    within: float
    deadline: float
    share: float
    calendar: bool
    backlog: float = 0.0
    backlog_age: float = 0.0
    delay: float = 0.0
    follows: int = -1
    resolve_share: float = 0.0
    follow_up: float = 0.0


@dataclass(frozen=True)
class Tickets:
    """Tickets in order of release, in open time.

    Attributes
    ----------
    release, due, deadline : float64 array
        From when on they can be begun, until when they are in time, and when all work is due. [s]
    work : float64 array
        Handle times. [s]
    queue : intp array
        Their queue.
    interval : intp array
        The interval of their arrival, -1 for backlog.
    """

    release: FloatArray
    due: FloatArray
    deadline: FloatArray
    work: FloatArray
    queue: NDArray[np.intp]
    interval: NDArray[np.intp]


class Calls(NamedTuple):
    """Live contacts in order of arrival, in open time.

    Attributes
    ----------
    arrival, work, patience : float64 array
        Arrival, handle time, and the wait after which the contact abandons. [s]
    """

    arrival: FloatArray
    work: FloatArray
    patience: FloatArray


def draw_tickets(
    queues: Sequence[TicketQueue],
    opening: NDArray[np.bool_],
    interval: float,
    random: np.random.Generator,
) -> Tickets:
    """Poisson arrivals, uniform within each interval, with exponential handle times.

    Parameters
    ----------
    queues : sequence of TicketQueue
        The queues.
    opening : bool array, shape (intervals,)
        Which intervals are open.
    interval : float
        Length of an interval. [s]
    random : Generator
        Source of random numbers.
    """
    clock = _OpenTime(opening, interval)
    parts = []
    for number, queue in enumerate(queues):
        counts = random.poisson(queue.volume)
        at = np.repeat(np.arange(len(counts)), counts)
        arrival = (at + random.random(len(at))) * interval
        work = random.exponential(size=len(at)) * queue.aht[at]
        release = clock.open_time(arrival)
        since = release
        if queue.delay:
            release = clock.due(arrival, release, queue.delay, calendar=queue.calendar)
        waiting = int(np.floor(queue.backlog + 0.5))
        if waiting:
            old = np.full(waiting, -queue.backlog_age)
            at = np.concatenate([np.full(waiting, -1), at])
            arrival = np.concatenate([old, arrival])
            release = np.concatenate([np.zeros(waiting), release])
            since = release
            more = random.exponential(size=waiting) * float(queue.aht[0])
            work = np.concatenate([more, work])
        due = clock.due(arrival, since, queue.within, calendar=queue.calendar)
        last = clock.due(arrival, since, queue.deadline, calendar=queue.calendar)
        columns = (release, due, last, work, np.full(len(at), number), at, arrival)
        known = np.isfinite(release)  # what is released after the end is not part of the run
        parts.append(tuple(column[known] for column in columns))
    *joined, arrivals = (np.concatenate(column) for column in zip(*parts, strict=True))
    # what waits for the opening with the same deadline is begun in order of arrival
    order = np.lexsort((arrivals, joined[1], joined[0]))
    return Tickets(*(column[order] for column in joined))


class _OpenTime:
    """Seconds in which the centre was open before an instant."""

    def __init__(self, opening: NDArray[np.bool_], interval: float) -> None:
        self._interval = interval
        self._opening = opening
        self._edges = np.arange(len(opening) + 1) * interval
        self._opened = np.concatenate([[0.0], np.cumsum(opening) * interval])

    def open_time(self, instant: FloatArray) -> FloatArray:
        """Open time of instants; before the first it goes on below 0."""
        return np.asarray(np.interp(instant, self._edges, self._opened), dtype=np.float64)

    def due(
        self, arrival: FloatArray, release: FloatArray, within: float, *, calendar: bool
    ) -> FloatArray:
        """Open time until which what arrives then must be begun; inf after the last interval."""
        if not calendar:
            return np.where(arrival < 0, arrival, release) + within
        instant = arrival + within
        place = np.clip(np.floor(instant / self._interval), 0, len(self._opening) - 1)
        closed = ~self._opening[place.astype(np.intp)]
        due = self.open_time(instant) - np.where(closed, _BEFORE, 0.0)
        return np.where(instant >= self._edges[-1], _INF, due)


def draw_calls(
    load: FloatArray,
    aht: FloatArray,
    patience: float,
    interval: float,
    random: np.random.Generator,
) -> Calls:
    """Poisson arrivals of live contacts in open intervals, with exponential times.

    Parameters
    ----------
    load, aht : float64 array, shape (open intervals,)
        Load and handle time. [erlangs], [s]
    patience : float
        Mean patience; inf without abandonment. [s]
    interval : float
        Length of an interval. [s]
    random : Generator
        Source of random numbers.
    """
    counts = random.poisson(load / aht * interval)
    at = np.repeat(np.arange(len(counts)), counts)
    arrival = np.sort((at + random.random(len(at))) * interval)
    work = random.exponential(size=len(at)) * aht[at]
    waits = random.exponential(size=len(at))
    limit = waits * patience if np.isfinite(patience) else np.full(len(at), _INF)
    return Calls(arrival, work, limit)


def serve(tickets: Tickets, agents: NDArray[np.intp], interval: float) -> FloatArray:
    """When each ticket is begun, by agents who do nothing else.

    Parameters
    ----------
    tickets : Tickets
        The tickets.
    agents : intp array, shape (open intervals,)
        Agents. [agents]
    interval : float
        Length of an interval. [s]

    Returns
    -------
    ndarray
        Begin of each ticket in open time; inf if it is not begun. [s]
    """
    changes = _changes(agents, interval)
    release, work = tickets.release.tolist(), tickets.work.tolist()
    in_order = tickets.due[1:] >= tickets.due[:-1]
    if in_order.all():
        return np.array(_in_order(release, work, changes))
    return np.array(_by_deadline(release, tickets.due.tolist(), work, changes))


def _changes(agents: NDArray[np.intp], interval: float) -> list[tuple[float, int]]:
    """Instants at which the number of agents changes, the last first; none after the end."""
    before = np.concatenate([[0], agents])
    after = np.concatenate([agents, [0]])
    at = np.flatnonzero(after != before)
    pairs = zip((at * interval).tolist(), (after - before)[at].tolist(), strict=True)
    return [(_INF, 0), *reversed(list(pairs))]


def _next_free(free: list[float], since: float, changes: list[tuple[float, int]]) -> float:
    """When an agent is free, at `since` or later; agents come and leave until then.

    `free` is a heap of when each agent is free. Who leaves first finishes the ticket in progress:
    of the agents, those who are free first begin no other.
    """
    while True:
        begin = max(free[0], since) if free else _INF
        instant = changes[-1][0]
        if begin < instant or instant == _INF:
            return begin
        more = changes.pop()[1]
        for _ in range(more):
            heapq.heappush(free, instant)
        for _ in range(-more):
            heapq.heappop(free)


def _in_order(
    release: list[float], work: list[float], changes: list[tuple[float, int]]
) -> list[float]:
    """Begins of tickets that are due in order of release."""
    begins, free, change = [], [0.0][:0], changes[-1][0]
    replace = heapq.heapreplace
    for since, took in zip(release, work, strict=True):
        begin = free[0] if free else _INF
        if begin < since:
            begin = since
        if begin >= change:
            begin = _next_free(free, since, changes)
            change = changes[-1][0]
        begins.append(begin)
        if free:
            replace(free, begin + took)
    return begins


def _by_deadline(
    release: list[float], due: list[float], work: list[float], changes: list[tuple[float, int]]
) -> list[float]:
    """Begins of tickets of which the one with the earliest deadline comes first."""
    begins, count = [_INF] * len(release), len(release)
    free: list[float] = []
    queue: list[tuple[float, int]] = []
    at, change = 0, changes[-1][0]
    push, pop = heapq.heappush, heapq.heappop
    while at < count or queue:
        since = 0.0 if queue else release[at]
        now = free[0] if free else _INF
        if now < since:
            now = since
        if now >= change:
            now = _next_free(free, since, changes)
            change = changes[-1][0]
        if now == _INF:
            break
        while at < count and release[at] <= now:
            push(queue, (due[at], at))
            at += 1
        ticket = pop(queue)[1]
        begins[ticket] = now
        heapq.heapreplace(free, now + work[ticket])
    return begins


def serve_beside_calls(
    tickets: Tickets,
    calls: Calls,
    agents: NDArray[np.intp],
    reserve: NDArray[np.intp],
    interval: float,
) -> tuple[FloatArray, FloatArray]:
    """When each ticket is begun, and each live contact answered, by the same agents.

    Live contacts come first; a ticket is begun while more than `reserve` agents are idle.

    Parameters
    ----------
    tickets, calls : Tickets, Calls
        The deferred and the live contacts.
    agents, reserve : intp array, shape (open intervals,)
        Agents, and those kept idle for live contacts. [agents]
    interval : float
        Length of an interval. [s]

    Returns
    -------
    ndarray, ndarray
        Begin of each ticket in open time, inf if it is not begun; and the wait of each live
        contact, inf if it abandons. [s]
    """
    arrival, call_work = calls.arrival.tolist(), calls.work.tolist()
    limit = (calls.arrival + calls.patience).tolist()
    by_due = np.argsort(tickets.due, kind="stable")
    ticket_at, rank = by_due.tolist(), np.argsort(by_due).tolist()
    work = tickets.work.tolist()
    presence, spares = agents.tolist(), (agents - reserve).tolist()
    begins, waits = [_INF] * len(work), [_INF] * len(limit)
    finish = [_INF]  # a heap; the last one never comes, so that it is never empty
    waiting: deque[int] = deque()
    queue: list[int] = []  # a heap of places in order of the deadline
    busy = present = spare = 0
    call_count, changes = len(limit), len(presence)
    push, pop, replace = heapq.heappush, heapq.heappop, heapq.heapreplace
    for instant, event in _events(tickets, calls, changes, interval):
        while (now := finish[0]) <= instant:
            if busy <= present:
                while waiting:
                    one = waiting.popleft()
                    if limit[one] >= now:
                        waits[one] = now - arrival[one]
                        replace(finish, now + call_work[one])
                        break
                else:
                    if queue and busy <= spare:
                        one = ticket_at[pop(queue)]
                        begins[one] = now
                        replace(finish, now + work[one])
                    else:
                        pop(finish)
                        busy -= 1
            else:  # one more than are present: who finishes leaves
                pop(finish)
                busy -= 1
        if event >= call_count:
            number = event - call_count
            if busy < spare and not queue:
                begins[number] = instant
                push(finish, instant + work[number])
                busy += 1
            else:
                push(queue, rank[number])
        elif event >= 0:
            if busy < present:
                waits[event] = 0.0
                push(finish, instant + call_work[event])
                busy += 1
            else:
                waiting.append(event)
        elif event < -1:  # the last one is the end
            present, spare = presence[event + 1], spares[event + 1]
            while waiting and busy < present:
                one = waiting.popleft()
                if limit[one] >= instant:
                    waits[one] = instant - arrival[one]
                    push(finish, instant + call_work[one])
                    busy += 1
            while queue and busy < spare:
                one = ticket_at[pop(queue)]
                begins[one] = instant
                push(finish, instant + work[one])
                busy += 1
    return np.array(begins), np.array(waits)


def _events(
    tickets: Tickets, calls: Calls, intervals: int, interval: float
) -> Iterator[tuple[float, int]]:
    """Instants in order of time, each with what happens then.

    Numbers from 0 on are the calls, then the tickets; negative ones the starts of intervals, from
    the last one, which is the end, backwards. At the same instant intervals come first, then calls.
    """
    parts = (np.arange(intervals + 1) * interval, calls.arrival, tickets.release)
    instants = np.concatenate(parts)
    order = np.argsort(instants, kind="stable")
    return zip(instants[order].tolist(), (order - (intervals + 1)).tolist(), strict=True)
