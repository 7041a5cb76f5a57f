"""Derive the coefficients of `wfm._numerics` and write `src/wfm/_numerics/coefficients.py`.

Run ``python tools/coefficients.py`` (ten seconds; needs mpmath). Everything is fitted to
values in long arithmetic that share no formula with the package: 1/B from its power series, the
error function from mpmath. The derivation is in `wfm._numerics`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import mpmath as mp
import numpy as np
from numpy.polynomial import chebyshev

TARGET = Path(__file__).parents[1] / "src" / "wfm" / "_numerics" / "coefficients.py"
SMALL = 10  # below this many agents the recursion is used
REACH = 0.25  # how far |r| = |a - n| / (a + n) may go in the uniform expansion
BROAD = (9, 6, 4, 3, 2)  # terms in r of each power of 1/(n + 1/2) in the correction for all r
CURVATURE = 0.31  # of ln(1 + b Φ(b)/φ(b)) + b t = q, taken as a quadratic in b
DIGITS = 320  # 1/B in overload is a difference of numbers near 1e250


def nodes(count: int, low: float, high: float) -> list[Any]:
    """Chebyshev nodes of an interval."""
    angles = [mp.pi * (2 * i + 1) / (2 * count) for i in range(count)]
    return [mp.mpf(low) + (mp.mpf(high) - low) * (1 + mp.cos(angle)) / 2 for angle in angles]


def inverse_blocking(n: Any, a: Any) -> Any:
    """1/B = 1 + n! e^a / a^n - sum of a^k / ((n+1)...(n+k)), for real n."""
    term = total = mp.mpf(1)
    k = 0
    while term > total * mp.eps:
        k += 1
        term *= a / (n + k)
        total += term
    return 1 + mp.exp(a - n * mp.log(a) + mp.loggamma(n + 1)) - total


def gamma_star(n: Any) -> Any:
    """Gamma(n) over Stirling's formula."""
    return mp.gamma(n) * mp.exp(n) * n ** (mp.mpf(1) / 2 - n) / mp.sqrt(2 * mp.pi)


def erfcx(x: Any) -> Any:
    """exp(x^2) erfc(x)."""
    return mp.exp(x * x) * mp.erfc(x)


def correction(r: Any, v: Any) -> tuple[float, float]:
    """What the leading term leaves of 1/B - 1, and the weight 1/(1/B) of its error."""
    n = 1 / v
    a = n * (1 + r) / (1 - r)
    u = inverse_blocking(n, a)
    x = mp.sign(r) * mp.sqrt(a - n - n * mp.log(a / n))
    return float(u - 1 - gamma_star(n) * mp.sqrt(mp.pi * n / 2) * erfcx(x)), float(1 / u)


def correction_of_sum(r: Any, v: Any) -> tuple[float, float]:
    """The same left over by the sum A = 1 + a/(n+1) + …, and the weight 1/A of its error."""
    n = 1 / v
    a = n * (1 + r) / (1 - r)
    total = mp.hyp1f1(1, n + 1, a)
    x = mp.sqrt(a - n - n * mp.log(a / n))
    h = gamma_star(n) * mp.sqrt(mp.pi * n / 2) * erfcx(x) - total
    return float(h), float(1 / total)


def line(f: Callable[[Any], Any], low: float, high: float, degree: int) -> list[float]:
    """Powers of y in [-1, 1] of the Chebyshev interpolant of f."""
    points = nodes(degree + 1, low, high)
    y = np.array([float(2 * (p - low) / (mp.mpf(high) - low) - 1) for p in points])
    values = np.array([float(f(p)) for p in points])
    return list(chebyshev.cheb2poly(chebyshev.chebfit(y, values, degree)))


