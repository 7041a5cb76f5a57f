"""The field's words, written once.

Each row fixes one word for one quantity: its name in code, columns, JSON and options, its unit,
its domain and the headings of files that mean it. The checks of arguments, the words of the
errors, the headings a file may use and the glossary page are all derived from this table.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["PLAN_COLUMNS", "TERMS", "Term", "term"]


class Term(NamedTuple):
    """One quantity of the field.

    ``domain`` is an interval in the usual notation, ``(`` for an end that is left out;
    ``headings`` are what files call it, in lower case with ``_`` between the words.
    """

    name: str
    symbol: str
    unit: str
    domain: str
    meaning: str
    headings: tuple[str, ...] = ()


TERMS: tuple[Term, ...] = (
    Term(
        "queue", "", "", "", "the line of work that the contacts wait in",
        ("queue", "queue_name", "skill", "skill_name", "split", "line_of_business", "lob",
         "workload", "channel", "unique_id", "ct", "contact_type", "planning_group"),
    ),
    Term(
        "start", "", "", "", "when the interval begins; ISO 8601, with offset if a zone is known",
        ("start", "interval_start", "start_time", "ds", "datetime", "date_time", "timestamp", "ts",
         "interval_begin", "from", "start_datetime", "period_start", "hour"),
    ),
    Term("interval", "", "s", "(0, inf)", "length of one planning interval"),
    Term(
        "volume", "", "contacts", "[0, inf)",
        "contacts offered in one interval, those that hang up later included",
        ("volume", "calls", "offered", "calls_offered", "contacts", "contacts_offered", "volumes",
         "call_volume", "forecast", "forecast_calls", "forecast_volume", "call_count", "arrivals",
         "transactions", "inbound_calls", "rvol", "y", "yhat", "offered_calls", "nco",
         "count_of_calls", "number_of_calls", "calls_received", "incoming_calls", "received",
         "contact_volume", "calls_forecast", "volume_forecast", "forecasted_volume"),
    ),
    Term(
        "aht", "h", "s", "(0, inf)", "average handle time: talk, hold and wrap-up",
        ("aht", "average_handle_time", "avg_handle_time", "handle_time", "raht", "avg_aht",
         "average_handling_time", "avg_handling_time", "handling_time", "mean_handle_time"),
    ),
    Term("load", "a", "erlang", "[0, 1e15]", "offered load: volume × aht / interval"),
    Term("agents", "n", "agents", "[0, 1e15]", "people on contacts, net of shrinkage"),
    Term(
        "scheduled", "", "agents", "[0, 1e18]",
        "people on the rota so that `agents` remain, gross of shrinkage",
    ),
    Term(
        "service_level", "SL", "fraction", "[0, 1]",
        "share answered within `within`: of those offered, unless `definition` says otherwise",
    ),
    Term("within", "t", "s", "[0, inf)", "the time limit of a service level: the 20 of 80/20"),
    Term("asa", "W", "s", "[0, inf)", "average speed of answer: mean wait of the answered"),
    Term("occupancy", "ρ", "fraction", "[0, 1]", "share of the agents' time spent on contacts"),
    Term("wait_probability", "C", "fraction", "[0, 1]", "share of contacts that wait at all"),
    Term("blocking", "B", "fraction", "[0, 1]", "share turned away where nobody can wait"),
    Term("max_occupancy", "", "fraction", "(0, 1]", "the planner's ceiling on occupancy"),
    Term(
        "shrinkage", "s", "fraction", "[0, 1)",
        "share of paid time in which people are not there for contacts",
    ),
    Term("contract_hours", "", "hours a week", "(0, 168]", "paid hours of one full-time contract"),
    Term("paid_hours", "", "hours", "[0, inf)", "scheduled × interval"),
    Term("fte", "FTE", "FTE", "[0, inf)", "paid hours / contract hours"),
    Term("patience", "p", "s", "[0, inf]", "mean time until a contact that waits gives up"),
    Term("abandonment", "", "fraction", "[0, 1]", "share that gives up before it is answered"),
    Term("mean_wait", "", "s", "[0, inf)", "mean wait of all, those who give up included"),
    Term("lines", "K", "lines", "[0, 1e15]", "contacts there is room for, in talk and in queue"),
    Term("abandoned", "", "", "[0, 1]", "whether a contact gave up: 1 or true if it did"),
    Term("confidence", "", "fraction", "(0, 1)", "how surely an interval covers what it estimates"),
    Term("waits", "", "s", "[0, inf)", "how long each contact waited, until answered or given up"),
    Term("concurrency", "k", "contacts", "[1, inf)", "chats that an agent has in hand at once"),
    Term(
        "overhead", "φ", "fraction", "[0, 1)",
        "share of a chat's handle time in which the agent can attend to no other",
    ),
    Term("reserve", "R", "agents", "[0, 1e15]", "agents kept idle for calls when work is blended"),
    Term("backlog", "", "contacts", "[0, inf)", "deferred contacts not yet done"),
    Term(
        "safety", "z", "standard deviations", "[0, inf)",
        "how far above the mean the work of a busy stretch is planned for",
    ),
    Term("volume_cv", "v", "fraction", "[0, inf)", "error of the volume forecast, relative"),
    Term("cv", "", "fraction", "[0, inf)", "standard deviation of handle times over their mean"),
    Term("fresh", "", "contacts", "[0, inf)", "volume without redials and repeat contacts"),
    Term("redial", "p", "fraction", "[0, 1)", "share of the abandoned that call again"),
    Term(
        "resolution", "", "fraction", "(0, 1]",
        "first-contact resolution: share of the answered that do not contact again",
    ),
    Term("deflection", "", "fraction", "[0, 1)", "share of contacts that self-service resolves"),
    Term("automation", "", "fraction", "[0, 1)", "share of the handle time that automation saves"),
    Term(
        "aht_change", "", "fraction", "(-1, inf)",
        "change of the average handle time once the contacts deflected are gone",
    ),
    Term("escalation", "e", "fraction", "[0, 1]", "share of level 1 passed on to level 2"),
    Term("team", "", "", "", "people who answer one queue, or several"),
    Term("model", "", "", "", "the law by which a queue is staffed"),
    Term(
        "definition", "", "", "",
        "of whom the service level is a share: offered, answered, virtual, or work done on time",
    ),
    Term("priority", "", "", "", "place among the calls of a team, 1 is answered first"),
    Term("block", "", "s", "(0, inf)", "how long people are put on deferred work at a time"),
    Term("deadline", "", "s", "(0, inf)", "time in which all deferred work is done"),
    Term("cross_trained", "", "fraction", "[0, 1]", "share of agents trained for a second skill"),
    Term("q", "q", "fraction", "[0, 1)", "share of contacts that wait no longer than the quantile"),
)  # fmt: skip

PLAN_COLUMNS = (
    "queue", "start", "interval", "volume", "aht", "load",
    "agents", "scheduled", "service_level", "asa", "occupancy",
)  # fmt: skip

_BY_NAME = {row.name: row for row in TERMS}


def term(name: str) -> Term:
    """The row of one word.

    >>> term("aht").unit
    's'
    """
    return _BY_NAME[name]
