"""Linear and mixed-integer programs, and the one place in which HiGHS is called.

    minimise  cost · x    subject to    row_lower <= A x <= row_upper,    lower <= x <= upper

with some of the x integral. `Program` collects columns and rows, `relax` solves it without the
integrality and gives the dual prices too, `solve` with it. Both run the HiGHS of scipy; inside
`using("highs")`, `solve` runs the package highspy instead, which can begin from a start and
reports every better solution.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm._extras import optional_package
from wfm._numerics.highspy_model import highspy_model
from wfm._numerics.timed_call import is_hopeless, timed_call

if TYPE_CHECKING:
    from scipy.sparse import csc_array

__all__ = [
    "ENGINES",
    "AssembledProgram",
    "Program",
    "ProgramSolution",
    "Vectors",
    "check_engine",
    "relax",
    "solve",
    "using",
]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
# Called with the best objective so far and the bound.
Listener: TypeAlias = Callable[[float, float], None]

ENGINES = ("scipy", "highs")
# HiGHS refuses a negative time limit: a deadline that has passed leaves this much. [s]
_SHORTEST_LIMIT = 0.01
# The status of scipy's linprog where a limit has ended it, and of a program that is proved to have
# no solution.
_LIMIT, _INFEASIBLE = 1, 2
_SIMPLEX = "highs-ds"
_NO_END = "HiGHS has not ended at its time limit"


class Vectors(NamedTuple):
    """One value per column (the first four) or per row (the last two)."""

    cost: Floats
    lower: Floats
    upper: Floats
    integral: Floats
    row_lower: Floats
    row_upper: Floats


@dataclass
class Program:
    """Columns and rows as they are added; entries at one place of the matrix are summed."""

    columns: int = 0
    rows: int = 0
    cost: list[Floats] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    integral: list[Floats] = field(default_factory=list)
    row_lower: list[Floats] = field(default_factory=list)
    row_upper: list[Floats] = field(default_factory=list)
    entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    _built: tuple[tuple[int, int, int], csc_array] | None = field(
        default=None, repr=False, compare=False
    )

    def add_columns(
        self,
        cost: Floats,
        *,
        lower: Floats | float = 0.0,
        upper: Floats | float = np.inf,
        integral: bool = False,
    ) -> Ints:
        """Append one column per cost; returns their numbers."""
        count = len(cost)
        self.cost.append(np.asarray(cost, dtype=np.float64))
        self.lower.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), count))
        self.upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), count))
        self.integral.append(np.full(count, float(integral)))
        self.columns += count
        return np.arange(self.columns - count, self.columns)

    def add_rows(self, lower: Floats, upper: Floats) -> Ints:
        """Append one row ``lower <= . <= upper`` per pair of limits; returns their numbers."""
        self.row_lower.append(np.asarray(lower, dtype=np.float64))
        self.row_upper.append(np.asarray(upper, dtype=np.float64))
        self.rows += len(lower)
        return np.arange(self.rows - len(lower), self.rows)

    def add_row(self, lower: float, upper: float, *terms: tuple[Ints, Floats | float]) -> int:
        """Append ``lower <= sum of terms <= upper``; a term is columns and their factors."""
        row = int(self.add_rows(np.array([lower]), np.array([upper]))[0])
        for columns, factors in terms:
            if len(columns):
                self.put(np.full(len(columns), row), columns, factors)
        return row

    def put(self, rows: Ints, columns: Ints, values: Floats | float) -> None:
        """Enter values at pairs of row and column; one number is used for all pairs."""
        each = np.broadcast_to(np.asarray(values, dtype=np.float64), len(rows))
        self.entries.append((rows, columns, each))

    def size(self) -> int:
        """Number of entries of the matrix."""
        return sum(len(rows) for rows, _, _ in self.entries)

    def assembled(self) -> AssembledProgram:
        """The matrix and the vectors, put together once for many restricted programs."""
        return AssembledProgram(self.matrix().tocsr(), self.vectors())

    def matrix(self) -> csc_array:
        """The matrix A of all entries; put together again only after more have been added."""
        from scipy.sparse import csc_array

        size = (len(self.entries), self.rows, self.columns)
        if self._built is not None and self._built[0] == size:
            return self._built[1]
        row, column, value = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        matrix = csc_array((value, (row, column)), shape=(self.rows, self.columns))
        self._built = (size, matrix)
        return matrix

    def vectors(self) -> Vectors:
        """Costs and limits of all columns and rows."""
        return Vectors(
            np.concatenate(self.cost),
            np.concatenate(self.lower),
            np.concatenate(self.upper),
            np.concatenate(self.integral),
            np.concatenate(self.row_lower),
            np.concatenate(self.row_upper),
        )


# How far a row may be missed on account of fixed columns that HiGHS has left a little off: ten
# times its own tolerance of 1e-6.
_SLACK = 1e-5


@dataclass(frozen=True)
class AssembledProgram:
    """A program whose columns and rows are complete."""

    matrix: Any
    vectors: Vectors

    def restricted(self, values: Floats, free: Ints) -> Program:
        """The program of the columns `free`, while all others keep their values.

        With F the free columns, ``row_lower - A v <= A x_F <= row_upper - A v`` where v are the
        values of the other columns; rows without a free column are left out.
        """
        fixed = values.copy()
        fixed[free] = 0.0
        part = self.matrix[:, free].tocsr()
        rows = np.flatnonzero(np.diff(part.indptr))
        done = (self.matrix @ fixed)[rows]
        entries = part[rows].tocoo()
        vectors = self.vectors
        return Program(
            columns=len(free),
            rows=len(rows),
            cost=[vectors.cost[free]],
            lower=[vectors.lower[free]],
            upper=[vectors.upper[free]],
            integral=[vectors.integral[free]],
            row_lower=[_eased(vectors.row_lower[rows] - done, -_SLACK)],
            row_upper=[_eased(vectors.row_upper[rows] - done, _SLACK)],
            entries=[(entries.row, entries.col, entries.data)],
        )


def _eased(limit: Floats, slack: float) -> Floats:
    """Limits that are whole but for rounding are made whole; all others get some slack."""
    whole = np.rint(limit)
    near = np.abs(limit - np.where(np.isfinite(limit), whole, 0.0)) < _SLACK
    return np.where(near, whole, limit + slack)


@dataclass(frozen=True)
class ProgramSolution:
    """Result of `relax` or `solve`.

    Attributes
    ----------
    values : float64 array, shape (columns,), or None
        Best solution; None if none was found.
    objective : float
        Its cost; infinite if none was found.
    bound : float
        No solution costs less, within the tolerance of HiGHS.
    optimal : bool
        Whether HiGHS finished; False if a limit stopped it.
    reduced_costs : float64 array, shape (columns,), or None
        Cost of one more of each column at its lower limit, less its worth; `relax` only.
    prices : float64 array, shape (rows,), or None
        Dual price of each row: not negative for a lower limit, not positive for an upper one;
        `relax` only.
    message : str
        What HiGHS said.
    infeasible : bool
        Whether HiGHS has proved that there is no solution.
    """

    values: Floats | None
    objective: float
    bound: float
    optimal: bool = True
    reduced_costs: Floats | None = None
    prices: Floats | None = None
    message: str = ""
    infeasible: bool = False

    @classmethod
    def none(
        cls, bound: float = -np.inf, message: str = "", *, infeasible: bool = False
    ) -> ProgramSolution:
        """No solution, with a bound."""
        return cls(None, np.inf, bound, optimal=False, message=message, infeasible=infeasible)


def relax(
    program: Program,
    *,
    seconds: float | None = None,
    method: str = "highs-ipm",
    keep_row_order: bool = False,
) -> ProgramSolution:
    """Solve the linear relaxation, by default by the interior point method with crossover.

    ``method="highs-ds"``, the dual simplex method, is the one for small programs. Rows with an
    upper limit come before those with a lower one unless `keep_row_order`: where several
    solutions are optimal, the order decides which of them is found, so it must not change.
    """
    from scipy.optimize import linprog

    if not program.columns:
        return _without_columns(program)
    if is_hopeless(program.size(), seconds):
        return ProgramSolution.none(message=_NO_END)
    vectors, matrix = program.vectors(), program.matrix().tocsr()
    equal = vectors.row_lower == vectors.row_upper
    rows, sign = _inequalities(vectors, keep_row_order)
    limit = np.where(sign > 0, vectors.row_upper[rows], -vectors.row_lower[rows])
    run: Any = linprog  # its stubs know no sparse rows
    done = timed_call(
        lambda _: run(
            vectors.cost,
            A_ub=matrix[rows].multiply(sign[:, None]).tocsr(),
            b_ub=limit,
            A_eq=matrix[equal],
            b_eq=vectors.row_lower[equal],
            bounds=np.column_stack([vectors.lower, vectors.upper]),
            method=method,
            options={} if seconds is None else {"time_limit": max(seconds, _SHORTEST_LIMIT)},
        ),
        seconds,
    )
    if done is None:
        return ProgramSolution.none(message=_NO_END)
    if done.x is None:
        if method != _SIMPLEX and done.status not in (_LIMIT, _INFEASIBLE):
            # the interior point method ends in an error on some programs without a solution
            return relax(program, seconds=seconds, method=_SIMPLEX, keep_row_order=keep_row_order)
        return ProgramSolution.none(message=done.message, infeasible=done.status == _INFEASIBLE)
    prices = np.zeros(program.rows)
    prices[equal] = done.eqlin.marginals
    # rounding may give a price the wrong sign, with which it would prove no bound
    np.add.at(prices, rows, np.minimum(done.ineqlin.marginals, 0.0) * sign)
    value = float(done.fun)
    return ProgramSolution(
        done.x,
        value,
        value,
        optimal=done.status == 0,
        reduced_costs=np.asarray(done.lower.marginals),
        prices=prices,
        message=done.message,
    )


def _without_columns(program: Program) -> ProgramSolution:
    """The solution of a program that has rows alone: nothing, if that keeps all of them."""
    lower, upper = (np.concatenate([[0.0], *row]) for row in (program.row_lower, program.row_upper))
    if (lower > 0).any() or (upper < 0).any():
        return ProgramSolution.none(infeasible=True)
    nothing = np.zeros(0)
    return ProgramSolution(nothing, 0.0, 0.0, reduced_costs=nothing, prices=np.zeros(program.rows))


def _inequalities(vectors: Vectors, keep_row_order: bool) -> tuple[Ints, Floats]:
    """Rows as ``sign · row <= limit``: a row with two different finite limits comes twice."""
    equal = vectors.row_lower == vectors.row_upper
    above = np.flatnonzero(~equal & np.isfinite(vectors.row_upper))
    below = np.flatnonzero(~equal & np.isfinite(vectors.row_lower))
    rows = np.concatenate([above, below])
    sign = np.concatenate([np.ones(len(above)), -np.ones(len(below))])
    order = np.argsort(rows, kind="stable") if keep_row_order else np.arange(len(rows))
    return rows[order], sign[order]


# The engine, and the listener to better solutions: chosen once per search, while programs are
# solved several calls below.
_CHOICE: ContextVar[tuple[str, Listener | None]] = ContextVar("choice", default=("scipy", None))


@contextmanager
def using(engine: str, listener: Listener | None = None) -> Iterator[None]:
    """Run `solve` by one of `ENGINES` inside the block; only "highs" calls the listener."""
    check_engine(engine)
    token = _CHOICE.set((engine, listener))
    try:
        yield
    finally:
        _CHOICE.reset(token)


def solve(
    program: Program,
    *,
    gap: float | None = None,
    node_limit: int | None = None,
    seconds: float | None = None,
    start: tuple[Ints, Floats] | None = None,
    lower: Floats | None = None,
    upper: Floats | None = None,
    integral: Floats | None = None,
) -> ProgramSolution:
    """Solve a program with its integral columns.

    It stops at a gap or a number of nodes rather than by the clock, so that the same input gives
    the same result on every machine.

    Parameters
    ----------
    program : Program
        The columns and rows.
    gap : float or None
        Relative gap between the objective and the bound at which to stop; None for the default
        of HiGHS, 0.0001. [fraction]
    node_limit : int or None
        Nodes of the search tree; None for no limit.
    seconds : float or None
        Time limit; None for none. [s]
    start : tuple of int64 array and float64 array, or None
        Columns and their values in a solution to begin from; scipy's engine ignores it.
    lower, upper, integral : float64 array, shape (columns,), or None
        Replace those of the program.
    """
    vectors = program.vectors()
    vectors = vectors._replace(
        lower=vectors.lower if lower is None else lower,
        upper=vectors.upper if upper is None else upper,
        integral=vectors.integral if integral is None else integral,
    )
    # columns fixed at 0 only cost time to read in
    keep = np.flatnonzero((vectors.upper > 0) | (vectors.lower > 0))
    if not len(keep):
        return ProgramSolution(np.zeros(program.columns), 0.0, 0.0)
    if is_hopeless(program.size(), seconds):
        return ProgramSolution.none(message=_NO_END)
    engine, listener = _CHOICE.get()
    if engine == "highs":
        return _solve_by_highspy(program, vectors, gap, node_limit, seconds, start, listener)
    return _solve_by_scipy(program, vectors, keep, gap, node_limit, seconds)


def _solve_by_scipy(
    program: Program,
    vectors: Vectors,
    keep: Ints,
    gap: float | None,
    node_limit: int | None,
    seconds: float | None,
) -> ProgramSolution:
    """`solve` by scipy.optimize.milp, with the columns `keep` alone."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    options: dict[str, float] = {}
    if gap is not None:
        options["mip_rel_gap"] = gap
    if node_limit is not None:
        options["node_limit"] = node_limit
    if seconds is not None:
        options["time_limit"] = max(seconds, _SHORTEST_LIMIT)
    run: Any = milp  # its stubs know no sparse rows
    done = timed_call(
        lambda _: run(
            vectors.cost[keep],
            constraints=LinearConstraint(
                program.matrix()[:, keep], vectors.row_lower, vectors.row_upper
            ),
            integrality=vectors.integral[keep],
            bounds=Bounds(vectors.lower[keep], vectors.upper[keep]),
            options=options,
        ),
        seconds,
    )
    if done is None:
        return ProgramSolution.none(message=_NO_END)
    bound = -np.inf if done.mip_dual_bound is None else float(done.mip_dual_bound)
    if done.x is None:
        return ProgramSolution.none(bound, done.message)
    values = np.zeros(program.columns)
    values[keep] = done.x
    return ProgramSolution(
        values, float(done.fun), bound, optimal=done.status == 0, message=done.message
    )


