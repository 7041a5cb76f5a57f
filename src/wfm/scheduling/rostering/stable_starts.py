"""Few different starts of one person in a week, where that costs next to nothing.

Many rosters cover the same requirement at the same cost; people prefer not to begin at another time
every day. So behind the search for the cheapest roster, the starts of some people
at a time are chosen again, on the days that they work, for as many paid hours and among the starts
that they have, with a price of every start of a person in a week. The cost without that price rises
by 1 % at most and stays within the gap where that is met, and no more people are missing.
"""

from __future__ import annotations

import numpy as np

from wfm._numerics.mathematical_program import Program, ProgramSolution, solve
from wfm.scheduling.rostering.model import RosterProgram, WindowProblem
from wfm.scheduling.rostering.start_exchange import exchanged
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.week_patterns import Bools, Floats, Ints

__all__ = ["starts_per_week", "with_stable_starts"]

# The most that stable starts may cost, and the price of a start: a share of the mean cost of the
# shifts of a person in a week. All starts of a week but one are then worth a few per cent, and the
# limit decides.
MOST_COST, START_PRICE = 0.01, 0.01
# People whose starts are chosen at once: with more, a program takes seconds; with fewer, there is
# hardly a person to exchange shifts with.
PEOPLE = 6
# Rounds for each person, so that each is chosen several times, and the most of all, as rounds of
# hundreds of people take long.
ROUNDS, MOST_ROUNDS = 1.5, 16
# Rounds in a row that may bring nothing: one for so many people, since few rounds have chosen each
# of a few people twice, but at most so many.
PEOPLE_PER_VAIN_ROUND, MOST_IN_VAIN = 3, 8
NODES, PART_GAP = 60, 1e-3
# Share of the time left for all rounds, and the most seconds of one.
TIME_SHARE, MOST_SECONDS = 0.5, 2.0
# A gain below this is a rounding error of HiGHS.
MIN_GAIN = 1e-6


def starts_per_week(model: RosterProgram, problem: WindowProblem, chosen: Ints) -> dict[Week, int]:
    """How many different starts each person has in each week, of some choices."""
    found: dict[Week, set[int]] = {}
    for j in chosen.tolist():
        found.setdefault(_week(model, problem, j), set()).add(model.copies[model.copy[j]].clock)
    return {week: len(starts) for week, starts in found.items()}


# A person and a calendar week.
Week = tuple[int, int]


def _week(model: RosterProgram, problem: WindowProblem, choice: int) -> Week:
    """Whose choice it is, and of which week."""
    day = model.copies[model.copy[choice]].day
    return int(model.who[choice]), problem.window.horizon.week_of(day)


