"""Two cases of shift covering against CP-SAT, at equal CPU time.

    python benchmarks/compare_cp_sat.py --peer PYTHON [--seconds S] [--only WORD]

PYTHON is an interpreter of another environment with ortools. CP-SAT gets the whole program that
wfm builds (shifts, breaks without names, kinds), with all columns whole, in a process of its own,
with one worker and with two. It is stopped after S CPU seconds of its process, or after as many as
wfm has taken if those are more. wfm runs without a time limit, to a gap of 0.001.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from bench_schedule import CASES, SLOT, catalogue, demand

import wfm
from wfm.scheduling import build
from wfm.scheduling.covering import distinct_shifts, program
from wfm.scheduling.covering.cover import cover
from wfm.scheduling.covering.partial_cover import tiers
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.records import Cover, Shift, StaffRequirement
from wfm.scheduling.rules_file import EXAMPLE

ROOT = Path(__file__).resolve().parents[1]
GAP = 0.001
COVER, DISTINCT = "24/7 peak 20, must cover", "max_distinct r12"
# Costs are quarter hours of pay; CP-SAT takes whole numbers alone.
SCALE = 4

PEER = """
import json, sys, threading, time
import numpy as np, ortools
from ortools.sat.python import cp_model
path, seconds, workers, scale = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
data = np.load(path)
model, far = cp_model.CpModel(), 2**31
x = [model.new_int_var(int(low), int(high), "") for low, high in zip(data["lower"], data["upper"])]
indptr, indices, values = data["indptr"], data["indices"], data["data"]
for row, (low, high) in enumerate(zip(data["row_lower"], data["row_upper"])):
    part = slice(indptr[row], indptr[row + 1])
    terms = [x[j] for j in indices[part]]
    total = cp_model.LinearExpr.weighted_sum(terms, values[part].tolist())
    model.add_linear_constraint(total, int(max(low, -far)), int(min(high, far)))
model.minimize(cp_model.LinearExpr.weighted_sum(x, data["cost"].tolist()))
solver = cp_model.CpSolver()
solver.parameters.num_workers = workers
solver.parameters.max_time_in_seconds = 3600
start = time.process_time()

class Watch(cp_model.CpSolverSolutionCallback):
    def on_solution_callback(self):
        pass

def stop():
    while time.process_time() - start < seconds:
        time.sleep(0.05)
    solver.stop_search()

threading.Thread(target=stop, daemon=True).start()
status = solver.solve(model, Watch())
there = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
print(json.dumps({
    "cost": solver.objective_value / scale if there else None,
    "bound": solver.best_objective_bound / scale,
    "cpu": time.process_time() - start,
    "status": solver.status_name(status),
    "version": ortools.__version__,
}))
"""


def around_the_clock() -> tuple[StaffRequirement, list[Shift], int | None]:
    """A week around the clock, all of which must be covered."""
    peak, around, under, bare = CASES[COVER]
    need = StaffRequirement(demand(peak, around), SLOT * 60.0, cyclic=around, under=under)
    return need, catalogue(around, bare=bare), None


def few_kinds() -> tuple[StaffRequirement, list[Shift], int | None]:
    """The first week of the examples' forecast with the built-in shifts, at most 12 kinds of them.

    The case ``max_distinct`` of the table, whose plan has 849 agent-hours in this week.
    """
    found: list[tuple[StaffRequirement, list[Shift]]] = []

    def record(need: StaffRequirement, shifts: Sequence[Shift], **options: Any) -> Cover:
        found.append((need, list(shifts)))
        return cover(need, shifts, **{**options, "time_limit": 0.1})

    plan = wfm.plan(
        wfm.read_forecast(ROOT / "examples" / "forecast.csv"),
        "85/60",
        shrinkage="breaks=8%,training=3%,meetings=2%,coaching=2%,leave=10%,sickness=5%",
    )
    # without the two keys that the case has not
    lines = [line for line in EXAMPLE.splitlines() if not line.startswith(("full_t", "part_t"))]
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules.toml"
        rules.write_text("\n".join(lines))
        with mock.patch.object(build, "cover", record):
            wfm.make_schedule(plan, rules=rules, days=7)
    return *found[0], 12


def write_program(
    path: Path, need: StaffRequirement, shifts: list[Shift], limit: int | None
) -> None:
    """The whole program as arrays of whole numbers."""
    problem = CoverProblem.of(need, shifts)
    if limit is None:
        required = problem.required.astype(np.float64)
        whole = program.build(problem, required, tiers(problem), integral=True)
    else:
        kinds = distinct_shifts.DistinctShifts.of(need, shifts, limit)
        whole = distinct_shifts._program(problem, kinds, np.arange(problem.shifts), None)
    matrix, vectors = whole.matrix().tocsr(), whole.vectors()
    matrix.sum_duplicates()
    cost = vectors.cost * SCALE
    assert np.allclose(cost, np.rint(cost))
    assert np.allclose(matrix.data, np.rint(matrix.data))
    # no more people in a shift, on a break or waiting for one than are ever required in the week
    most = float(problem.required.max() * 8)
    np.savez(
        path,
        lower=vectors.lower,
        upper=np.minimum(vectors.upper, most),
        cost=np.rint(cost).astype(np.int64),
        row_lower=vectors.row_lower,
        row_upper=vectors.row_upper,
        indptr=matrix.indptr,
        indices=matrix.indices,
        data=np.rint(matrix.data).astype(np.int64),
    )


def line(case: str, who: str, cost: float | None, bound: float, cpu: float) -> str:
    """One row of the table."""
    gap = "" if cost is None else f"{100 * (cost / bound - 1):.2f}" if bound > 0 else "no bound"
    paid = "none" if cost is None else f"{cost:,.2f}"
    return f"{case:28}{who:22}{paid:>12}{bound:>12,.2f}{gap:>10}{cpu:>9.1f}"


def main() -> None:
    """Print the table."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument("--peer", required=True, help="interpreter that has ortools")
    words.add_argument("--seconds", type=float, default=60.0, help="CPU seconds of CP-SAT")
    words.add_argument("--only", default="", help="cases whose name holds this word")
    given = words.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}")
    print(f"{'case':28}{'':22}{'paid h':>12}{'bound':>12}{'gap %':>10}{'CPU s':>9}")
    for name, case in ((COVER, around_the_clock), (DISTINCT, few_kinds)):
        if given.only not in name:
            continue
        need, shifts, limit = case()
        start = time.process_time()
        found = cover(need, shifts, gap=GAP, max_distinct=limit)
        taken = time.process_time() - start
        print(line(name, "wfm", found.cost, found.bound, taken), flush=True)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "program.npz"
            write_program(path, need, shifts, limit)
            for workers in (1, 2):
                seconds = max(given.seconds, taken)
                arguments = [str(path), str(seconds), str(workers), str(SCALE)]
                done = subprocess.run(
                    [given.peer, "-c", PEER, *arguments], capture_output=True, text=True
                )
                if done.returncode:
                    sys.exit(f"CP-SAT: not run ({done.stderr.strip().splitlines()[-1]})")
                peer = json.loads(done.stdout)
                who = f"CP-SAT {peer['version'].rpartition('.')[0]}, {workers} w"
                print(line(name, who, peer["cost"], peer["bound"], peer["cpu"]), flush=True)


if __name__ == "__main__":
    main()
