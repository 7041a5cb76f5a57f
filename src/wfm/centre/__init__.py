"""A centre of several channels, staffed in one go: each queue with the model that fits it."""

from __future__ import annotations

from wfm.centre.records import Centre, Deferred, Queue, Season, Team
from wfm.centre.staff import CentrePlan, staff_centre

__all__ = ["Centre", "CentrePlan", "Deferred", "Queue", "Season", "Team", "staff_centre"]