def with_stable_starts(
    model: RosterProgram,
    problem: WindowProblem,
    best: ProgramSolution,
    gap: float,
    budget: TimeBudget,
) -> Floats | None:
    """Values of the choices ``model.x`` with fewer starts; None where there are none."""
    assert best.values is not None
    chosen = np.flatnonzero(np.rint(best.values[model.x]) > 0)
    number = starts_per_week(model, problem, chosen)
    extra = sum(number.values()) - len(number)
    if not extra or budget.exhausted():
        return None
    found = exchanged(model, problem, chosen)
    values = best.values.copy()
    values[model.x] = 0.0
    values[model.x[found]] = 1.0
    if max(starts_per_week(model, problem, found).values()) == 1:
        return values[model.x]
    program, starts = _program(model, problem, best, chosen, gap)
    values = _with_starts(model, problem, program, starts, values)
    draw = np.random.default_rng(0)
    own = budget.part(TIME_SHARE)
    people = len(problem.people)
    # of no more people than are chosen at once, each round would be the same
    patience = min(people // PEOPLE_PER_VAIN_ROUND, MOST_IN_VAIN) if people > PEOPLE else 1
    in_vain = 0
    for _ in range(min(int(ROUNDS * people) + 1, MOST_ROUNDS)):
        if in_vain >= patience or own.exhausted():
            break
        some = _some_people(model, problem, values, draw)
        if some is None:
            break
        better = _chosen_again(model, program, starts, values, some, own)
        in_vain = 0 if better is not None else in_vain + 1
        values = values if better is None else better
    return values[model.x]


def _program(
    model: RosterProgram, problem: WindowProblem, best: ProgramSolution, chosen: Ints, gap: float
) -> tuple[Program, dict[tuple[Week, int], int]]:
    """The program with a column for each start of a person in a week, and these columns.

    start[i, w, c] >= sum of the x of i at clock c on day d           every day d of week w
    cost <= limit, and the cost of missing people at most that of now
    """
    assert best.values is not None
    old = model.program
    cost = np.concatenate(old.cost)
    program = _copy(old)
    limit = _limit(best, gap, model)
    costly = np.flatnonzero(cost)
    program.add_row(-np.inf, limit + MIN_GAIN, (costly, cost[costly]))
    short = np.concatenate([np.zeros(0, dtype=np.int64), *old.understaffed])
    program.add_row(
        -np.inf, float(cost[short] @ best.values[short]) + MIN_GAIN, (short, cost[short])
    )
    worked = {(int(model.who[j]), model.copies[model.copy[j]].day) for j in chosen}
    pay = sum(model.copies[model.copy[j]].cost for j in chosen)
    weeks = {_week(model, problem, j) for j in chosen.tolist()}
    # where shifts cost nothing, whatever else costs is the measure
    price = START_PRICE * max(pay, abs(best.objective)) / len(weeks)
    by_start: dict[tuple[Week, int], dict[int, list[int]]] = {}
    for j, column in enumerate(model.x.tolist()):
        shift = model.copies[model.copy[j]]
        if (int(model.who[j]), shift.day) in worked:
            key = (_week(model, problem, j), shift.clock)
            by_start.setdefault(key, {}).setdefault(shift.day, []).append(column)
    columns = program.add_columns(np.full(len(by_start), max(price, MIN_GAIN)), upper=1.0)
    for column, days in zip(columns, by_start.values(), strict=True):
        for x in days.values():
            program.add_row(-np.inf, 0.0, (np.array(x), 1.0), (np.array([column]), -1.0))
    return program, dict(zip(by_start, columns.tolist(), strict=True))


def _copy(program: Program) -> Program:
    """A program with the same columns and rows, to which more can be added."""
    return Program(
        columns=program.columns,
        rows=program.rows,
        cost=list(program.cost),
        lower=list(program.lower),
        upper=list(program.upper),
        integral=list(program.integral),
        row_lower=list(program.row_lower),
        row_upper=list(program.row_upper),
        entries=list(program.entries),
    )


def _limit(best: ProgramSolution, gap: float, model: RosterProgram) -> float:
    """The most that the roster may cost: a share more, but no gap that was met is missed then."""
    dearer = best.objective + MOST_COST * abs(best.objective + model.constant)
    within = (1 + gap) * (best.bound + model.constant) - model.constant
    return min(dearer, within) if best.objective <= within else dearer


def _with_starts(
    model: RosterProgram,
    problem: WindowProblem,
    program: Program,
    starts: dict[tuple[Week, int], int],
    values: Floats,
) -> Floats:
    """The values of a roster, with those of the columns of starts."""
    longer = np.concatenate([values, np.zeros(program.columns - len(values))])
    longer[model.x] = np.rint(longer[model.x])
    for j in np.flatnonzero(longer[model.x] > 0).tolist():
        longer[starts[_week(model, problem, j), model.copies[model.copy[j]].clock]] = 1.0
    return longer


def _some_people(
    model: RosterProgram, problem: WindowProblem, values: Floats, draw: np.random.Generator
) -> Ints | None:
    """People to choose again, those with many starts more often; None where no person has two."""
    number = np.ones(len(problem.people))
    found = starts_per_week(model, problem, np.flatnonzero(values[model.x] > 0.5))
    for (who, _), many in found.items():
        number[who] += 4.0 * (many - 1)
    if number.max() == 1.0:
        return None
    people = min(PEOPLE, len(number))
    return draw.choice(len(number), size=people, replace=False, p=number / number.sum())


def _chosen_again(
    model: RosterProgram,
    program: Program,
    starts: dict[tuple[Week, int], int],
    values: Floats,
    people: Ints,
    budget: TimeBudget,
) -> Floats | None:
    """The values after some people have been chosen again; None where that brings nothing.

    Breaks may be fractions here: they are made whole behind it, for the roster as it is then.
    """
    vectors = program.vectors()
    lower, upper = vectors.lower.copy(), vectors.upper.copy()
    free = np.isin(model.who, people) & _as_now(model, values, people)
    fixed = model.x[~free]
    lower[fixed] = upper[fixed] = values[fixed]
    others = [column for ((who, _), _), column in starts.items() if who not in set(people.tolist())]
    lower[others] = upper[others] = values[others]
    integral = np.zeros(program.columns)
    integral[model.x] = 1.0
    other = solve(
        program,
        gap=PART_GAP,
        node_limit=NODES,
        seconds=budget.remaining(1.0, MOST_SECONDS),
        lower=lower,
        upper=upper,
        integral=integral,
    )
    now = float(vectors.cost @ values)
    if other.values is None or other.objective > now - MIN_GAIN:
        return None
    found = other.values.copy()
    found[model.x] = np.rint(found[model.x])
    return found


def _as_now(model: RosterProgram, values: Floats, people: Ints) -> Bools:
    """Choices with the paid hours of the day of their person, at a start of one of the people.

    With all other starts too, a program of a few people took half a minute, and found no better.
    """
    hours, clocks = {}, set()
    for j in np.flatnonzero(values[model.x] > 0.5):
        shift = model.copies[model.copy[j]]
        hours[int(model.who[j]), shift.day] = shift.paid_hours
        if model.who[j] in people:
            clocks.add(shift.clock)
    shifts = [model.copies[c] for c in model.copy]
    return np.array(
        [
            shift.clock in clocks and hours.get((int(who), shift.day)) == shift.paid_hours
            for who, shift in zip(model.who, shifts, strict=True)
        ],
        dtype=np.bool_,
    )
