"""Schedules: shifts to run, weekly patterns of people, rosters by name.

The verbs, from the narrowest to the widest:

- `cover`: the cheapest shifts with breaks that cover a requirement;
- `tours`: the same for whole weeks of anonymous people under contracts;
- `assign`: the same for named people with availability, skills and wishes;
- `make_schedule`: from a plan to a schedule by whichever of the three its rules ask for.
"""

from __future__ import annotations

from wfm.scheduling.build import make_schedule
from wfm.scheduling.covering.cover import cover
from wfm.scheduling.rostering.assign import assign
from wfm.scheduling.tours.tours import tours

__all__ = ["assign", "cover", "make_schedule", "tours"]
