"""``centre.toml``: read, and an example of it to start from."""

from __future__ import annotations

from wfm.centre.order import jobs
from wfm.centre.records import Centre
from wfm.centre.tables import CentreTable
from wfm.keys import read_toml

__all__ = ["EXAMPLE", "read_centre"]


def read_centre(path: str) -> Centre:
    """Read a centre.

    Raises
    ------
    DataError
        Naming every mistake with its key and line.
    InputError
        If queues feed each other in a circle.
    """
    centre = read_toml(path, CentreTable).record()
    jobs(centre)
    return centre


EXAMPLE = """\
# A direct-to-consumer brand with five channels: wfm staff forecast.csv --centre centre.toml
# Durations are 30s, 7m, 24h; shares are 85% or 0.85.

# time_zone = "America/New_York"
contract_hours = 40
# holidays = "US"            # closed on them: pip install 'wfm-staffing[calendar]'

[opening]
Mon-Sun = "08:00-22:00"

[exceptions]                 # days with other hours
2026-12-24 = "08:00-14:00"
2026-12-25 = "closed"

[shrinkage]                  # shares of paid time; they add up
breaks = "8%"
training = "3%"
meetings = "2%"
coaching = "2%"
leave = "10%"
sickness = "5%"

[[season]]                   # the holidays, for every queue
first = 2026-11-16
last = 2026-12-27
uplift = "40%"
contingency = "15%"          # in place of the queue's own

[[team]]                     # queues of one team are answered by the same people
name = "care"
block = "7h"                 # deferred work gets people for half a day at a time

[[team]]
name = "experts"
block = "3h30m"

[[queue]]
name = "voice"
model = "erlang_a"           # people hang up; erlang_c if they never did
team = "care"                # and does mail, urgent and social posts between the calls
target = "85/60"
patience = "3m"              # mean time until a caller gives up
aht = "6m"                   # where the forecast has none
max_occupancy = "85%"        # the band in which calls are run
least_occupancy = "75%"
deflection = "25%"           # self-service answers these
resolution = "85%"           # answered calls that need no second one
redial = "40%"               # of those who hung up
forecast = "offered"         # repeat calls are in it already; or "fresh"
escalation = "3%"
escalates_to = "level 2"
contingency = "5%"
cost = 22

[[queue]]
name = "chat"
model = "chat"
target = "90/60"
asa = "30s"                  # first replies, on average
concurrency = 3
aht = ["4m30s", "5m30s", "7m"]  # with 1, 2 and 3 in hand; or one and overhead = "25%"
patience = "4m"
deflection = "25%"
cost = 20

[[queue]]
name = "e-mail"
model = "deferred"
team = "care"
within = "24h"               # of opening hours
share = "95%"
aht = "5m"
deflection = "25%"
cost = 22

[[queue]]
name = "urgent e-mail"
model = "deferred"
team = "care"
within = "1h"
share = "95%"
aht = "5m"
cost = 22

[[queue]]
name = "social"
model = "deferred"
team = "care"
within = "2h"
aht = "3m"
deflection = "25%"
cost = 22

[[queue]]
name = "level 2"             # fed by voice; needs no rows in the forecast
model = "deferred"           # it calls back
team = "experts"
within = "12h"
aht = "15m"
cost = 30
"""
