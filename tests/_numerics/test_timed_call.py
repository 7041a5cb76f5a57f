"""Calls that end at their limit and on Ctrl-C, whatever runs below them."""

import _thread
import signal
import threading
import time

import pytest

from wfm._numerics import timed_call as module
from wfm._numerics.timed_call import timed_call


def test_a_result_and_an_error_come_through():
    assert timed_call(lambda _: 7, None) == 7
    assert timed_call(lambda _: 7, 5.0) == 7
    with pytest.raises(ZeroDivisionError):
        timed_call(lambda _: 1 // 0, 5.0)


def test_a_call_that_passes_its_limit_is_dropped_and_reported(monkeypatch):
    monkeypatch.setattr(module, "_LEAST_GRACE", 0.01)
    called = threading.Event()

    def endless(dropped):
        if dropped.wait(5.0):
            called.set()

    begin = time.monotonic()
    assert timed_call(endless, 0.02) is None
    assert time.monotonic() - begin < 2.0
    assert called.wait(2.0)


@pytest.fixture
def ctrl_c():
    """Ctrl-C raises KeyboardInterrupt, also in a run that ignores it, as in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_ends_the_wait_at_once():
    ended = threading.Event()
    threading.Timer(0.05, _thread.interrupt_main).start()
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        timed_call(lambda dropped: ended.set() if dropped.wait(5.0) else None, None)
    assert time.monotonic() - begin < 2.0
    assert ended.wait(2.0)
