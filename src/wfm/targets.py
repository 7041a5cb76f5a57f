"""Service targets: what every interval of a plan, or each queue of a centre, must meet."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, TypedDict

import numpy as np

from wfm import units
from wfm._arrays import TARGET_DOMAINS, checked
from wfm.errors import InputError

__all__ = ["Goals", "QueueTarget", "Target"]

WITHIN = 60.0


class Goals(TypedDict):
    """The keywords of `wfm.agents_required` that a promise fixes."""

    service_level: float | None
    within: float | None
    asa: float | None
    max_occupancy: float | None


@dataclass(frozen=True)
class Target:
    """The promise to the customer; every part that is given must hold in every interval.

    Attributes
    ----------
    service_level : float or None
        Share to be answered `within` the limit. [fraction]
    within : float or None
        The limit; alone, it only says at which limit the service level is reported. [s]
    asa : float or None
        Longest mean wait. [s]
    max_occupancy : float or None
        Highest share of time that agents may be busy. [fraction]

    Raises
    ------
    InputError
        For a value outside its domain, half a service level, or no target at all.

    Examples
    --------
    >>> Target.parse("85/60")
    Target(service_level=0.85, within=60.0, asa=None, max_occupancy=None)
    """

    service_level: float | None = None
    within: float | None = None
    asa: float | None = None
    max_occupancy: float | None = None

    def __post_init__(self) -> None:
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        for name, value in given.items():
            if value is not None and np.isnan(
                checked(name, value, domain=TARGET_DOMAINS.get(name))
            ):
                raise InputError(f"{name} of a target must not be NaN.", name=name, value=value)
        if self.service_level is not None and self.within is None:
            raise InputError("service_level needs within, the limit: 85 % within 60 s.")
        if self.service_level is self.asa is self.max_occupancy is None:
            raise InputError("A target needs service_level and within, asa or max_occupancy.")

    @property
    def limit(self) -> float:
        """The limit at which a service level is reported, in seconds; 60 where none is given."""
        return WITHIN if self.within is None else self.within

    def goals(self) -> Goals:
        """What `wfm.agents_required` has to meet, as its keywords."""
        within = None if self.service_level is None else self.within
        return {
            "service_level": self.service_level,
            "within": within,
            "asa": self.asa,
            "max_occupancy": self.max_occupancy,
        }

    @classmethod
    def parse(
        cls, text: str, *, asa: float | None = None, max_occupancy: float | None = None
    ) -> Target:
        """A target as the trade writes it: ``85/60``, ``80%/20s``, ``0.9/1m``."""
        share, slash, limit = text.partition("/")
        if not slash:
            raise InputError(
                f"target must read like 85/60, 85 % answered within 60 s: got {text!r}.",
                name="target",
                value=text,
            )
        bare = share.strip()
        # "85/60" is the trade's own notation: a bare number above 1 here is a percentage
        percent = bare.replace(".", "", 1).isdigit() and float(bare) > 1
        level = units.fraction(f"{bare}%" if percent else bare, "service_level of the target")
        return cls(level, units.duration(limit, "time limit of the target"), asa, max_occupancy)


@dataclass(frozen=True)
class QueueTarget:
    """What the service level of a queue is computed with, for people of its own.

    Attributes
    ----------
    model : str
        "erlang_c", "erlang_a" or "chat".
    service_level : float or None
        Share to be answered `within` the limit; None where something else is promised. [fraction]
    within : float
        The limit. [s]
    patience : float
        Mean time until a waiting customer gives up; inf: never. [s]
    definition : str
        Of the "offered", of the "answered", or "virtual".
    aht_by_concurrency : tuple of float
        AHT of a chat with 1, 2, …, k in hand. [s]
    """

    model: str
    service_level: float | None
    within: float
    patience: float = float("inf")
    definition: Literal["offered", "answered", "virtual"] = "offered"
    aht_by_concurrency: tuple[float, ...] = ()
