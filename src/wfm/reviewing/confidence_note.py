"""Whether a week stayed within the volume that a plan with a confidence has agents for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.planning.plan import Plan
from wfm.units import given_percent_text

__all__ = ["confidence_note"]


def confidence_note(plan: Plan, rows: NDArray[np.intp], actual: FloatArray) -> str:
    """How many days exceeded the volume of the agents; "" for a plan without a confidence.

    Parameters
    ----------
    plan : Plan
        The plan.
    rows : intp array, shape (n,)
        Its intervals that the report has.
    actual : float64 array, shape (n,)
        Their contacts; a day of a queue with an unknown one is not counted. [contacts]

    Examples
    --------
    >>> import wfm
    >>> forecast = {"start": ["2026-03-02 09:00", "2026-03-03 09:00"], "volume": [50, 60],
    ...             "aht": [240, 240], "volume_cv": [0.1, 0.1]}
    >>> plan = wfm.plan(forecast, "80/20", confidence="90%", interval="1h")
    >>> confidence_note(plan, np.arange(2), np.array([54.0, 75.0]))
    'the plan has agents for the volume of a confidence of 90 %: 1 of 2 days exceeded it'
    """
    settings, setting = plan.settings
    targets = [one.target for one in settings]
    shares = {one.confidence for one in targets if one and one.confidence is not None}
    if not shares:
        return ""
    factor = np.array([1.0 if one is None else one.volume_factor for one in targets])[setting[rows]]
    demand = plan.demand
    day = datetimes.local(demand.start[rows], demand.zone) // datetimes.DAY
    _, index = np.unique(np.stack([demand.queue[rows], day]), axis=1, return_inverse=True)
    staffed, came = (
        np.bincount(index.ravel(), volumes)
        for volumes in (demand.volume[rows] * factor, np.asarray(actual))
    )
    known = ~np.isnan(came)
    above = int((came[known] > staffed[known]).sum())
    days = f"{int(known.sum())} days" + (" of queues" if len(demand.queues) > 1 else "")
    share = " to ".join(given_percent_text(one) for one in sorted({min(shares), max(shares)}))
    return (
        f"the plan has agents for the volume of a confidence of {share}: {above} of {days} "
        "exceeded it"
    )
