"""Abandonment (Erlang A): its share, the waits with it, and an estimate of the patience.

With infinite patience these are the measures of Erlang C, with zero patience those of Erlang B.
"""

from __future__ import annotations

from math import inf
from typing import NamedTuple, overload

import numpy as np

from wfm._arrays import (
    FloatArray,
    FloatOut,
    Floats,
    Scalar,
    checked,
    checked_arrays,
    common_shape,
    unwrap_scalar,
)
from wfm._docstrings import doc_parameters
from wfm._numerics import erlang_a as erlang_a_formulas
from wfm._numerics.chunked import blockwise
from wfm._numerics.gamma_quantile import gamma_quantile
from wfm.errors import InputError

__all__ = ["Patience", "abandonment", "estimate_patience", "mean_wait", "wait_probability"]


@overload
def abandonment(
    agents: Scalar,
    load: Scalar,
    aht: Scalar,
    *,
    patience: Scalar = ...,
) -> float: ...
@overload
def abandonment(
    agents: Floats,
    load: Floats,
    aht: Floats,
    *,
    patience: Floats = ...,
) -> FloatArray: ...
@doc_parameters
def abandonment(agents: Floats, load: Floats, aht: Floats, *, patience: Floats = inf) -> FloatOut:
    """Share of contacts that abandon before an agent is free (Erlang A).

    ::

        P(abandon) = (s + (y - s) A) / (y (A + 1/B - 1))
        s = n p/h,    y = a p/h,    A = 1F1(1; s + 1; y),    B = erlang_b(n, a)

    Parameters
    ----------
    %(queue)s
    %(patience)s

    Returns
    -------
    float or ndarray
        Abandonment: 0 at zero load and with infinite patience, 1 without agents.
        [fraction]

    %(raises)s

    See Also
    --------
    wfm.agents_required : the inverse, agents from a highest share.
    estimate_patience : the patience, from a log of calls.

    Examples
    --------
    >>> abandonment(agents=14, load=10.0, aht=180, patience=[120, 300, 600])
    array([0.0228, 0.0140, 0.0088])

    References
    ----------
    - C. Palm, "Research on telephone traffic carried by full availability groups", Tele, 1957.
    %(mandelbaum_zeltyn)s
    """
    n, a, h, p = checked_arrays(agents=agents, load=load, aht=aht, patience=patience)
    return unwrap_scalar(*blockwise(erlang_a_formulas.abandonment, n, a, h, p))


@overload
def mean_wait(
    agents: Scalar,
    load: Scalar,
    aht: Scalar,
    *,
    patience: Scalar = ...,
) -> float: ...
@overload
def mean_wait(
    agents: Floats,
    load: Floats,
    aht: Floats,
    *,
    patience: Floats = ...,
) -> FloatArray: ...
@doc_parameters
def mean_wait(agents: Floats, load: Floats, aht: Floats, *, patience: Floats = inf) -> FloatOut:
    """Mean wait of all contacts, until they are answered or abandon.

    ::

        E[W] = p · P(abandon)        no abandonment: as `asa`

    Parameters
    ----------
    %(queue)s
    %(patience)s

    Returns
    -------
    float or ndarray
        Mean wait; multiplied by contacts per second it is the mean queue length. [s]

    %(raises)s

    See Also
    --------
    wfm.asa : of the answered.

    Examples
    --------
    >>> mean_wait(agents=[8, 10, 14], load=10.0, aht=180, patience=300)
    array([69.559, 32.831,  4.195])

    References
    ----------
    %(mandelbaum_zeltyn)s
    """
    n, a, h, p = checked_arrays(agents=agents, load=load, aht=aht, patience=patience)
    return unwrap_scalar(*blockwise(erlang_a_formulas.mean_wait, n, a, h, p))


