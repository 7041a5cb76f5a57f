"""Calls that end at a time limit and on Ctrl-C, whatever the library below them does.

HiGHS looks at its clock now and then, its interior point method hardly ever, and it never sees
Ctrl-C. It does run without the lock of the interpreter, so a call in a thread of its own leaves
the main thread free to wait, to stop waiting, and to take Ctrl-C at once. The result of a call that
has been given up is dropped when it comes.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable
from typing import TypeVar

__all__ = ["is_hopeless", "is_running", "timed_call"]

T = TypeVar("T")

# Entries of a matrix that HiGHS takes at most in a second; it needs 1 s for some 50,000.
_ENTRIES_PER_SECOND = 500_000.0
# A solver that keeps its limit ends a little behind it: so much longer it is waited for, as a share
# of the limit, but at least so many seconds.
_GRACE, _LEAST_GRACE = 0.1, 0.25
# Ctrl-C is taken after this at the latest, on systems on which it does not end a wait. [s]
_PULSE = 0.2
# At the end of the program, calls that were given up get this to end: one that ends while the
# interpreter is taken down aborts the program. HiGHS has its own limit, which it meets in the end;
# the command line does not wait. [s]
_AT_EXIT = 60.0
_dropped: list[threading.Thread] = []


def timed_call(run: Callable[[threading.Event], T], seconds: float | None) -> T | None:
    """The result of ``run(dropped)``; None where it has not come a little behind the limit.

    Parameters
    ----------
    run : callable
        The call; its event is set when the caller has given up waiting.
    seconds : float or None
        The limit; None for none. [s]
    """
    results: list[T] = []
    errors: list[BaseException] = []
    done, dropped = threading.Event(), threading.Event()

    def work() -> None:
        try:
            results.append(run(dropped))
        except BaseException as error:  # raised again by who waits
            errors.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=work, daemon=True, name="wfm-solver")
    thread.start()
    end = float("inf")
    if seconds is not None:
        end = time.monotonic() + seconds + max(_GRACE * seconds, _LEAST_GRACE)
    try:
        while not done.wait(min(_PULSE, max(end - time.monotonic(), 0.0))):
            if time.monotonic() >= end:
                return None
    finally:
        dropped.set()
        if not done.is_set():
            _dropped[:] = [*(one for one in _dropped if one.is_alive()), thread]
    if errors:
        raise errors[0]
    return results[0]


def is_hopeless(entries: int, seconds: float | None) -> bool:
    """Whether a program of so many entries is too large to be solved within its limit.

    It is not begun: HiGHS would hardly look at its clock, and go on beside what comes next.
    """
    return seconds is not None and entries > _ENTRIES_PER_SECOND * seconds


def is_running() -> bool:
    """Whether a call runs that was given up."""
    return any(one.is_alive() for one in _dropped)


@atexit.register
def _wait_for_dropped() -> None:
    """Wait a little for calls that were given up."""
    end = time.monotonic() + _AT_EXIT
    for thread in _dropped:
        thread.join(max(end - time.monotonic(), 0.0))
