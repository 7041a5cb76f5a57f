"""Premiums by hour of the week: how they are read, and what they add to the cost of hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from wfm.errors import InputError
from wfm.hour_premiums import HourPremium, extra_cost, parse_premiums, premiums_text

ZONE = ZoneInfo("Europe/Vienna")


def instant(text, zone=None):
    """Seconds as in a forecast: of UTC in a zone, else of the local clock."""
    return int(datetime.fromisoformat(text).replace(tzinfo=zone or UTC).timestamp())


def minute_by_minute(premiums, start, end, zone, hourly):
    """The same, from the clock of every minute."""
    extra = 0.0
    for second in range(start, end, 60):
        wall = datetime.fromtimestamp(second, zone or UTC)
        clock = wall.hour * 3600 + wall.minute * 60 + wall.second
        for one in premiums:
            today = wall.weekday() in one.days
            yesterday = (wall - timedelta(days=1)).weekday() in one.days
            if one.begin < one.end:
                holds = today and one.begin <= clock < one.end
            else:
                holds = (today and clock >= one.begin) or (yesterday and clock < one.end)
            extra += holds * (one.share * hourly + one.amount) / 60
    return extra


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Sun=50%", "2026-03-01T23:15:00", "2026-03-02T00:45:00"),
        ("Sun 22:00-06:00=25%; 00:00-04:00=+2.50", "2026-03-01T21:30:00", "2026-03-02T07:00:00"),
        ("Fri-Mon 23:30-00:30=10%; Mon=+1", "2026-03-01T00:00:00", "2026-03-09T00:00:00"),
        # clocks go forward on 29 March 2026 at 2:00, and back on 25 October at 3:00
        ("Sun 01:00-05:00=40%", "2026-03-28T22:00:00", "2026-03-29T07:00:00"),
        ("Sun 01:00-05:00=40%; Sat 20:00-03:00=+3", "2026-10-24T22:00:00", "2026-10-25T07:00:00"),
    ],
)
@pytest.mark.parametrize("zone", [None, ZONE], ids=["local", "Vienna"])
def test_the_extra_cost_is_that_of_every_minute(text, start, end, zone):
    premiums = parse_premiums(text)
    first, last = instant(start, zone), instant(end, zone)
    extra = extra_cost(premiums, np.array([first]), np.array([last]), zone, 19.0)
    assert extra[0] == pytest.approx(minute_by_minute(premiums, first, last, zone, 19.0))
    assert extra[0] > 0


def test_the_hour_that_occurs_twice_counts_twice():
    night = parse_premiums("Sun 02:00-03:00=100%")
    long, short = (instant(f"2026-{day}T00:00:00", ZONE) for day in ("10-25", "03-29"))
    starts = np.array([long, short])
    extra = extra_cost(night, starts, starts + 6 * 3600, ZONE, np.array([10.0, 10.0]))
    assert extra.tolist() == pytest.approx([20.0, 0.0])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("sunday=50 %", "Sun=50%"),
        ("Mon to Fri 20:00 - 24:00 = 12.5%", "Mon-Fri 20:00-24:00=12.5%"),
        ("Mo, Mi 6:00-7:30=+0.40", "Mon, Wed 06:00-07:30=+0.4"),
        ("22:00-06:00=+25%", "22:00-06:00=25%"),
        ("Sat,Sun,Mon=5%;Mon-Sun=1%", "Mon, Sat, Sun=5%; 00:00-24:00=1%"),
    ],
)
def test_premiums_are_read_and_written(text, written):
    premiums = parse_premiums(text)
    assert premiums_text(premiums) == written
    assert parse_premiums(written) == premiums
    assert parse_premiums(written.split("; ")) == premiums
    assert parse_premiums(list(premiums)) == premiums


def test_no_premium_costs_nothing():
    assert parse_premiums(None) == parse_premiums("") == ()
    assert extra_cost((), np.array([0]), np.array([60]), None, 9.0).tolist() == [0.0]
    assert HourPremium((2,), 0, 86_400, amount=1.0).length == 86_400


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sun", "must read like"),
        ("Sun=0.5", "may be either"),
        ("Sun=50", "may be either"),
        ("Sun=0%", "above 0"),
        ("Sun=+0", "above 0"),
        ("Sun=2000%", "at most 1000 %"),
        ("Sunnday=50%", "did you mean Sunday"),
        ("Do=50%", "Thursday or Sunday"),
        ("Mon 25:00-26:00=50%", "time of day"),
        ("Mon=-5%", "must"),
        ([5], "must be texts"),
        (";".join(["Sun=1%"] * 101), "at most 100"),
    ],
)
def test_a_premium_that_cannot_be_read_is_refused_with_what_it_must_be(text, words):
    with pytest.raises(InputError, match=words) as error:
        parse_premiums(text)
    assert "premium" in str(error.value)
