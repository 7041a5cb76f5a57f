"""AHT by hour of the day, shrunk to the recent level as far as its counts are few."""

from __future__ import annotations

import numpy as np

from wfm._arrays import FloatArray
from wfm.forecasting.history import History

__all__ = ["handle_times"]

# Weeks after which a handle time counts half: AHT drifts with staff and products.
_HALF_LIFE = 4.0
# Handle times of single contacts vary about as much as their mean; with the few contacts of an
# hour, more is seen. A bank's have 1.35. Used where the data cannot say.
_CV = 1.35
_HOURS = 24


def handle_times(history: History) -> FloatArray:
    """The AHT to expect in each interval of the day.

    ::

        m = Σ w · volume · aht / Σ w · volume,   the recent level
        m_h = the same over hour h, of n_h weighted contacts
        AHT_h = m + τ² / (τ² + CV² m² / n_h) · (m_h - m),   τ² = variance between hours

    Parameters
    ----------
    history : History
        The past; its `aht` is NaN where not known.

    Returns
    -------
    float64 array, shape (S,)
        NaN everywhere where the history has no AHT. [s]
    """
    slots = history.volume.shape[1]
    known = ~np.isnan(history.aht) & ~np.isnan(history.volume)
    if not known.any():
        return np.full(slots, np.nan)
    age = (history.day[-1] - history.day) / 7.0
    weight = np.where(known, np.nan_to_num(history.volume) * 0.5 ** (age / _HALF_LIFE)[:, None], 0)
    work = weight * np.nan_to_num(history.aht)
    if weight.sum() <= 0.0:
        return np.full(slots, np.nan)
    level = float(work.sum() / weight.sum())
    hour = np.arange(slots) * _HOURS // slots
    contacts = np.bincount(hour, weights=weight.sum(axis=0), minlength=_HOURS)
    total = np.bincount(hour, weights=work.sum(axis=0), minlength=_HOURS)
    mean = np.divide(total, contacts, out=np.full(_HOURS, level), where=contacts > 0.0)
    chance = (_CV * level) ** 2 / np.maximum(contacts, 1e-9)
    busy = contacts > 0.0
    between = np.average(((mean - level) ** 2 - chance)[busy], weights=contacts[busy])
    belief = max(float(between), 0.0) / (max(float(between), 0.0) + chance)
    return np.asarray((level + belief * (mean - level))[hour])
