"""How right the Erlang core is: largest relative errors against 50-digit values, region by region.

    python benchmarks/accuracy.py [--cases 300] [--seed 1] [--json]

The long arithmetic is that of the tests: it shares no formula with the package. Errors of 1 - SL
are those of the tail itself; a service level near 1 is a double of its own grain, 1e-16.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import mpmath as mp
import numpy as np

import wfm

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from oracles import erlang as oracle


def log_uniform(rng: np.random.Generator, low: float, high: float, count: int) -> np.ndarray:
    """Draws whose logarithm is uniform."""
    return np.exp(rng.uniform(np.log(low), np.log(high), count))


def regions(rng: np.random.Generator, count: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Agents and load of every region."""
    few = rng.integers(1, 31, count).astype(float)
    many = np.floor(log_uniform(rng, 30, 3e3, count))
    most = np.floor(log_uniform(rng, 3e3, 1e6, count))
    whole = np.floor(log_uniform(rng, 1, 1e6, count))
    real = log_uniform(rng, 0.1, 1e5, count)
    light = log_uniform(rng, 1e-6, 1e5, count)
    small = np.floor(log_uniform(rng, 1, 1e3, count))
    return {
        "1 to 30 agents": (few, few * rng.uniform(0.02, 1, count)),
        "30 to 3,000 agents": (many, np.maximum(many - rng.uniform(0, 6, count) * many**0.5, 1e-3)),
        "3,000 to 1,000,000 agents": (most, most - rng.uniform(0, 8, count) * most**0.5),
        "load within 1e-3 to 1e-14 of agents": (
            whole,
            whole * (1 - log_uniform(rng, 1e-14, 1e-3, count)),
        ),
        "far more agents, B down to 1e-300": (
            np.maximum(np.floor(light + rng.uniform(6, 34, count) * light**0.5), 1),
            light,
        ),
        "loads of 1e-6 to 0.1": (
            rng.integers(1, 40, count).astype(float),
            log_uniform(rng, 1e-6, 0.1, count),
        ),
        "fractional agents": (real, real * rng.uniform(0.01, 1, count)),
        "overload": (small, small * (1 + log_uniform(rng, 1e-6, 1e2, count))),
    }


def errors(n: np.ndarray, a: np.ndarray, rng: np.random.Generator) -> dict[str, float]:
    """Largest relative error of each measure."""
    h, t = rng.uniform(60, 900, n.size), rng.choice([0.0, 10, 20, 60], n.size)
    b, log, p = wfm.erlang_b(n, a), wfm.erlang_b(n, a, log=True), wfm.performance(n, a, h, t)
    worst = dict.fromkeys(("B", "ln B", "C", "1 - SL", "ASA"), 0.0)
    for i in range(n.size):
        exact = oracle.exact(n[i], a[i], h[i], t[i])
        grain = mp.mpf(2) ** -53 / exact.tail
        pairs = [
            ("ln B", log[i], mp.log(exact.blocking), 0),
            ("B", b[i], exact.blocking, 0),
            ("C", p.wait_probability[i], exact.wait_probability, 0),
            ("ASA", p.asa[i], exact.asa, 0),
            ("1 - SL", 1 - mp.mpf(p.service_level[i]), exact.tail, grain),
        ]
        for name, found, value, excuse in pairs:
            if mp.isinf(value) or abs(value) < mp.mpf(10) ** -300:
                continue
            worst[name] = max(worst[name], float(abs(found / value - 1) - excuse))
    return worst


def main() -> None:
    """Print the table, or one JSON line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cases", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    rng = np.random.default_rng(given.seed)
    table = {name: errors(*pair, rng) for name, pair in regions(rng, given.cases).items()}
    if given.json:
        print(json.dumps({"cases": given.cases, "seed": given.seed, "errors": table}))
        return
    names = list(next(iter(table.values())))
    print(f"{'':36}" + "".join(f"{name:>9}" for name in names))
    for region, worst in table.items():
        print(f"{region:36}" + "".join(f"{worst[name]:9.1e}" for name in names))


if __name__ == "__main__":
    main()