def surface(
    sign: int, degree: int, of: Callable[[Any, Any], tuple[float, float]] = correction
) -> list[list[float]]:
    """Rows (powers of 2 SMALL/n - 1) of columns (powers of 2|r|/REACH - 1) of a correction."""
    grid = [(r, v) for r in nodes(26, 0, REACH) for v in nodes(12, 0, 1 / SMALL)]
    values, weights = np.array([of(sign * r, v) for r, v in grid]).T
    x = np.array([float(2 * r / REACH - 1) for r, _ in grid])
    y = np.array([float(2 * SMALL * v - 1) for _, v in grid])
    # a power of 1/n gains half a digit more than a power of r
    terms = [(i, j) for j in range(degree) for i in range(degree + 1) if i + 1.5 * j <= degree]
    basis = chebyshev.chebvander2d(x, y, [degree, degree])
    design = basis[:, [i * (degree + 1) + j for i, j in terms]]
    fitted = np.linalg.lstsq(design * weights[:, None], values * weights, rcond=None)[0]
    error = np.abs((design @ fitted - values) * weights).max()
    print(f"{of.__name__}, sign {sign:+d}: {len(terms)} terms, relative error {error:.1e}")
    table = np.zeros((degree + 1, degree + 1))
    for (i, j), value in zip(terms, fitted, strict=True):
        table[j, i] = value
    powers = np.apply_along_axis(_to_powers, 1, np.apply_along_axis(_to_powers, 0, table))
    return [
        row[: max(2, 1 + max(i for i, k in terms if k == j))] for j, row in _used(powers, terms)
    ]


def _to_series(powers: Any) -> Any:
    series = np.zeros_like(powers)
    found = chebyshev.poly2cheb(powers)
    series[: len(found)] = found
    return series


def _to_powers(series: Any) -> Any:
    powers = np.zeros_like(series)
    found = chebyshev.cheb2poly(series)
    powers[: len(found)] = found
    return powers


def _used(table: Any, terms: list[tuple[int, int]]) -> list[tuple[int, list[float]]]:
    return [(j, list(table[j])) for j in sorted({j for _, j in terms})]


def slope(rows: list[list[float]], sign: float) -> list[list[float]]:
    """-s dH/ds at fixed y of a correction H, without the terms that are negligible.

    With x and z for the two variables of H, r = ± REACH (x + 1)/2, it is
    ± (1 - r^2)/REACH dH/dx + (z + 1) dH/dz.
    """
    table = np.zeros((len(rows) + 1, max(map(len, rows)) + 1))
    for k, row in enumerate(rows):
        table[k, : len(row)] = row
    factor = sign / REACH * np.array([1 - REACH**2 / 4, -(REACH**2) / 2, -(REACH**2) / 4])
    slopes = np.zeros((len(rows), table.shape[1] + 1))
    for k in range(len(rows)):
        slopes[k] = np.convolve(np.arange(1, table.shape[1]) * table[k, 1:], factor)
        slopes[k, :-1] += k * table[k] + (k + 1) * table[k + 1]
    series = np.apply_along_axis(_to_series, 0, np.apply_along_axis(_to_series, 1, slopes))
    series[np.abs(series) < 1e-14] = 0
    powers = np.apply_along_axis(_to_powers, 1, np.apply_along_axis(_to_powers, 0, series))
    lengths = [max(2, *(np.flatnonzero(row) + 1)) for row in powers]
    print(f"slope, sign {sign:+.0f}: {sum(lengths)} terms")
    return [list(row[:length]) for row, length in zip(powers, lengths, strict=True)]


def tail(degree: int) -> list[float]:
    """erfcx(x) as powers of y = 4/(x + 2) - 1, exact where 2 exp(x^2) - erfcx(x) needs it."""
    y = np.array([float(p) for p in nodes(200, -0.6, 1)])
    x = 4 / (y + 1) - 2
    values = np.array([float(erfcx(mp.mpf(p))) for p in x])
    weights = np.array([float(1 / (2 * mp.exp(mp.mpf(p) ** 2) - erfcx(mp.mpf(p)))) for p in x])
    design = chebyshev.chebvander(y, degree)
    fitted = np.linalg.lstsq(design * weights[:, None], values * weights, rcond=None)[0]
    print(f"erfcx: relative error {np.abs((design @ fitted - values) * weights).max():.1e}")
    return list(chebyshev.cheb2poly(fitted))


