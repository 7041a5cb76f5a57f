"""Totals of a log by day and of all contacts."""

import pandas as pd
import pytest

import wfm


def test_the_totals_are_those_of_the_contacts(log):
    total = wfm.count_contacts(log).total
    assert (total.contacts, total.answered, total.abandoned) == (7, 5, 2)
    assert total.aht == pytest.approx((200 + 310 + 640.5 + 150 + 720) / 5)
    assert total.asa == pytest.approx((12 + 0 + 3 + 40 + 8) / 5)
    assert total.abandonment == 2 / 7


def test_a_clock_change_makes_a_day_of_23_or_25_hours():
    # one contact every 20 minutes of two days in UTC, written in local time without offset
    for day, hours in (("2026-03-28T23:00", 23), ("2026-10-24T22:00", 25)):
        utc = pd.date_range(day, periods=3 * (hours + 24), freq="20min", tz="UTC")
        local = utc.tz_convert("Europe/Berlin").tz_localize(None)
        table = {"arrival": local.astype(str), "handle time": 200}
        counts = wfm.count_contacts(table, tz="Europe/Berlin", interval="1h")
        assert counts.demand.start.tolist() == [
            int(one.timestamp()) for one in utc if one.minute == 0
        ]
        assert set(counts.demand.volume) == {3.0}
        assert [one.contacts for one in counts.days] == [3 * hours, 72]
