"""How many chats an agent finishes per second, by the number of concurrent chats."""

from __future__ import annotations

import numpy as np

from wfm._arrays import FloatArray, Floats, checked
from wfm.errors import InputError
from wfm.queueing._broadcast import checked_integers, checked_number
from wfm.work_limits import CONCURRENT_CHATS

__all__ = ["aht_by_concurrency", "best_concurrency", "rates_of"]


def aht_by_concurrency(aht: float, overhead: float, concurrency: int) -> list[float]:
    """Handle times for 1, …, k concurrent chats, from one figure of what cannot run in parallel.

    ::

        AHTⱼ = h (1 + φ (j - 1))

    A share φ of a chat's handle time takes the agent's whole attention, the rest is waiting for
    the customer to write. Each other concurrent chat delays it by its own φ h. This is a reading
    of the "overhead" of planning suites, none of which prints its formula; measured handle times
    by concurrency are better.

    Parameters
    ----------
    aht : float
        Handle time of a chat alone h. [s]
    overhead : float
        The share φ. [fraction]
    concurrency : int
        Maximum concurrency k. [contacts]

    Returns
    -------
    list of float
        AHT₁, …, AHTₖ. [s]

    Raises
    ------
    InputError
        If a value lies outside its domain or `concurrency` is not an integer.

    Examples
    --------
    >>> aht_by_concurrency(600, overhead=0.25, concurrency=3)
    [600.0, 750.0, 900.0]

    References
    ----------
    - injixo help pages, forecast of chat workload: "overhead", the share of handle time that
      cannot run in parallel.
    """
    h = checked_number("aht", aht)
    share, k = checked_number("overhead", overhead), checked_number("concurrency", concurrency)
    CONCURRENT_CHATS.check("concurrency", k)
    levels = np.arange(float(checked_integers("concurrency", np.asarray(k))))
    return [float(each) for each in h * (1.0 + share * levels)]


def best_concurrency(aht: Floats) -> int:
    """The number of concurrent chats with which an agent finishes most.

    ::

        arg maxⱼ  j / AHTⱼ

    Parameters
    ----------
    aht : sequence
        AHT₁, …, AHTₖ. [s]

    Returns
    -------
    int
        The least such j. [contacts]

    Raises
    ------
    InputError
        If a handle time lies outside its domain.

    Examples
    --------
    Two chats at once take twenty-five minutes each: one after the other would be faster.

    >>> best_concurrency([600, 1500])
    1

    References
    ----------
    - T. Tezcan, J. Zhang, "Routing and staffing in customer service chat systems with impatient
      customers", Operations Research 62, 2014.
    """
    return int(np.argmax(_throughput(aht))) + 1


def _throughput(aht: Floats) -> FloatArray:
    """J / AHTⱼ, from one sequence of handle times."""
    h = checked("aht", aht)
    if h.ndim != 1 or not h.size or np.isnan(h).any():
        raise InputError(
            f"aht must be one sequence of numbers, for 1, …, k concurrent chats: got {aht!r:.80}.",
            name="aht",
            value=aht,
        )
    return np.arange(1.0, h.size + 1.0) / h


def rates_of(aht: Floats) -> FloatArray:
    """The ρ₀ = 0, ρ₁, …, ρₖ; refused where one more concurrent chat makes an agent finish fewer."""
    rates = np.concatenate([[0.0], _throughput(aht)])
    CONCURRENT_CHATS.check("aht", len(rates) - 1)
    falls = np.flatnonzero(np.diff(rates) <= 0.0)
    if falls.size:
        j = int(falls[0]) + 1
        best = int(np.argmax(rates))
        raise InputError(
            f"aht must let an agent finish more with every concurrent chat: {j} chats of "
            f"{j / rates[j]:g} s are no faster than {j - 1} of {(j - 1) / rates[j - 1]:g} s. "
            f"Cap the concurrency at {best}: give the first {best} of the list.",
            name="aht",
            value=j / rates[j],
            index=(j - 1,),
        )
    return rates
