"""One class of deferred work, laid out over the open buckets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm._arrays import FloatArray, Floats, checked, common_shape
from wfm._docstrings import doc_parameters
from wfm.errors import InputError, UnreachableError
from wfm.printable_text import value_text
from wfm.queueing._broadcast import checked_number

__all__ = ["DeferredWork", "first_buckets", "numbers", "per_bucket", "together", "work"]


@dataclass(frozen=True)
class DeferredWork:
    """One class of deferred work, in parcels over the open buckets; made by `work`.

    Attributes
    ----------
    interval : float
        Length of a bucket. [s]
    buckets : int
        Open buckets.
    contacts : ndarray
        Contacts of each parcel.
    aht : ndarray
        Their average handle time. [s]
    spread : ndarray
        Variance of each parcel's work. [s²]
    arrived, released, due : ndarray
        Open buckets in which a parcel arrived (below 0 for backlog), from which on it can be
        worked, and before which it must be done.
    target_due : ndarray
        Before which it is in time: `due`, or earlier for the share that may be late.
    """

    interval: float
    buckets: int
    contacts: FloatArray
    aht: FloatArray
    spread: FloatArray
    arrived: FloatArray
    released: NDArray[np.intp]
    due: NDArray[np.intp]
    target_due: NDArray[np.intp]

    @property
    def seconds(self) -> FloatArray:
        """Seconds of work of each parcel."""
        return self.contacts * self.aht


def work(
    volume: Floats,
    aht: Floats,
    within: float,
    interval: float,
    *,
    opening: ArrayLike | None = None,
    calendar: bool = False,
    service_level: float = 1.0,
    deadline: float | None = None,
    backlog: Floats = 0.0,
    cv: float = 1.0,
) -> DeferredWork:
    """Lay one class of work out over the open buckets.

    ::

        released = the bucket of arrival, or the next open one
        due      = released + within / interval   in business hours
                   arrived + within / interval    by the calendar

    Parameters
    ----------
    volume : array_like
        Contacts that arrive in each bucket, closed ones included. [contacts]
    aht : array_like
        Average handle time, one for all or one per bucket. [s]
    within : float
        Response-time target, rounded down to whole buckets; what is due after the last open bucket
        must be done by its end. [s]
    interval : float
        Length of a bucket. [s]
    opening : array_like of bool, optional
        Which buckets are open; all of them by default.
    calendar : bool
        True if the target counts calendar time, nights included.
    service_level : float
        Share of the arrivals of each bucket that must be in time. [fraction]
    deadline : float, optional
        Time in which the rest is to be done; without it the rest is due at the end of the last
        open bucket. [s]
    backlog : array_like
        Contacts carried in: a number that just arrived, or one for each age 0, 1, 2, … in buckets.
        What is overdue is due at the end of the first bucket; it takes the first bucket's handle
        time. [contacts]
    cv : float
        Coefficient of variation of handle times, for `safety`: 1 is exponential. [fraction]

    Returns
    -------
    DeferredWork
        The class, as the other functions take it. What arrives after the last open bucket is
        left out: it is the backlog of the next plan.

    Raises
    ------
    InputError
        If a value lies outside its domain or is NaN, the shapes do not fit, or the target is
        shorter than a bucket.
    UnreachableError
        If a target in calendar time ends before the centre opens.

    Examples
    --------
    Four quarters of an hour, the first two closed; a target of one hour in calendar time:

    >>> mail = work([6, 2, 4, 0], aht=300, within=3600, interval=900,
    ...             opening=[False, False, True, True], calendar=True)
    >>> mail.released, mail.due
    (array([0, 0, 0]), array([2, 2, 2]))

    References
    ----------
    - Verint online help, "deferred" goals: time in working hours or in actual hours.
    """
    arrivals, h = numbers("volume", volume), numbers("aht", aht)
    waiting = np.atleast_1d(numbers("backlog", backlog))
    length, varied = checked_number("interval", interval), checked_number("cv", cv)
    share = checked_number("service_level", service_level, "(0, 1]")
    if arrivals.ndim != 1:
        raise InputError(
            f"volume must be one number of contacts per bucket: got shape {arrivals.shape}.",
            name="volume",
            value=volume,
        )
    common_shape({"volume": arrivals, "aht": h})
    is_open = _opening(opening, arrivals.size)
    parcels = _dated(arrivals, waiting, is_open, _lag(within, length), calendar=calendar)
    per_contact = np.broadcast_to(h, arrivals.shape)[np.maximum(parcels.source, 0)]
    random = np.where(parcels.source >= 0, 1.0, 0.0)  # the backlog is known
    spread = parcels.contacts * per_contact**2 * (random + varied**2)
    made = DeferredWork(
        interval=length,
        buckets=int(is_open.sum()),
        contacts=parcels.contacts * share,
        aht=per_contact,
        spread=spread * share,
        arrived=parcels.arrived,
        released=parcels.released,
        due=parcels.due,
        target_due=parcels.due,
    )
    if share == 1.0:
        return made
    last = np.full_like(made.due, made.buckets)
    if deadline is not None:
        lag = _lag(max(deadline, within), length)
        last = _dated(arrivals, waiting, is_open, lag, calendar=calendar).due
    return _with_rest(made, share, last)


@doc_parameters
def first_buckets(
    classes: DeferredWork | Sequence[DeferredWork], buckets: int
) -> list[DeferredWork]:
    """The work released in the first open buckets, due by their end at the latest.

    ::

        released < buckets,    due = min(due, buckets)

    Parameters
    ----------
    %(classes)s
    buckets : int
        How many of the open buckets.

    Returns
    -------
    list of DeferredWork
        The classes over these buckets.

    Raises
    ------
    InputError
        If the classes do not share their buckets, or have fewer.

    Examples
    --------
    >>> (rush,) = first_buckets(work([6, 2, 4, 0], aht=300, within=2700, interval=900), 2)
    >>> rush.contacts, rush.due
    (array([6., 2.]), array([2, 2]))

    References
    ----------
    - S. Baruah, L. Rosier, R. Howell, "Algorithms and complexity concerning the preemptive
      scheduling of periodic, real-time tasks on one processor", Real-Time Systems 2, 1990.
    """
    each = together(classes)
    if not 0 < buckets <= each[0].buckets:
        raise InputError(
            f"buckets must be some of {each[0].buckets} open buckets: got {buckets!r}.",
            name="buckets",
            value=buckets,
        )
    found = []
    for one in each:
        kept = one.released < buckets
        columns = {name: getattr(one, name)[kept] for name in _PARCEL}
        columns["due"] = np.minimum(columns["due"], buckets)
        found.append(replace(one, buckets=buckets, **columns))
    return found


def together(classes: DeferredWork | Sequence[DeferredWork]) -> list[DeferredWork]:
    """The classes as a list; raises `InputError` unless they share their open buckets."""
    known = isinstance(classes, DeferredWork | Iterable) and not isinstance(classes, str | bytes)
    each = [classes] if isinstance(classes, DeferredWork) else list(classes) if known else []
    if not known or not all(isinstance(one, DeferredWork) for one in each):
        raise InputError(
            f"classes must be the work of wfm.queueing.deferred.work, or several: got "
            f"{value_text(classes)}.",
            name="classes",
        )
    if not each or len({(one.buckets, one.interval) for one in each}) > 1:
        found = ", ".join(f"{one.buckets} of {one.interval:g} s" for one in each) or "no class"
        raise InputError(
            f"classes must share their open buckets: got {found}. "
            "Lay them out with the same interval and opening.",
            name="classes",
        )
    return each


_PARCEL = ("contacts", "aht", "spread", "arrived", "released", "due", "target_due")


class _Parcels(NamedTuple):
    contacts: FloatArray
    source: NDArray[np.intp]  # bucket of arrival, -1 for backlog
    arrived: FloatArray
    released: NDArray[np.intp]
    due: NDArray[np.intp]


def per_bucket(name: str, values: Floats, buckets: int) -> FloatArray:
    """One number for each open bucket."""
    array = numbers(name, values)
    if array.ndim and array.shape != (buckets,):
        raise InputError(
            f"{name} must be one number, or one for each of {buckets} open buckets: "
            f"got shape {array.shape}.",
            name=name,
            value=values,
        )
    return np.broadcast_to(array, (buckets,))


def numbers(name: str, values: Floats) -> FloatArray:
    """Checked like every argument, and without NaN: unknown work cannot be planned."""
    array = checked(name, values)
    if np.isnan(array).any():
        raise InputError(
            f"{name} must be a number in every bucket: got nan. Fill the gap, or give 0.",
            name=name,
            value=np.nan,
        )
    return array


def _opening(opening: ArrayLike | None, buckets: int) -> NDArray[np.bool_]:
    """Which buckets are open, one at least."""
    is_open = np.ones(buckets, bool) if opening is None else np.asarray(opening, dtype=bool)
    if is_open.shape != (buckets,) or not is_open.any():
        raise InputError(
            f"opening must be true or false for each of {buckets} buckets, and one must be open: "
            f"got shape {is_open.shape} with {int(is_open.sum())} open.",
            name="opening",
            value=opening,
        )
    return is_open


def _lag(within: float, length: float) -> int:
    """A target in whole buckets."""
    target = checked_number("within", within)
    lag = int(target / length * (1.0 + 1e-12))
    if lag < 1:
        raise InputError(
            f"within must be at least one bucket of {length:g} s: got {target:g} s. "
            "Cut time into shorter buckets.",
            name="within",
            value=target,
        )
    return lag


def _dated(
    arrivals: FloatArray,
    waiting: FloatArray,
    is_open: NDArray[np.bool_],
    lag: int,
    *,
    calendar: bool,
) -> _Parcels:
    """Parcels of the backlog, then of the arrivals, with their dates in open buckets."""
    opened = np.concatenate([[0], np.cumsum(is_open)])  # open buckets before each
    arrived = np.concatenate([-np.arange(waiting.size), np.arange(arrivals.size)])
    released = opened[np.maximum(arrived, 0)]
    start = np.where(arrived < 0, arrived, released)
    if calendar:
        due = opened[np.clip(arrived + lag, 0, arrivals.size)]
    else:
        due = np.minimum(start + lag, opened[-1])
    backlog = np.arange(arrived.size) < waiting.size
    due = np.where(backlog, np.maximum(due, 1), due)
    contacts = np.concatenate([waiting, arrivals])
    kept = (contacts > 0.0) & (released < opened[-1])
    _require_due_after_release(kept & (due <= released), arrived)
    source = np.where(backlog, -1, arrived)
    return _Parcels(*(x[kept] for x in (contacts, source, start.astype(float), released, due)))


def _require_due_after_release(missed: NDArray[np.bool_], arrived: NDArray[np.intp]) -> None:
    """Refuse work that is due before it can be worked on."""
    if missed.any():
        raise UnreachableError(
            f"contacts of bucket {int(arrived[np.argmax(missed)])} are due in calendar time before "
            "the centre opens. Count business hours, relax the response-time target, or open "
            "earlier."
        )


def _with_rest(made: DeferredWork, share: float, last: NDArray[np.intp]) -> DeferredWork:
    """The share of each parcel that must be in time, and the rest, due later."""
    rest = (1.0 - share) / share
    return DeferredWork(
        made.interval,
        made.buckets,
        np.concatenate([made.contacts, made.contacts * rest]),
        np.tile(made.aht, 2),
        np.concatenate([made.spread, made.spread * rest]),
        np.tile(made.arrived, 2),
        np.tile(made.released, 2),
        np.concatenate([made.due, last]),
        np.tile(made.due, 2),
    )
