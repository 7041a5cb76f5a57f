"""A function of another package as a forecasting method: ``--method module:function``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm._extras import function_named
from wfm.datetimes import DAY, date_of
from wfm.errors import InputError, WfmError
from wfm.forecasting.learning_days import LearningDays
from wfm.forecasting.methods import Method
from wfm.forecasting.ordinary_days import ordinary_volume

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Forecaster", "method_of", "method_of_text"]

# The past, with columns start and volume, and the starts to forecast become volumes.
Forecaster: TypeAlias = "Callable[[pd.DataFrame, pd.DatetimeIndex], Any]"


def method_of_text(text: str) -> Method:
    """The method of ``module:function``.

    Raises
    ------
    InputError
        If there is no such module or function.
    """
    return method_of(function_named(text, "method"), text)


def method_of(forecaster: Forecaster, name: str) -> Method:
    """A function of data frames as a method.

    The function gets a past of ordinary days: days set aside, holidays, events and days that are
    not recorded have usual volumes, hours out of opening times 0. Its starts are local times
    without a time zone, every interval of every day.

    Parameters
    ----------
    forecaster : callable
        ``f(past, starts)``: a `pandas.DataFrame` with ``start`` and ``volume`` [contacts], and a
        `pandas.DatetimeIndex` of the intervals to forecast; returns their volumes.
    name : str
        Its name in errors.
    """

    def forecast(learned: LearningDays, days: NDArray[np.int64]) -> FloatArray:
        import pandas as pd

        history = learned.history
        slots = history.volume.shape[1]
        past = pd.DataFrame(
            {
                "start": _starts(history.day, slots, history.interval),
                "volume": ordinary_volume(learned).ravel(),
            }
        )
        starts = pd.DatetimeIndex(_starts(days, slots, history.interval), name="start")
        first = date_of(int(days[0]))
        try:
            found = forecaster(past, starts)
        except WfmError:
            raise
        except Exception as error:
            raise InputError(
                f"method {name} failed in the forecast from {first} on: "
                f"{type(error).__name__}: {error}.",
                name="method",
                value=name,
            ) from error
        return _checked(found, starts.size, f"method {name}, forecast from {first} on").reshape(
            len(days), slots
        )

    return forecast


def _starts(days: NDArray[np.int64], slots: int, interval: float) -> NDArray[np.datetime64]:
    """The local start of every interval of some days."""
    seconds = days[:, None] * DAY + np.arange(slots) * int(interval)
    return seconds.ravel().astype("datetime64[s]")


def _checked(found: Any, length: int, what: str) -> FloatArray:
    """Volumes of a function, one per start, finite and at least 0."""
    try:
        volume = np.asarray(found, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(
            f"{what}: must return {length:,} volumes: got {type(found).__name__}.", name="method"
        ) from None
    if volume.size != length:
        raise InputError(
            f"{what}: must return one volume per start, {length:,}: got {volume.size:,}.",
            name="method",
        )
    volume = volume.ravel()
    bad = ~np.isfinite(volume) | (volume < 0.0)
    if bad.any():
        at = int(np.argmax(bad))
        raise InputError(
            f"{what}: volumes must be finite numbers, at least 0: got {volume[at]:g} at position "
            f"{at:,} of {length:,} ({int(bad.sum()):,} such volumes); return for example "
            "volume.clip(0).",
            name="method",
        )
    return volume
