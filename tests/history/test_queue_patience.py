"""Patience estimated from a log, of all contacts and by queue."""

import numpy as np
import pandas as pd
import pytest

import wfm


def test_the_patience_is_all_waits_by_abandoned_contacts(log):
    total, sales, care = wfm.count_contacts(log).patience
    waits = [12, 0, 95, 3, 40, 610, 8]
    expected = wfm.estimate_patience(waits, [0, 0, 1, 0, 0, 1, 0])
    assert total.patience == expected
    assert (sales.queue, sales.abandoned, sales.contacts) == ("sales", 1, 4)
    assert care.patience.patience == 3 + 610 + 8


WAITS = {"answered": [0.0, 30.0, 0.0, 90.0], "abandoned": [20.0, 60.0]}


def log_of(answered, abandoned, queue=None):
    """A log with the waits of answered and abandoned contacts, None where one is not known."""
    count = len(answered) + len(abandoned)
    return {
        "arrival": [f"2026-03-02 09:{minute:02}" for minute in range(count)],
        "wait": [*answered, *abandoned],
        "abandoned": [0] * len(answered) + [1] * len(abandoned),
        "handle_time": [200.0] * len(answered) + [None] * len(abandoned),
        **({"queue": queue} if queue else {}),
    }


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [
        ({"answered": [None] * 4}, "4 of 4 answered contacts have no wait"),
        ({"answered": [0.0, 30.0, None, None]}, "2 of 4 answered contacts have no wait"),
        ({"answered": [0.0, None, 0.0, None]}, "2 of 4 answered contacts have no wait"),
        ({"abandoned": [20.0, None]}, "1 of 2 abandoned contacts have no wait"),
        ({"abandoned": [None, None]}, "no waits of the abandoned contacts"),
    ],
)
def test_patience_needs_the_waits_of_answered_and_abandoned_contacts(lacking, reason):
    (found,) = wfm.count_contacts(log_of(**(WAITS | lacking))).patience
    assert found.patience is None
    assert reason in found.reason


def test_an_empty_wait_is_0_where_no_other_is():
    counts = wfm.count_contacts(log_of(**(WAITS | {"answered": [None, 30.0, None, 90.0]})))
    whole = wfm.count_contacts(log_of(**WAITS))
    assert counts.patience[0].patience == whole.patience[0].patience
    assert any("2 of 4 answered contacts have no wait: counted as" in one for one in counts.notes)
    assert not any("no wait" in note for note in whole.notes)


def test_the_patience_of_a_queue_without_waits_of_the_answered_is_not_estimated():
    queue = ["mail"] * 2 + ["voice"] * 2 + ["mail", "voice"]
    waits = WAITS | {"answered": [None, None, 0.0, 90.0]}
    found = {one.queue: one for one in wfm.count_contacts(log_of(**waits, queue=queue)).patience}
    assert found["mail"].patience is None
    assert found["voice"].patience.patience == 150.0


def test_patience_is_recovered_from_a_simulated_log():
    # 30 agents, 40 arrivals a minute would be too slow here: exponential patience, censored by an
    # exponential offered wait; the estimate needs no model of the queue
    random = np.random.default_rng(3)
    patience, offered = random.exponential(160.0, 40_000), random.exponential(90.0, 40_000)
    table = {
        "arrival": pd.Timestamp("2026-03-02 08:00") + pd.to_timedelta(np.arange(40_000), unit="s"),
        "wait": np.minimum(patience, offered),
        "abandoned": patience < offered,
        "handle_time": np.where(patience < offered, np.nan, 200.0),
    }
    estimate = wfm.count_contacts(table).patience[0].patience
    assert estimate.low < 160.0 < estimate.high
    assert estimate.patience == pytest.approx(160.0, rel=0.03)
