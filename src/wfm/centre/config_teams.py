"""The teams in ``centre.toml``: agents who answer several queues."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from wfm.centre.config_values import Seconds, Share
from wfm.centre.records import Team
from wfm.config.file_keys import key
from wfm.config.toml_table import Check, Table

__all__ = ["TeamTable"]


class TeamTable(Table):
    """Agents who answer several queues."""

    name: Annotated[str, key("Name, as in its queues", min_length=1)]
    skills: Annotated[Literal["all", 2], key("Number of its queues that each agent can answer")] = (
        "all"
    )
    cross_trained: Annotated[
        Share, key("Share of the agents of a team of two queues who can answer both", "%", le=1)
    ] = 1.0
    block_length: Annotated[
        Seconds | None,
        key("Time for which agents are put on deferred work; the whole day by default", "s"),
    ] = None
    min_agents: Annotated[
        int,
        key(
            "Minimum agents in every interval of the forecast in which a queue is open",
            ge=0,
            le=100_000,
        ),
    ] = 0
    cost: Annotated[
        float, key("Cost of a paid hour of its queues without a cost of their own", ge=0)
    ] = 0.0

    def checks(self) -> Iterable[Check]:
        """Skills are given in one form only."""
        return (self._skills(),)

    def _skills(self) -> Check:
        """Skills and cross-training exclude each other."""
        if self.skills == 2 and self.cross_trained < 1:
            yield "cross_trained", "must not be combined with skills; use one of them"

    def record(self) -> Team:
        """The team as a plain record."""
        skills = None if self.skills == "all" else self.skills
        return Team(self.name, skills, self.cross_trained, self.block_length, self.min_agents)