@overload
def wait_probability(
    agents: Scalar,
    load: Scalar,
    aht: Scalar,
    *,
    patience: Scalar = ...,
) -> float: ...
@overload
def wait_probability(
    agents: Floats,
    load: Floats,
    aht: Floats,
    *,
    patience: Floats = ...,
) -> FloatArray: ...
@doc_parameters
def wait_probability(
    agents: Floats, load: Floats, aht: Floats, *, patience: Floats = inf
) -> FloatOut:
    """Probability of delay: share of contacts that wait, abandoned ones included (Erlang A).

    ::

        P = A / (A + 1/B - 1),    A = 1F1(1; n p/h + 1; a p/h),    B = erlang_b(n, a)

    Parameters
    ----------
    %(queue)s
    %(patience)s

    Returns
    -------
    float or ndarray
        Probability of delay P, between Erlang B and Erlang C. [fraction]

    %(raises)s

    Examples
    --------
    >>> wait_probability(agents=14, load=10.0, aht=180, patience=[0, 300, float("inf")])
    array([0.0568, 0.1453, 0.1741])

    References
    ----------
    - C. Palm, "Research on telephone traffic carried by full availability groups", Tele, 1957.
    """
    n, a, h, p = checked_arrays(agents=agents, load=load, aht=aht, patience=patience)
    return unwrap_scalar(*blockwise(erlang_a_formulas.wait_probability, n, a, h, p))


class Patience(NamedTuple):
    """A patience with its confidence interval.

    Attributes
    ----------
    patience : float
        The estimate of the mean. [s]
    low, high : float
        The ends of the interval. [s]
    """

    patience: float
    low: float
    high: float


def estimate_patience(waits: Floats, abandoned: Floats, *, confidence: float = 0.95) -> Patience:
    """Mean patience, from the wait of each contact and whether it abandoned.

    ::

        p = Σ waits / k,    k = number that abandoned
        from Σ waits / G(k, (1 + c)/2) to Σ waits / G(k, (1 - c)/2)

    with G the quantile of a gamma distribution of shape k. An answered contact had not abandoned
    until then: the waits of the answered count in the sum; without them the estimate is far too
    low.

    Parameters
    ----------
    waits : array_like
        Wait of each contact, 0 if it was answered at once. [s]
    abandoned : array of bool
        Whether the contact abandoned; one value for each wait.
    confidence : float
        Probability c that the interval covers the mean. [fraction]

    Returns
    -------
    Patience
        The estimate and its interval. [s]

    Raises
    ------
    InputError
        If none abandoned, a wait is negative or not a number, or the two differ in length.

    Notes
    -----
    The estimate is that of greatest likelihood for exponential patience, and the interval is
    exact (gamma, or chi-square of 2k degrees) if the log ends with the k-th abandonment; if it ends
    at a fixed time, it is slightly narrow for k below ten. If many abandon at once, patience is not
    exponential: the estimate is then the one that reproduces the observed abandonment.

    Examples
    --------
    >>> estimate_patience([0, 35, 80, 10, 120], [False, False, True, False, True])
    Patience(patience=122.5, low=43.97, high=1011.5)

    References
    ----------
    - L. Brown, N. Gans, A. Mandelbaum and others, "Statistical analysis of a telephone call
      center", Journal of the American Statistical Association 100, 2005.
    - B. Epstein, M. Sobel, "Life testing", Journal of the American Statistical Association 48,
      1953.
    """
    time, gone = checked("waits", waits), checked("abandoned", abandoned)
    if time.shape != gone.shape:
        common_shape({"waits": time, "abandoned": gone})
        raise InputError(
            f"waits {time.shape}, abandoned {gone.shape} must have one value for each contact.",
            name="abandoned",
        )
    share = float(checked("confidence", confidence))
    for name, values in (("waits", time), ("abandoned", gone)):
        if np.isnan(values).any():
            raise InputError(f"{name} must be numbers: got nan.", name=name, value=float("nan"))
    count, total = int(np.count_nonzero(gone)), float(time.sum())
    if not count:
        raise InputError(
            "no contact abandoned: these waits only show that patience is long. "
            "Take a longer period of the log, or patience=inf.",
            name="abandoned",
        )
    low, high = (total / gamma_quantile(count, (1.0 + side * share) / 2.0) for side in (1, -1))
    return Patience(total / count, low, high)
