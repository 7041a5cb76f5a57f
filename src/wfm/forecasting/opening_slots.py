"""Which intervals of each weekday are open, by the contacts they had."""

from __future__ import annotations

import numpy as np

from wfm._arrays import FloatArray, Truths
from wfm.forecasting.learning_days import LearningDays

__all__ = ["open_slots", "without_closed"]

# Weeks back that count: opening hours change.
_RECENT = 26
# An interval is open if it has contacts on so large a share of the days of its weekday, or so large
# a share of a mean interval: a stray call after hours makes no opening hour.
_DAYS, _VOLUME = 0.1, 0.05


def open_slots(learned: LearningDays) -> Truths:
    """Whether each interval of each weekday is open.

    An interval is open if more than a tenth of the recent days of its weekday have contacts in it,
    or its mean is above a twentieth of that of the intervals with contacts.

    Returns
    -------
    bool array, shape (7, S)
    """
    recent = learned.week > learned.week[-1] - _RECENT
    found = np.zeros((7, learned.volume.shape[1]), dtype=bool)
    for one in range(7):
        own = (learned.weekday == one) & recent & ~np.isnan(learned.totals)
        days = own & learned.ordinary
        volume = learned.volume[days if days.any() else own]
        if not len(volume):
            continue
        mean = volume.mean(axis=0)
        busy = mean[mean > 0.0]
        if busy.size:
            often = (volume > 0.0).mean(axis=0) > _DAYS
            found[one] = (mean > 0.0) & (often | (mean > _VOLUME * busy.mean()))
    return found


def without_closed(volume: FloatArray, is_open: Truths) -> FloatArray:
    """A forecast with volume 0 in closed intervals, the total of each day kept.

    Parameters
    ----------
    volume : float64 array, shape (H, S)
        Contacts. [contacts]
    is_open : bool array, shape (H, S)
        Whether each interval is open.
    """
    kept = np.where(is_open, volume, 0.0)
    before, after = volume.sum(axis=1), kept.sum(axis=1)
    scale = np.divide(before, after, out=np.zeros_like(before), where=after > 0.0)
    return np.asarray(kept * scale[:, None])
