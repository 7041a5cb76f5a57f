"""The patience of each queue of a log, or why it is not estimated."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.io.contact_log.log_reader import ContactLog
from wfm.queueing.patience import Patience, estimate_patience

__all__ = ["QueuePatience", "no_estimate_reason", "patience_of_queues"]

# Who leaves within five seconds has hardly waited: centres often do not count such contacts.
_SHORT = 5.0
# Share of the answered or abandoned contacts that may lack their waits: the estimate is off by it.
_UNKNOWN = 0.05


class QueuePatience(NamedTuple):
    """How long the contacts of a queue wait before they abandon.

    Attributes
    ----------
    queue : str
        The queue; "" for all contacts.
    contacts, abandoned : int
        All contacts with a known wait, and those of them that abandoned.
    short : int
        Abandoned within five seconds.
    patience : Patience or None
        Estimate of the mean with its 95 % interval; None where there is a `reason`. [s]
    reason : str
        Why there is no estimate: no contact abandoned, or the waits of answered or of abandoned
        contacts are not known. Empty where there is one.
    """

    queue: str
    contacts: int
    abandoned: int
    short: int
    patience: Patience | None
    reason: str = ""


def patience_of_queues(log: ContactLog) -> list[QueuePatience]:
    """The patience of all contacts, then of each queue if there are several."""
    every = np.ones(len(log), dtype=bool)
    result = [_patience("", log, every)]
    if len(log.queues) > 1:
        result += [_patience(name, log, log.queue == i) for i, name in enumerate(log.queues)]
    return result


def _patience(queue: str, log: ContactLog, which: NDArray[np.bool_]) -> QueuePatience:
    """The patience of some contacts."""
    known = which & ~np.isnan(log.wait)
    waits, abandoned = log.wait[known], log.abandoned[known]
    reason = no_estimate_reason(log, which)
    estimate = None if reason else estimate_patience(waits, abandoned)
    short = int((abandoned & (waits <= _SHORT)).sum())
    return QueuePatience(queue, len(waits), int(abandoned.sum()), short, estimate, reason)


def no_estimate_reason(log: ContactLog, which: NDArray[np.bool_]) -> str:
    """Why the patience of some contacts is not estimated; empty if it is."""
    waits, abandoned = log.wait[which], log.abandoned[which]
    if not log.has_outcome:
        return "the log does not say which contacts abandoned"
    if not abandoned.any():
        return "no contact abandoned"
    unknown = np.isnan(waits)
    if unknown[abandoned].all():
        return "the log has no waits of the abandoned contacts"
    for name, some in (("answered", ~abandoned), ("abandoned", abandoned)):
        lacking, count = int((unknown & some).sum()), int(some.sum())
        # a log may leave the cell empty of who was answered at once: then no other wait is 0
        zeros = name == "abandoned" or not (waits[some] > 0).any() or (waits[some] == 0).any()
        if zeros and lacking > _UNKNOWN * count:
            return (
                f"{lacking:,} of {count:,} {name} contacts have no wait, and the estimate needs "
                "the waits of answered and abandoned contacts — add them to the log, 0 for who "
                "was answered at once"
            )
    return "" if np.nansum(waits) > 0 else "the waits are all zero"
