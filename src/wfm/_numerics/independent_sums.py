"""The distribution of a sum of independent values, by convolution on a lattice."""

from __future__ import annotations

import numpy as np

from wfm._arrays import FloatArray

__all__ = ["chance_of_sum"]

# The lattice spans so many standard deviations of the sum on either side of its mean. What is
# beyond comes in again at the other end, and is far below 1e-6 even for a long tail.
_REACH = 12.0
# Rounding to a cell of the width h adds h²/6 to the variance of each value: with this many cells,
# times the root of the number of values, the sum has a thousandth of its variance more. A sum of
# few values is no smooth curve, and needs finer cells; these are cheap there.
_CELLS, _CELLS_OF_ALL = 310.0, 1 << 15


def chance_of_sum(values: FloatArray, weights: FloatArray) -> float:
    """The probability that a sum of independent values is 0 or more.

    ::

        P(Σ W ≥ 0),   W of column i = values[k, i] with probability weights[k]

    Each value is divided between the two cells beside it, which keeps its mean; the cells of all
    columns are convolved as a product of their Fourier transforms.

    Parameters
    ----------
    values : float64 array, shape (k, n)
        The values that each of n independent quantities may have.
    weights : float64 array, shape (k,)
        Their probabilities, with the sum 1.

    Examples
    --------
    >>> one_or_minus_one = np.array([[-1.0] * 3, [1.0] * 3])
    >>> round(chance_of_sum(one_or_minus_one, np.array([0.5, 0.5])), 9)
    0.5
    """
    means = weights @ values
    deviation = float(np.sqrt(np.maximum(weights @ (values - means) ** 2, 0.0).sum()))
    mean, count = float(means.sum()), values.shape[1]
    if deviation <= 1e-12 * float(np.abs(values).max(initial=0.0)):
        return float(mean >= 0.0)
    cells = 1 << int(np.ceil(np.log2(max(_CELLS_OF_ALL / count, _CELLS * count**0.5))))
    width = 2.0 * _REACH * deviation / cells
    place = (values - means) / width
    below = np.floor(place)
    above_share = place - below
    at = below.astype(np.int64) % cells
    row = cells * np.arange(count)
    masses = np.bincount(
        (row + at).ravel(), (weights[:, None] * (1.0 - above_share)).ravel(), cells * count
    ) + np.bincount(
        (row + (at + 1) % cells).ravel(), (weights[:, None] * above_share).ravel(), cells * count
    )
    spectrum = np.fft.rfft(masses.reshape(count, cells), axis=1).prod(axis=0)
    mass = np.fft.irfft(spectrum, cells)
    steps = np.arange(cells)
    sums = mean / width + np.where(steps < cells // 2, steps, steps - cells)
    return float(np.clip((mass * np.clip(sums + 0.5, 0.0, 1.0)).sum(), 0.0, 1.0))
