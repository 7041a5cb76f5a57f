"""The formulas of a workbook that plans by Erlang C, in functions that every spreadsheet has.

The probability of delay is written with the Poisson distribution of mean a, the load::

    C(n, a) = n p / ((n - a) P + a p),   p = POISSON(n, a, FALSE),  P = POISSON(n, a, TRUE)

which follows from B = p / P (Erlang B) and C = n B / (n - a (1 - B)); all of its terms are
positive, so that nothing cancels. The least agents are found by halving: `STEPS` has the widths,
and each step is one cell, which adds its width to the largest number known to miss the target if
that misses it too. No macro, no array formula and no name is needed.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "FORECAST",
    "INPUTS",
    "MAX_LOAD",
    "PLAN",
    "SEARCH",
    "SEARCH_COLUMNS",
    "STEPS",
    "WINDOW",
    "InputCells",
    "PlanLetters",
    "letter",
    "plan_formulas",
    "search_formulas",
]

PLAN, INPUTS, FORECAST, SEARCH = "Plan", "Inputs", "Forecast", "Erlang C"
# The search finds up to so many agents above the load: with 10,000 erlangs and a service level of
# 99.99 % within 0 s, it takes 377 of them.
WINDOW = 512
STEPS = tuple(WINDOW >> power for power in range(1, WINDOW.bit_length()))
MAX_LOAD = 10_000  # erlangs, up to which POISSON is right to 1e-9
_FAR = 700  # exponent above which the wait is over for certain; e^710 is no double


class InputCells(NamedTuple):
    """Where the inputs of a queue are in the sheet Inputs; formulas need absolute cells."""

    service_level: str
    within: str
    asa: str
    max_occupancy: str
    min_agents: str
    shrinkage: str
    volume_factor: str
    aht_factor: str
    interval: str


class PlanLetters(NamedTuple):
    """The columns of the sheet Plan that formulas refer to, by their letters."""

    volume: str
    aht: str
    load: str
    agents: str
    scheduled: str
    service_level: str
    asa: str
    occupancy: str


# The columns of the sheet of the search, in their order.
SEARCH_COLUMNS = (
    "queue number", "start", "load", "aht", "service level", "time limit", "maximum ASA",
    "maximum occupancy", "minimum agents", "below", *(f"+{width}" for width in STEPS),
    "for service", "for occupancy", "agents", "probability of delay", "check", "in time",
    "waiting", "occupied", "time slot", "premium",
)  # fmt: skip


def letter(column: int) -> str:
    """The letters of a column by its number, from 0.

    >>> letter(0), letter(25), letter(26), letter(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    above, last = divmod(column, 26)
    return (letter(above - 1) if above else "") + chr(65 + last)


_AT = {name: letter(i) for i, name in enumerate(SEARCH_COLUMNS)}


def plan_formulas(row: int, cells: InputCells, plan: PlanLetters) -> dict[str, str]:
    """The formulas of a row of the sheet Plan by its columns.

    Parameters
    ----------
    row : int
        Of the sheet, from 1; the same in the sheets Plan, Forecast and Erlang C.
    cells : InputCells
        Of the queue.
    plan : PlanLetters
        Of the sheet Plan.
    """
    search = {name: f"'{SEARCH}'!{column}{row}" for name, column in _AT.items()}
    load, agents = f"{plan.load}{row}", f"{plan.agents}{row}"
    delay, spare = search["probability of delay"], f"({agents}-{load})"
    people = f"{agents}/(1-{cells.shrinkage})"
    volume, aht = f"{FORECAST}!C{row}", f"{FORECAST}!D{row}"
    return {
        "volume": f"={volume}*{cells.volume_factor}",
        "aht": f'=IF({aht}="","",{aht}*{cells.aht_factor})',
        "load": (
            f"=IF({plan.volume}{row}=0,0,{plan.volume}{row}*{plan.aht}{row}/{cells.interval})"
        ),
        "agents": f'=IF({search["check"]}="ok",{search["agents"]},NA())',
        # a quotient within rounding error of a whole number is that number
        "scheduled": f"=ROUNDUP({people}*(1-1E-15/(1-{cells.shrinkage})),0)",
        "service_level": (
            f"=IF({load}=0,1,IF({agents}<={load},0,1-{delay}"
            f"*EXP(-MIN({_FAR},{spare}*{search['time limit']}/{search['aht']}))))"
        ),
        "asa": f'=IF({load}=0,0,IF({agents}<={load},"∞",{delay}*{search["aht"]}/{spare}))',
        "occupancy": f"=IF({load}=0,0,MIN(1,{load}/{agents}))",
    }


def search_formulas(row: int, cells: InputCells, plan: PlanLetters) -> dict[str, str]:
    """The formulas of a row of the sheet of the search by its columns.

    Parameters
    ----------
    row, cells, plan
        As for `plan_formulas`.
    """
    at = {name: f"{column}{row}" for name, column in _AT.items()}
    own = {name: f"{PLAN}!{column}{row}" for name, column in plan._asdict().items()}
    load, service, agents = at["load"], at["for service"], at["agents"]
    last = f"({at['below']}+{WINDOW})"
    formulas = {
        "load": f"={own['load']}",
        "aht": f"={own['aht']}",
        "service level": _typed(cells.service_level),
        "time limit": _typed(cells.within, "60"),
        "maximum ASA": _typed(cells.asa),
        "maximum occupancy": _typed(cells.max_occupancy),
        "minimum agents": f"={cells.min_agents}",
        "below": f"=INT({load})",
        "for service": (
            f'=IF(OR({load}=0,AND({at["service level"]}="",{at["maximum ASA"]}="")),0,{at["+1"]}+1)'
        ),
        "for occupancy": (
            f'=IF(OR({load}=0,{at["maximum occupancy"]}=""),0,'
            f"ROUNDUP({load}/{at['maximum occupancy']}*(1-1E-15),0))"
        ),
        "agents": f"=MAX({service},{at['for occupancy']},{at['minimum agents']})",
        "probability of delay": (
            f"=IF({load}=0,0,IF({agents}<={load},1,{agents}*{_density(agents, load)}"
            f"/(({agents}-{load})*{_below(agents, load)}+{load}*{_density(agents, load)})))"
        ),
        "check": (
            f'=IF({load}=0,"ok",IF({load}>{MAX_LOAD},"load",IF({service}<{last},"ok",'
            f'IF({_meets(last, at)},"ok","window"))))'
        ),
        "in time": f"={own['volume']}*{own['service_level']}",
        "waiting": f"={own['volume']}*{own['asa']}",
        "occupied": f"={own['agents']}*{own['occupancy']}",
    }
    before = at["below"]
    for width in STEPS:
        formulas[f"+{width}"] = (
            f"=IF({load}=0,0,{before}+IF({_meets(f'({before}+{width})', at)},0,{width}))"
        )
        before = at[f"+{width}"]
    return formulas


def _typed(cell: str, empty: str = '""') -> str:
    """The content of a cell that may be empty; a reference alone would give 0."""
    return f'=IF({cell}="",{empty},{cell})'


def _density(agents: str, load: str) -> str:
    """p: the probability of exactly so many."""
    return f"POISSON({agents},{load},FALSE)"


def _below(agents: str, load: str) -> str:
    """P: the probability of at most so many."""
    return f"POISSON({agents},{load},TRUE)"


def _meets(agents: str, at: dict[str, str]) -> str:
    """Whether agents, more than the load, meet the service level and the ASA of a row.

    Both bound the probability of delay, which is compared without its divisor::

        C exp(-(n - a) t/h) ≤ 1 - service level,   C h/(n - a) ≤ ASA
    """
    load, aht, level, wait = (at[name] for name in ("load", "aht", "service level", "maximum ASA"))
    spare = f"({agents}-{load})"
    density = _density(agents, load)
    exponent = f"MIN({_FAR},{spare}*{at['time limit']}/{aht})"
    return (
        f"{agents}*{density}<="
        f'MIN(IF({level}="",2,(1-{level})*EXP({exponent})),'
        f'IF({wait}="",2,{wait}*{spare}/{aht}))'
        f"*({spare}*{_below(agents, load)}+{load}*{density})"
    )
