"""Who works when: tours for anonymous people, rosters for people with names."""

from __future__ import annotations

from wfm.roster._records import Roster, Row, Shortage
from wfm.roster.check import faults
from wfm.roster.named import assign
from wfm.roster.tours import tours

__all__ = ["Roster", "Row", "Shortage", "assign", "faults", "tours"]
