"""Contact centres of several queues: each queue is staffed by the model that fits it.

Data flow, from file to plan:

- ``config``, ``config_tables``, ``team_rules``, ``config_values``: read and check ``centre.toml``;
  ``describe`` prints it with its defaults. ``records`` are the result.
- ``volumes``, ``opening_hours``: contacts of each queue, after seasons and self-service.
- ``dependencies``: which queues are staffed together, and in which order.
- ``models``: the table of models; ``single_queue``, ``shared_pool``, ``priority_queues``,
  ``skill_groups``, ``deferred_work`` and ``blended`` are its entries. Each takes a `Group` and
  returns one `QueueStaffing` per queue (``queue_records``), which explains its rows itself.
- ``plan``: staffs the groups one after the other and returns a `wfm.planning.plan.Plan`.
- ``explain``: the steps of one row, from the forecast to scheduled agents.
"""

from __future__ import annotations

from wfm.centre.plan import staff_centre
from wfm.centre.records import Centre, DeferredTarget, Queue, Season, Team

__all__ = ["Centre", "DeferredTarget", "Queue", "Season", "Team", "staff_centre"]