def deviance(q: Any) -> Any:
    """1/3 + q/5 + q^2/7 + ...: the series of (atanh(r) - r) / r^3 with q = r^2."""
    return mp.nsum(lambda k: q**k / (2 * k + 3), [0, mp.inf])


def rough_correction() -> list[list[float]]:
    """The correction from 2 agents up and for |r| up to 0.6, to four digits of 1/B."""
    grid = [(r, v) for r in nodes(12, 0, 0.6) for v in nodes(8, 0.001, 0.5)]
    values, weights = np.array([correction(-r, v) for r, v in grid]).T
    r, v = np.array(grid, dtype=float).T
    terms = [(0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (1, 1)]
    design = np.stack([r**i * v**j for i, j in terms], axis=1)
    fitted = np.linalg.lstsq(design * weights[:, None], values * weights, rcond=None)[0]
    print(f"rough correction: {np.abs((design @ fitted - values) * weights).max():.1e}")
    return [list(fitted[:4]), list(fitted[4:])]


def rough_tail(degree: int) -> list[float]:
    """Like `tail`, to five digits, as powers of 4/(x + 2)."""
    t = np.array([float(p) for p in nodes(60, 0.8, 2)])
    x = [4 / mp.mpf(p) - 2 for p in t]
    values = np.array([float(erfcx(p)) for p in x])
    weights = np.array([float(1 / (2 * mp.exp(p * p) - erfcx(p))) for p in x])
    design = np.vander(t, degree + 1, increasing=True)
    fitted = np.linalg.lstsq(design * weights[:, None], values * weights, rcond=None)[0]
    print(f"rough erfcx: {np.abs((design @ fitted - values) * weights).max():.1e}")
    return list(fitted)


def rough_deviance(degree: int) -> list[float]:
    """Like `deviance`, for q up to 0.4, as powers of q."""
    q = np.array([float(p) for p in nodes(40, 0, 0.4)])
    values = np.array([float(deviance(mp.mpf(p))) for p in q])
    fitted = np.linalg.lstsq(np.vander(q, degree + 1, increasing=True), values, rcond=None)[0]
    return list(fitted)


def start() -> tuple[list[float], list[float]]:
    """Spare agents as √a b (1 + p(b)) + s(b), b from the quadratic of `newton_erlang_c`.

    Loads of 1 to 1e6 erlangs, targets from 0.3 to 0.999, time limits from 0 to five handle times;
    the roots by bisection of the kernel's own 1/B.
    """
    from wfm._numerics.erlang_b import inverse_blocking

    rng = np.random.default_rng(0)
    rows = 40_000
    a = 10 ** rng.uniform(0, 6, rows)
    t = 10 ** rng.uniform(-4, 0.7, rows) * (rng.random(rows) > 0.1)
    q = -np.log1p(-rng.choice([0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999], rows))
    low, high = np.zeros(rows), 8 * np.sqrt(a) + 25
    for _ in range(50):
        d = (low + high) / 2
        with np.errstate(over="ignore"):
            enough = np.log1p(d / (a + d) * (inverse_blocking(a + d, a) - 1)) + d * t >= q
        low, high = np.where(enough, low, d), np.where(enough, d, high)
    x = float(mp.sqrt(mp.pi / 2)) + np.sqrt(a) * t
    b = 2 * q / (x + np.sqrt(x * x + 4 * CURVATURE * q))
    root = np.sqrt(a)
    design = np.stack([root * b, root * b**2, root * b**3, np.ones(rows), b, b**2], axis=1)
    weights = 1 / (1 + 0.3 * root)
    fitted = np.linalg.lstsq(design * weights[:, None], high * weights, rcond=None)[0]
    return list(fitted[:3]), list(fitted[3:])


def broad() -> tuple[list[list[float]], list[float], list[float]]:
    """Correction, erfcx and scale of 1/B and A for `newton_erlang_a`, to five digits.

    For n from 0.3 up and r from -0.75 to 0.4, in powers of r and of v = 1/(n + 1/2). Large n have
    a larger weight, because one agent is a smaller share of them. The values are the package's
    own sums.
    """
    from scipy.special import erfcx, gammaln

    from wfm._numerics.erlang_b import inverse_blocking
    from wfm._numerics.hypergeometric import sums

    rng = np.random.default_rng(0)
    r, v = rng.uniform(-0.75, 0.4, 20_000), rng.uniform(1e-4, 1 / 0.8, 20_000)
    n = 1 / v - 0.5
    a = n * (1 + r) / (1 - r)
    with np.errstate(all="ignore"):
        u, total = inverse_blocking(n, a), 1 / sums(n, a, a - n, 1)[0]
    scale = np.exp(gammaln(n + 1) + n - n * np.log(n)) / 2
    leading = scale * erfcx(np.sqrt(np.maximum(a - n - n * np.log(a / n), 0)))
    values = np.where(r < 0, leading - total, u - 1 - leading)
    weights = np.sqrt(np.minimum(n, 1000)) / np.where(r < 0, total, u)
    powers = np.stack([r**i * v**j for j, most in enumerate(BROAD) for i in range(most)], axis=1)
    fitted = _least_squares("broad correction", powers, values, weights)
    table = np.split(fitted, np.cumsum(BROAD)[:-1])

    x = np.concatenate([np.linspace(0, 3, 3000), np.geomspace(3, 300, 500)])
    powers = np.stack([(1 + 0.6 * x) ** -i for i in range(1, 9)], axis=1)
    tails = _least_squares("broad erfcx", powers, erfcx(x), 1 / erfcx(x))
    powers = np.stack([v, v**2, v**3], axis=1)
    square = 4 / np.pi * scale**2
    rest = _least_squares("broad scale", powers, square - 2 * n - 1 / 3, 1 / square)
    return [list(row) for row in table], [0.0, *tails], [1 / 3, *rest]


def _least_squares(name: str, design: Any, values: Any, weights: Any) -> Any:
    fitted = np.linalg.lstsq(design * weights[:, None], values * weights, rcond=None)[0]
    print(f"{name}: {np.abs((design @ fitted - values) * weights).max():.1e}")
    return fitted


def literal(name: str, values: Iterable[Any]) -> str:
    """A tuple of floats, or of tuples, as source text."""
    lines = [
        f"    {tuple(float(x) for x in value)!r},"
        if isinstance(value, list)
        else f"    {float(value)!r},"
        for value in values
    ]
    return "\n".join([f"{name} = (", *lines, ")  # fmt: skip"])


def main() -> None:
    """Fit, report the errors of the fits, write."""
    mp.mp.dps = DIGITS
    above, below = surface(+1, 10), surface(-1, 9)
    mp.mp.dps = 60
    of_sum = surface(-1, 11, correction_of_sum)
    mp.mp.dps = 40
    per_root, plain = start()
    scaled = line(lambda v: mp.sqrt(mp.pi / 2) * (gamma_star(1 / v) if v else 1), 0, 1 / SMALL, 7)
    broad_correction, broad_erfcx, broad_scale = broad()
    parts = [
        '"""Written by `tools/coefficients.py`; `wfm._numerics` says what each is for."""',
        "# ruff: noqa: E501",
        f"SMALL = {SMALL}",
        f"REACH = {REACH}",
        literal("DEVIANCE", line(deviance, 0, REACH**2, 7)),
        literal("GAMMA_STAR", scaled),
        literal("ERFCX", tail(15)),
        literal("CORRECTION_BELOW", below),
        literal("CORRECTION_ABOVE", above),
        literal("CORRECTION_OF_SUM", of_sum),
        literal("SLOPE_ABOVE", slope(above, +1)),
        literal("SLOPE_OF_SUM", slope(of_sum, -1)),
        f"CURVATURE = {CURVATURE}",
        literal("START_PER_ROOT", per_root),
        literal("START", plain),
        literal("ROUGH_DEVIANCE", rough_deviance(3)),
        literal("ROUGH_ERFCX", rough_tail(5)),
        literal("ROUGH_CORRECTION", rough_correction()),
        literal("BROAD_CORRECTION", broad_correction),
        literal("BROAD_ERFCX", broad_erfcx),
        literal("BROAD_SCALE", broad_scale),
    ]
    TARGET.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
