"""Programs of small rosters with random contracts."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.fairness_prices import FairnessPrices
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.rostering.eligibility import PastWork, RosterWindow, rest_cliques
from wfm.scheduling.rostering.model import RosterProgram, WindowProblem, roster_program
from wfm.scheduling.week_patterns import Floats, RosterHorizon

HOUR = 3600.0
# Begin and hours of the shifts of a day.
SHIFTS = {"early": (6, 8), "day": (9, 6), "late": (14, 8), "night": (21, 9)}


def random_contract(draw: np.random.Generator, name: str = "c") -> Contract:
    """A contract with some of all rules."""

    def some(value: Any, none: Any = None) -> Any:
        return value if draw.random() < 0.5 else none

    low, high = sorted(draw.integers(2, 7, size=2).tolist())
    return Contract(
        name,
        days_per_week=some((low, high), (0, 7)),
        weekly_hours=some((0.0, float(draw.integers(24, 42)))),
        consecutive_days_off=some(2 if low <= 5 else 0, 0),
        rest=float(draw.integers(6, 14)) * HOUR,
        start_flexibility=some(2 * HOUR),
        start_spread=some(5 * HOUR),
        max_consecutive_days=some(int(draw.integers(3, 6))),
        min_consecutive_days=some(2, 1),
        min_consecutive_days_off=some(2, 1),
        weekends=some(1),
        limits=some((("late", 2),), ()),
        max_consecutive_nights=some(2),
        rest_after_nights=some(30 * HOUR),
        isolated_day_off=some(3.0, 0.0),
    )


def one_week_model(
    draw: np.random.Generator, contracts: Sequence[Contract], weeks: int = 1
) -> RosterProgram:
    """The program of one person for each contract, and a random requirement of the day."""
    problem, present = window_problem(draw, contracts, weeks)
    return roster_program(problem, present)


def window_problem(
    draw: np.random.Generator, contracts: Sequence[Contract], weeks: int = 1
) -> tuple[WindowProblem, Floats]:
    """What `one_week_model` is made from, with the people present (nobody)."""
    shifts = [
        Shift(name, d, 24 * d + begin, hours, 3600 * begin, (), float(hours), float(hours))
        for d in range(7 * weeks)
        for name, (begin, hours) in SHIFTS.items()
    ]
    numbers = draw.integers(0, 2, size=7 * weeks * 4).repeat(6)
    need = StaffRequirement(numbers, HOUR, under=30.0, over=1.0)
    horizon = RosterHorizon.of(need, 0, 0)
    nights = {(s.start, s.length): s.day for s in shifts if s.template == "night"}
    window = RosterWindow(shifts, horizon, 0, 0, 7 * weeks, nights=nights)
    people = [window.person(Agent(c.name, c.name), c, PastWork()) for c in contracts]
    problem = WindowProblem(
        window=window,
        requirements={"": need},
        people=people,
        rest_cliques={
            c.name: rest_cliques(shifts, window.members, c.rest / HOUR) for c in contracts
        },
        lowered=[{} for _ in contracts],
        fairness=FairnessPrices(),
        penalty=20.0,
        compared={},
    )
    ends = max(s.start + s.length for s in shifts)
    return problem, np.zeros((1, max(len(numbers), ends)))
