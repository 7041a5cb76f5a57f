"""What is planned, against which promise: plain frozen records, no algorithms.

Columns are arrays of one length, so that every figure of a plan is computed at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import tzinfo
from typing import Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from wfm import units
from wfm._arrays import TARGET_DOMAINS, FloatArray, checked
from wfm.errors import InputError
from wfm.shrinkage import Shrinkage

__all__ = ["Demand", "Goals", "Promise", "Staffed", "Target"]

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
class Demand:
    """A checked forecast: one row a queue and interval, sorted by queue and start.

    Attributes
    ----------
    queues : tuple of str
        Names, in order of first appearance; ``("",)`` where the file names none.
    queue : int32 array
        Index into `queues`.
    start : int64 array
        Start of the interval in seconds since 1970: UTC where `zone` is given, else of the wall
        clock as written. [s]
    volume : float64 array
        Contacts offered. [contacts]
    aht : float64 array
        Average handle time; NaN only where the volume is 0 and the file gives none. [s]
    interval : float
        Length of every interval. [s]
    zone : tzinfo or None
        Where the clock hangs.
    line : int32 array
        Line (or row of the sheet) that the row stands in.
    source : str
        The file's name as given.
    notes : tuple of str
        What was assumed or noticed while reading, one sentence each.
    """

    queues: tuple[str, ...]
    queue: NDArray[np.int32]
    start: NDArray[np.int64]
    volume: FloatArray
    aht: FloatArray
    interval: float
    zone: tzinfo | None
    line: NDArray[np.int32]
    source: str
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True)
class Promise:
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


@dataclass(frozen=True)
class Staffed:
    """A forecast with the agents it needs: a plan as read back from its file.

    Attributes
    ----------
    demand : Demand
        The forecast in it.
    agents : int64 array
        Agents of each row, net of shrinkage. [agents]
    shrinkage : Shrinkage or None
        As the plan was made with it; None where the file does not tell.
    target : Target or None
        The promise; None where the file does not tell.
    models : mapping of str to str
        Which queues are not plain Erlang C, and what they are.
    teams : mapping of str to str
        Whose people answer the queues that share them.
    promises : mapping of str to Promise
        Of the queues of a centre, where the file tells.
    """

    demand: Demand
    agents: NDArray[np.int64]
    shrinkage: Shrinkage | None = None
    target: Target | None = None
    models: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)
    promises: Mapping[str, Promise] = field(default_factory=dict)
