"""The other way to run HiGHS: through highspy, which takes a start and tells how it gets on.

scipy's `milp` is the default and needs nothing more. This one begins from the schedule that is
there already and hears of every better one; its answers are as good, but need not be the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wfm.errors import UsageError
from wfm.scheduling.covering.problem import Floats, Ints
from wfm.scheduling.covering.program import Program

__all__ = ["highspy", "run"]

Heard = Callable[[float, float], None]


def highspy() -> Any:
    """The package; raises `UsageError` if it is not there."""
    try:
        import highspy
    except ImportError:
        raise UsageError(
            "the solver 'highs' needs one more package: pip install 'wfm-staffing[highs]'."
        ) from None
    return highspy


def run(
    program: Program,
    gap: float,
    nodes: int,
    seconds: float | None,
    start: tuple[Ints, Floats] | None,
    heard: Heard | None,
) -> tuple[Floats, float] | None:
    """Values of the columns and the bound proved; None if nothing was found.

    `start` gives some columns their first values; `heard` is told the best cost and the bound.
    """
    package = highspy()
    solver = package.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("mip_max_nodes", nodes)
    if seconds is not None:
        solver.setOptionValue("time_limit", max(seconds, 0.01))
    solver.passModel(_model(package, program))
    if start is not None:
        solver.setSolution(len(start[0]), start[0].astype(np.int32), start[1])
    if heard is not None:
        solver.cbMipImprovingSolution += lambda event: heard(
            event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
        )
    solver.run()
    values = np.array(solver.getSolution().col_value)
    info = solver.getInfo()
    if info.primal_solution_status != package.SolutionStatus.kSolutionStatusFeasible:
        return None
    return values, float(info.mip_dual_bound)


def _model(package: Any, program: Program) -> Any:
    cost, lower, upper, whole, low, high = program.vectors()
    matrix = program.matrix().tocsc()
    model = package.HighsLp()
    model.num_col_, model.num_row_ = program.columns, program.rows
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
    model.row_lower_, model.row_upper_ = low, high
    model.a_matrix_.format_ = package.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    kinds = package.HighsVarType
    model.integrality_ = [kinds.kInteger if one else kinds.kContinuous for one in whole]
    return model
