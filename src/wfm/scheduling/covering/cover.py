"""The cheapest shifts, with their breaks, that cover what is required.

Sizing and breaks are one problem here: a break takes a person out of a slot, so how many shifts
are needed depends on where the breaks fall. The whole horizon is covered at once, across
midnight, and every result says how far from the best it may be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from wfm._numerics.mathematical_program import ENGINES, using
from wfm.errors import InputError, WfmError
from wfm.scheduling.covering import distinct_shifts, search, shortage_reasons
from wfm.scheduling.covering.partial_cover import PartialCover, coverable, shortage_price
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.covering.repair import excluded, people
from wfm.scheduling.covering.validation import check, check_search, check_shares
from wfm.scheduling.even_breaks import TIME_SHARE, even_breaks
from wfm.scheduling.records import (
    AssignedShift,
    Cover,
    Shift,
    StaffRequirement,
    Status,
    TemplateShare,
)
from wfm.scheduling.time_budget import Progress, TimeBudget
from wfm.scheduling.verify_cover import cover_violations

__all__ = ["cover"]

DAY = 86400.0
# Costs are sums of prices with some 16 digits: nearer to the bound than this, they are equal to it.
EXACT = 1e-9


def cover(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    *,
    gap: float = 0.001,
    max_distinct: int | None = None,
    shares: Sequence[TemplateShare] = (),
    time_limit: float | None = None,
    progress: Progress | None = None,
    solver: str = "scipy",
) -> Cover:
    """Find the cheapest shifts, breaks placed, that cover what is required.

    ::

        minimise  Σ cⱼ xⱼ + Σ (p uₜ + q oₜ)    so that    nₜ - bₜ + uₜ - oₜ = rₜ

    where n people are present in slot t, b of them on a break, u are short and o too many. With
    ``need.convex`` the i-th of u people short costs ``p (1 + floor(10 (i - 1) / r))``.

    Parameters
    ----------
    need : StaffRequirement
        People required in each slot, and the prices.
    shifts : sequence of Shift
        What may be run, each any number of times.
    gap : float
        Good enough: stop when the cost is proved to be so near to the least one. [fraction]
    max_distinct : int or None
        Most distinct shifts (template, start on the clock, length) to run.
    shares : sequence of TemplateShare
        Smallest shares of the people of each day in shifts of some templates:
        ``Σ x over shifts of the day and the templates >= minimum · Σ x over shifts of the day``, on
        every day on which such a shift may start.
    time_limit : float or None
        Time limit of the search. The result then depends on the machine; without
        a limit, the same input gives the same result. [s]
    progress : callable or None
        Called with the stage, the bound and the best cost so far (None while unknown).
    solver : {"scipy", "highs"}
        Which interface of HiGHS: scipy's, or the package highspy, which begins each step from
        the schedule it has and reports every better one. Their schedules may differ.

    Returns
    -------
    Cover
        The schedule, its cost and a bound that no schedule beats.

    Raises
    ------
    InputError
        For a need or a shift that has no meaning.
    KeyboardInterrupt
        Only before the search begins, or a second time; else the best so far is returned.

    See Also
    --------
    wfm.scheduling.verify_cover.audit : the independent check that every result has passed.

    Notes
    -----
    The linear program of the whole horizon gives the bound. From it, small whole-number programs
    settle some hours after the other, and improve them. Slots that no shift can cover are no
    error: they are listed in `Cover.shortages`, and everything else is covered. With
    `max_distinct` the bound is that without the limit, except where the whole program with the
    limit is small enough to be solved.

    Examples
    --------
    >>> from wfm.scheduling.records import BreakWindow
    >>> lunch = BreakWindow("lunch", "lunch", 1, 1, 2, paid=False)
    >>> day = [Shift("day", 0, at, 4, 3600 * at, (lunch,), 3.0, 3.0) for at in (0, 1, 2)]
    >>> found = cover(StaffRequirement(np.array([1, 2, 2, 2, 1, 0]), 3600.0), day)
    >>> found.status, found.paid_hours, found.net
    ('optimal', 9.0, array([1, 2, 2, 2, 2, 0]))

    References
    ----------
    - G. B. Dantzig, "A comment on Edie's 'Traffic delays at toll booths'", Operations
      Research 2 (1954).
    - S. E. Bechtold, L. W. Jacobs, "Implicit modeling of flexible break assignments in
      optimal shift scheduling", Management Science 36 (1990).
    - T. Aykin, "Optimal shift scheduling with multiple break windows", Management Science
      42 (1996).
    - N. Musliu, A. Schaerf, W. Slany, "Local search for shift design", European Journal of
      Operational Research 153 (2004).
    """
    check(need, shifts)
    check_search(gap, max_distinct, time_limit)
    check_shares(shifts, shares)
    if solver not in ENGINES:
        raise InputError(
            f"solver must be one of {', '.join(ENGINES)}: got {solver!r}.", name="solver"
        )
    problem = CoverProblem.of(need, shifts, shares)
    # no person works a shift that a share excludes
    members = np.flatnonzero(~excluded(problem))
    inside = problem.only(members)
    # slots that no shift may cover would leave the program without a solution: they are left out
    # of it, and listed with the reason
    can = coverable(inside)
    inside = inside.where(can)
    budget = TimeBudget.start(time_limit, progress)
    settings = search.SearchSettings(gap, round(DAY / need.slot), budget)
    # highspy reports better schedules inside a solve; scipy's HiGHS only at its end
    with (
        budget.keeping(TIME_SHARE),
        using(solver, lambda best, bound: budget.report("choosing shifts", bound, best)),
    ):
        # distinct shifts link all days, so the day-by-day search would not see their price
        if need.distinct > 0 or max_distinct is not None:
            mine = [shifts[k] for k in members.tolist()]
            partial, bound = distinct_shifts.search(
                inside, distinct_shifts.DistinctShifts.of(need, mine, max_distinct), settings
            )
        else:
            partial, bound = search.search(inside, settings)
    count = np.zeros(len(shifts))
    count[members] = partial.count
    days = np.array([shift.day for shift in shifts], dtype=np.int64)
    partial = even_breaks(problem, days, PartialCover(count, partial.begins), budget)
    # what is left out costs its price in every schedule
    bound += shortage_price(problem, np.where(can, 0, problem.required))
    found = _result(need, shifts, problem, partial, bound, gap, max_distinct)
    contradictions = cover_violations(found, need, shifts, max_distinct=max_distinct, shares=shares)
    if contradictions:
        raise WfmError(
            "internal error: the schedule contradicts itself; please report it: "
            f"{contradictions[0]}"
        )
    budget.report("done", found.bound, found.cost)
    return found


def _result(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    problem: CoverProblem,
    partial: PartialCover,
    bound: float,
    gap: float,
    max_distinct: int | None,
) -> Cover:
    """The cover of a partial cover that is whole, counted again from its people."""
    kinds: dict[tuple[int, tuple[int, ...]], AssignedShift] = {}  # equal people share a record
    assigned = tuple(kinds.setdefault(one, AssignedShift(*one)) for one in people(problem, partial))
    counts = np.rint(partial.count).astype(np.int64)
    slots = len(need.required)
    # of people behind the end of the horizon nothing but their pay counts
    present, on_break = (each[:slots] for each in _heads(problem.slots, shifts, assigned))
    required, floor = problem.required[:slots], problem.floor[:slots]
    net = present - on_break
    over, under = np.maximum(net - required, 0), np.maximum(required - net, 0)
    missing = np.pad(under, (0, problem.slots - slots))
    cost = _cost(need, shifts, counts, int(over.sum()), shortage_price(problem, missing))
    # the bound is raised to multiples of a step, which rounding may put a hair above the cost
    bound = min(bound, cost)
    # where understaffing has a price, only people below the floor are missing against the rules
    least = required if need.under is None else floor
    short = bool(np.any(net < least))
    return Cover(
        assigned=assigned,
        counts=counts,
        required=required.copy(),
        present=present,
        on_break=on_break,
        net=net,
        over=over,
        under=under,
        paid_hours=float(sum(n * s.paid_hours for n, s in zip(counts, shifts, strict=True))),
        cost=cost,
        bound=bound,
        gap=_gap(cost, bound),
        status="understaffed" if short else _status(cost, bound, gap),
        shortages=shortage_reasons.shortages(
            problem,
            shifts,
            counts,
            np.pad(net, (0, problem.slots - slots)),
            max_distinct,
            need.distinct,
            need.slot,
        ),
    )


def _heads(
    slots: int, shifts: Sequence[Shift], assigned: Sequence[AssignedShift]
) -> tuple[np.ndarray, np.ndarray]:
    """People present and on a break, slot by slot."""
    present, on_break = np.zeros(slots, dtype=np.int64), np.zeros(slots, dtype=np.int64)
    for person, number in Counter(assigned).items():
        shift = shifts[person.shift]
        present[(shift.start + np.arange(shift.length)) % slots] += number
        for window, begin in zip(shift.breaks, person.breaks, strict=True):
            on_break[(begin + np.arange(window.length)) % slots] += number
    return present, on_break


def _cost(
    need: StaffRequirement, shifts: Sequence[Shift], counts: np.ndarray, over: int, under: float
) -> float:
    """Cost of shifts, of overstaffing and of distinct shifts, and that of missing people."""
    hours = need.slot / 3600.0
    # a distinct shift costs once, however often it is run
    run = [shift for shift, count in zip(shifts, counts, strict=True) if count]
    distinct = len({(shift.template, shift.clock, shift.length) for shift in run})
    pay = sum(int(n) * shift.cost for n, shift in zip(counts, shifts, strict=True))
    return float(pay + hours * need.over * over + under + need.distinct * distinct)


def _gap(cost: float, bound: float) -> float:
    """Relative distance of a cost to its bound; infinite without a bound above 0."""
    if cost <= bound:
        return 0.0
    return cost / bound - 1.0 if bound > 0 else float("inf")


def _status(cost: float, bound: float, gap: float) -> Status:
    """The status of a cover that meets the requirement (with a price: the floor)."""
    if cost <= bound * (1.0 + EXACT):
        return "optimal"
    return "within gap" if cost <= bound * (1.0 + gap) + EXACT else "feasible"
