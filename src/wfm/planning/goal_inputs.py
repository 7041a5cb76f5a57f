"""The goal of a target as an input of a plan: its period, and the minimum of every interval."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from wfm import units
from wfm._arrays import checked
from wfm.errors import InputError
from wfm.option_text import option
from wfm.printable_text import value_text
from wfm.targets import GOALS, GoalPeriod, QueueTarget, Target
from wfm.units import given_percent_text

__all__ = ["MIN_SERVICE_LEVEL", "GoalInputs", "checked_goal"]

# The same default as that of the rules of a schedule.
MIN_SERVICE_LEVEL = 0.5


class GoalInputs(NamedTuple):
    """What options say of the period over which the service level must hold.

    Attributes
    ----------
    goal : {"interval", "day", "week", "month"} or None
        As `QueueTarget.goal`; None where no option sets it.
    min_service_level : float or None
        Minimum service level of every interval; None where no option sets it. [fraction]
    """

    goal: GoalPeriod | None = None
    min_service_level: float | None = None

    @classmethod
    def of(
        cls, goal: str | None = None, min_service_level: str | float | None = None
    ) -> GoalInputs:
        """The values of options, in the notations of `wfm.units.fraction`.

        Raises
        ------
        InputError
            For a value outside its domain.

        Examples
        --------
        >>> GoalInputs.of("week", "60%")
        GoalInputs(goal='week', min_service_level=0.6)
        """
        if goal is not None and goal not in GOALS:
            raise InputError(
                f"{option('goal')} must be interval, day, week or month: got {value_text(goal)}.",
                name="goal",
                value=goal,
            )
        least = min_service_level
        if least is not None:
            least = units.fraction(least, option("min_service_level"), most=1.0)
            checked("min_service_level", least, domain="(0, 1)")
        return cls(goal, least)

    def of_target(
        self, target: QueueTarget, goal: GoalPeriod | None, min_service_level: float | None
    ) -> QueueTarget:
        """A target with the goal of the options, else that of its row, else of every interval.

        Raises
        ------
        InputError
            For a goal over a period without a service level, or a minimum without such a goal or
            above the service level.
        """
        period = self.goal or goal or "interval"
        least = self.min_service_level
        if least is None and period != "interval":
            least = min_service_level
        if least is None and period != "interval":
            least = _default(target.service_level)
        return checked_goal(replace(target, goal=period, min_service_level=least))

    def default_text(self, target: Target) -> str:
        """The minimum as a default that is used; "" where it is set, or no goal has one.

        Examples
        --------
        >>> target = Target(0.8, 20.0)
        >>> GoalInputs("day").default_text(target), GoalInputs().default_text(target)
        ('min_service_level 50%', '')
        """
        least = _default(target.service_level)
        if self.goal in (None, "interval") or self.min_service_level is not None or least is None:
            return ""
        name = option("min_service_level")
        return f"{name} {100 * least:g}%"


def _default(service_level: float | None) -> float | None:
    """The default minimum; never above the service level itself."""
    return None if service_level is None else min(MIN_SERVICE_LEVEL, service_level)


def checked_goal(target: QueueTarget) -> QueueTarget:
    """A target whose goal and minimum service level fit together.

    Raises
    ------
    InputError
        If they do not.

    Examples
    --------
    >>> checked_goal(QueueTarget(asa=20.0, goal="day"))
    Traceback (most recent call last):
    wfm.errors.InputError: goal="day" needs a target with a service level, for example 85/60.
    """
    level, least = target.service_level, target.min_service_level
    if target.goal == "interval":
        if least is not None:
            raise InputError(
                f"{option('min_service_level')} needs a goal over a period, in which intervals "
                f"may be below the target: add {option('goal', 'day')}, or leave it out.",
                name="min_service_level",
                value=least,
            )
        return target
    if level is None:
        raise InputError(
            f"{option('goal', target.goal)} needs a target with a service level, for example "
            "85/60.",
            name="goal",
            value=target.goal,
        )
    if least is not None and least > level:
        raise InputError(
            f"{option('min_service_level')} must be at most the service level of the target, "
            f"{given_percent_text(level)}: got {given_percent_text(least)}.",
            name="min_service_level",
            value=least,
        )
    return target
