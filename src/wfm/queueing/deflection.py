"""Before the queue: what self-service resolves, and what automation saves of the rest."""

from __future__ import annotations

from typing import NamedTuple

from wfm._arrays import FloatOut, Floats, checked_arrays, unwrap_scalar
from wfm._docstrings import doc_parameters

__all__ = ["Deflected", "deflected"]


class Deflected(NamedTuple):
    """What is left for agents after self-service and automation.

    Attributes
    ----------
    volume : float or ndarray
        Contacts that still reach an agent. [contacts]
    aht : float or ndarray
        Their average handle time. [s]
    """

    volume: FloatOut
    aht: FloatOut


@doc_parameters
def deflected(
    volume: Floats,
    aht: Floats,
    *,
    deflection: Floats = 0.0,
    aht_change: Floats = 0.0,
    automation: Floats = 0.0,
) -> Deflected:
    """Volume and handle time after self-service and automation, step by step.

    ::

        1. self-service resolves a share:            volume' = volume (1 - deflection)
        2. what it leaves is not the average:        aht'    = aht (1 + aht_change)
        3. automation takes part of the handling:    aht''   = aht' (1 - automation)

    Parameters
    ----------
    volume : array_like
        Fresh contacts of an interval. [contacts]
    aht : array_like
        Average handle time before. [s]
    deflection : array_like
        Share of the contacts that never reach an agent. [fraction]
    aht_change : array_like
        Change of the handle time as the easy contacts go: 0.10 is a tenth longer. [fraction]
    automation : array_like
        Share of the handle time saved (notes written, data looked up). [fraction]

    Returns
    -------
    Deflected
        Volume and handle time.

    %(raises)s

    Examples
    --------
    A quarter deflected does not save a quarter of the work when the easy quarter goes:

    >>> deflected(volume=400, aht=300, deflection=0.25, aht_change=0.10, automation=0.05)
    Deflected(volume=300.0, aht=313.5)

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013.
    """
    v, h, share, change, saved = checked_arrays(
        volume=volume, aht=aht, deflection=deflection, aht_change=aht_change, automation=automation
    )
    return Deflected(
        unwrap_scalar(v * (1.0 - share)), unwrap_scalar(h * (1.0 + change) * (1.0 - saved))
    )