def check_engine(name: str) -> None:
    """Raise `UsageError` if the package of an engine is not installed, before any work."""
    if name == "highs":
        _highspy()


def _highspy() -> Any:
    """The package highspy; raises `UsageError` if it is not installed."""
    return optional_package("highspy", "solver 'highs'")


def _solve_by_highspy(
    program: Program,
    vectors: Vectors,
    gap: float | None,
    node_limit: int | None,
    seconds: float | None,
    start: tuple[Ints, Floats] | None,
    listener: Listener | None,
) -> ProgramSolution:
    """`solve` by highspy, from the start if there is one."""
    package = _highspy()
    solver = package.Highs()
    solver.setOptionValue("output_flag", False)
    if gap is not None:
        solver.setOptionValue("mip_rel_gap", gap)
    if node_limit is not None:
        solver.setOptionValue("mip_max_nodes", node_limit)
    if seconds is not None:
        solver.setOptionValue("time_limit", max(seconds, _SHORTEST_LIMIT))
    solver.passModel(highspy_model(package, program.matrix(), vectors))
    if start is not None:
        solver.setSolution(len(start[0]), start[0].astype(np.int32), start[1])

    def solved(dropped: threading.Event) -> bool:
        def improved(event: Any) -> None:
            if listener is not None and not dropped.is_set():
                listener(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)

        if listener is not None:
            solver.cbMipImprovingSolution += improved
        solver.run()
        return True

    if timed_call(solved, seconds) is None:
        return ProgramSolution.none(message=_NO_END)
    values, info = np.array(solver.getSolution().col_value), solver.getInfo()
    if info.primal_solution_status != package.SolutionStatus.kSolutionStatusFeasible:
        return ProgramSolution.none(float(info.mip_dual_bound))
    optimal = solver.getModelStatus() == package.HighsModelStatus.kOptimal
    objective = float(info.objective_function_value)
    return ProgramSolution(values, objective, float(info.mip_dual_bound), optimal=optimal)
