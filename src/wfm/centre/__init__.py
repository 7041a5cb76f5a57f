"""A centre of several channels, staffed in one go: each queue with the model that fits it.

The way of a forecast through these rooms:

- ``file``, ``tables``, ``agreement``, ``values``: ``centre.toml`` held against what it may say;
  ``told`` says it back; ``records`` are what is left of it.
- ``volumes``, ``hours``: what each queue meets, after seasons, self-service and opening hours.
- ``order``: who is staffed with whom, and after whom.
- ``models`` for a queue alone, ``shared`` for calls of one team, ``mail`` and ``weeks`` for
  deferred work, ``blended`` for both, with ``members`` as the records between them; ``staff`` walks
  through the queues.
- ``walk``, ``why``, ``why_mail``: the way of one number, computed anew.

A model for another channel is a room of arrays in `wfm.queueing`, a line in ``models`` or a room
beside ``shared``, its keys in ``tables``, and its law in ``why``.
"""

from __future__ import annotations

from wfm.centre.plan import CentrePlan, staff_centre
from wfm.centre.records import Centre, Deferred, Queue, Season, Team

__all__ = ["Centre", "CentrePlan", "Deferred", "Queue", "Season", "Team", "staff_centre"]
