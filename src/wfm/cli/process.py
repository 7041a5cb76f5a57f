"""The process of the command ``wfm``: its signals and standard streams.

Imports nothing that takes time, because an interrupt may come while the program starts.
"""

from __future__ import annotations

import _thread
import os
import sys
import time

try:  # without the enumerations of `signal`, whose import takes most of the time of this one
    import _signal as signal  # type: ignore[import-not-found]
except ImportError:
    import signal

__all__ = [
    "INTERRUPTED",
    "ignore_signals",
    "leave",
    "prepare",
    "raise_on_signal",
    "signal_received",
]

INTERRUPTED = 130
_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_ONCE = 1.0  # s in which further signals are ignored, while temporary files are removed
_LATER = 0.01  # s after which a signal that was lost in a finalizer is sent again
_received: list[tuple[int, float]] = []  # the signals so far and their times
_arrivals: list[int] = []  # the end of a pipe that gives the numbers of signals as they arrive


def prepare() -> None:
    """Make ready for slow imports: a signal ends the process at once, with one line.

    Closed standard streams are replaced by the null device, or the first file that is opened would
    become the standard output of a library.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free
    if sys.stderr is None:  # numpy.f2py takes its method as it is imported
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - until the process ends
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.unraisablehook = _raise_again
    if os.name == "posix":
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        _arrivals.append(reading)
    _handle(_end_at_once)


def raise_on_signal() -> None:
    """From now on a signal raises KeyboardInterrupt or SystemExit, which remove what is partial."""
    _handle(_raise)


def ignore_signals() -> None:
    """Ignore signals in the last moments of the process, when everything has been written."""
    _handle(signal.SIG_IGN)


def leave(code: int) -> None:
    """End the process; at once where a solver still runs that was given up.

    A solver that ends while the interpreter is taken down would abort the process.
    """
    solver = sys.modules.get("wfm._numerics.timed_call")
    if solver is not None and solver.is_running():
        for stream in (sys.stdout, sys.stderr):
            try:  # noqa: SIM105 - contextlib takes time to import
                stream.flush()
            except (OSError, ValueError):
                pass  # the stream is closed
        os._exit(code)
    sys.exit(code)


def signal_received() -> int | None:
    """The first signal that has been received; None before one."""
    return _received[0][0] if _received else None


def _handle(handler: object) -> None:
    """Set a handler, except for signals that the parent process ignores, as nohup does."""
    for number in _SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


def _first(number: int) -> int:
    """The signal that came first of those that wait: Python handles them by their numbers."""
    try:
        arrived = os.read(_arrivals[0], 64) if _arrivals else b""
    except OSError:
        arrived = b""  # they have been read
    return next((one for one in arrived if one in _SIGNALS), number)


def _end_at_once(number: int, frame: object) -> None:
    """End the process; nothing has been begun yet."""
    number = _first(number)
    word = "interrupted" if number == signal.SIGINT else "terminated"
    try:  # noqa: SIM105 - contextlib takes time to import
        os.write(2, f"{word}; no file was written\n".encode())
    except OSError:
        pass  # standard error is closed
    os._exit(128 + number)


def _raise(number: int, frame: object) -> None:
    """Raise, but not again while the exception of the last signal is being handled."""
    number = _first(number)
    now = time.monotonic()
    if _received and now - _received[-1][1] < _ONCE:
        return
    _received.append((number, now))
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)


def _raise_again(problem: sys.UnraisableHookArgs) -> None:
    """Raise in the program what a signal raised where nothing can be raised, as in a finalizer.

    Other errors of finalizers after a signal are no news: they belong to what was cut short.
    """
    if not _received:
        sys.__unraisablehook__(problem)
    elif isinstance(problem.exc_value, KeyboardInterrupt | SystemExit):
        number, _ = _received.pop()
        _thread.start_new_thread(_send_later, (number,))


def _send_later(number: int) -> None:
    """Send a signal to this process when a finalizer may have ended."""
    time.sleep(_LATER)
    os.kill(os.getpid(), number)
