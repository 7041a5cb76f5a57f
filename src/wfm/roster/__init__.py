"""Who works when: tours for anonymous people, rosters for people with names."""

from __future__ import annotations

from wfm.roster._records import Roster, Row, Shortage
from wfm.roster.check import faults
from wfm.roster.tours import tours

__all__ = ["Roster", "Row", "Shortage", "faults", "tours"]
