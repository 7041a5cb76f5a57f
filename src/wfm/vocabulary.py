"""The terms of contact-centre planning: one name per quantity, with unit, domain and synonyms.

The checks of arguments, the units in errors and files, the headings that a forecast may have and
the glossary page are all derived from `TERMS`.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "COVERAGE_COLUMNS",
    "PLAN_COLUMNS",
    "SCHEDULE_COLUMNS",
    "SCHEDULING_TERMS",
    "TERMS",
    "Term",
    "term",
]


class Term(NamedTuple):
    """One quantity: its name in code, columns, JSON and options.

    ``domain`` is an interval in the usual notation, ``(`` for an end that is excluded;
    ``headings`` are the headings of files for it, in lower case with ``_`` between the words;
    ``synonyms`` are what planners and other programs call it.
    """

    name: str
    symbol: str
    unit: str
    domain: str
    meaning: str
    headings: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


STAFFING_TERMS: tuple[Term, ...] = (
    Term(
        "queue", "", "", "", "contacts of one type that wait for the same agents",
        ("queue", "queue_name", "skill", "skill_name", "split", "line_of_business", "lob",
         "workload", "channel", "unique_id", "ct", "contact_type", "planning_group"),
        ("skill", "split", "line of business", "LOB", "contact type", "planning group"),
    ),
    Term(
        "start", "", "", "", "start of the interval; ISO 8601, with offset if a time zone is known",
        ("start", "interval_start", "start_time", "ds", "datetime", "date_time", "timestamp", "ts",
         "interval_begin", "from", "start_datetime", "period_start", "hour"),
        ("interval start", "timestamp"),
    ),
    Term(
        "interval", "", "s", "(0, inf)", "length of one planning interval",
        synonyms=("period", "half-hour", "quarter-hour"),
    ),
    Term(
        "volume", "", "contacts", "[0, inf)",
        "contacts offered in one interval, including those that abandon",
        ("volume", "calls", "offered", "calls_offered", "contacts", "contacts_offered", "volumes",
         "call_volume", "forecast", "forecast_calls", "forecast_volume", "call_count", "arrivals",
         "transactions", "inbound_calls", "rvol", "y", "yhat", "offered_calls", "nco",
         "count_of_calls", "number_of_calls", "calls_received", "incoming_calls", "received",
         "contact_volume", "calls_forecast", "volume_forecast", "forecasted_volume"),
        ("call volume", "calls offered", "offered contacts", "NCO", "arrivals"),
    ),
    Term(
        "aht", "h", "s", "(0, inf)",
        "average handle time: talk time, hold time and after-call work per contact",
        ("aht", "average_handle_time", "avg_handle_time", "handle_time", "raht", "avg_aht",
         "average_handling_time", "avg_handling_time", "handling_time", "mean_handle_time"),
        ("AHT", "handle time", "average handling time"),
    ),
    Term(
        "load", "a", "erlang", "[0, 1e15]", "offered load: volume × aht / interval",
        synonyms=("workload", "offered traffic", "traffic intensity", "erlangs"),
    ),
    Term(
        "agents", "n", "agents", "[0, 1e15]", "agents handling contacts, net of shrinkage",
        synonyms=("base staff", "net staff", "positions required", "staff requirement"),
    ),
    Term(
        "agents_unrounded", "", "agents", "[0, 1e15]",
        "agents at which the target just holds, before they are rounded up",
        synonyms=("fractional agents", "unrounded agents"),
    ),
    Term(
        "scheduled", "", "agents", "[0, 1e18]",
        "agents to schedule so that `agents` remain after shrinkage",
        synonyms=("gross staff", "rostered staff", "scheduled staff", "paid staff"),
    ),
    Term(
        "service_level", "SL", "fraction", "[0, 1]",
        "share of contacts answered within the time `within`; `definition` says of which contacts",
        synonyms=("SLA", "service level agreement", "telephone service factor", "TSF"),
    ),
    Term(
        "target", "", "", "", "service target: 85/60 for 85 % within 60 s",
        ("target_service_level", "service_level_target", "sl_target", "target_sl", "sla_target",
         "service_target", "service_level_goal", "sl_goal", "service_goal"),
        synonyms=("service level target", "service goal"),
    ),
    Term(
        "target_asa", "", "s", "(0, inf)", "maximum average speed of answer",
        ("asa_target", "max_asa", "asa_goal", "maximum_asa", "asa_limit"),
    ),
    Term(
        "target_abandonment", "", "fraction", "(0, 1]", "maximum share of contacts that abandon",
        ("abandonment_target", "max_abandonment", "abandon_target", "target_abandon_rate",
         "abandonment_goal", "max_abandon_rate", "abandon_rate_target"),
    ),
    Term("aht_by_concurrency", "", "s", "(0, inf)", "AHT of a chat with 1, 2, … concurrent chats"),
    Term(
        "min_agents", "", "agents", "[0, 1e15]",
        "minimum agents on contacts in every interval, also without contacts",
        ("minimum_agents", "min_staff", "minimum_staff"),
    ),
    Term("time_zone", "", "", "", "IANA name of the time zone of the local times of a plan"),
    Term("defaults_used", "", "", "", "inputs of a plan that were not set and have their default"),
    Term(
        "within", "t", "s", "[0, inf)", "time limit of a service level: the 20 of 80/20",
        ("service_level_threshold", "sl_threshold", "sla_threshold", "threshold", "answer_time",
         "answer_time_threshold", "target_answer_time", "target_time", "service_level_time",
         "sl_time", "awt", "acceptable_wait_time", "time_limit"),
        synonyms=(
            "AWT", "acceptable wait time", "answer time threshold", "target answer time",
            "service level threshold",
        ),
    ),
    Term(
        "asa", "W", "s", "[0, inf)",
        "average speed of answer: mean wait of the answered contacts, zero waits included",
        synonyms=("ASA", "average speed to answer"),
    ),
    Term(
        "occupancy", "ρ", "fraction", "[0, 1]",
        "share of the time available for contacts in which agents handle contacts",
        synonyms=("agent occupancy", "OCC"),
    ),
    Term(
        "wait_probability", "C", "fraction", "[0, 1]", "probability of delay: share not answered "
        "at once",
        synonyms=("probability of delay", "P(wait)", "delay probability"),
    ),
    Term(
        "blocking", "B", "fraction", "[0, 1]", "share blocked because all agents or lines are in "
        "use and nothing can wait",
        synonyms=("blocked calls", "busy signals", "blocking probability", "lost calls"),
    ),
    Term(
        "max_occupancy", "", "fraction", "[1e-6, 1]", "largest occupancy that a plan may have",
        ("max_occ", "maximum_occupancy", "occupancy_cap", "occupancy_limit", "occupancy_target",
         "target_occupancy", "max_utilisation", "max_utilization"),
        synonyms=("occupancy cap", "occupancy ceiling"),
    ),
    Term(
        "shrinkage", "s", "fraction", "[0, 1)",
        "share of paid time in which agents are not available for contacts",
        ("shrink", "total_shrinkage", "overall_shrinkage", "shrinkage_rate"),
        synonyms=("planned shrinkage", "unplanned shrinkage"),
    ),
    Term(
        "contract_hours", "", "hours per week", "[0.01, 168]",
        "paid hours of one full-time contract",
        synonyms=("contracted hours", "full-time hours"),
    ),
    Term(
        "paid_hours", "", "hours", "[0, inf)", "scheduled × interval",
        synonyms=("paid time", "staff hours"),
    ),
    Term(
        "fte", "FTE", "FTE", "[0, inf)", "paid hours / contract hours",
        synonyms=("FTE", "full-time equivalent"),
    ),
    Term(
        "hourly_cost", "", "currency per hour", "[0, 1e9]", "cost of one paid hour",
        synonyms=("wage", "loaded cost", "labour rate"),
    ),
    Term(
        "patience", "p", "s", "[0, inf]", "mean time after which a waiting contact abandons",
        ("mean_patience", "average_patience", "avg_patience", "caller_patience",
         "customer_patience", "patience_time"),
        synonyms=("average patience", "caller tolerance"),
    ),
    Term(
        "abandonment", "", "fraction", "[0, 1]", "share of contacts that abandon before an answer",
        synonyms=("abandon rate", "abandonment rate", "ABA", "calls abandoned"),
    ),
    Term(
        "mean_wait", "", "s", "[0, inf)",
        "mean wait of all contacts, including those that abandon",
        synonyms=("average wait", "average delay", "average queue time"),
    ),
    Term(
        "lines", "K", "lines", "[0, 1e15]", "largest number of contacts talking and waiting",
        synonyms=("trunks", "ports"),
    ),
    Term("abandoned", "", "", "[0, 1]", "whether a contact abandoned: 1 or true if it did"),
    Term(
        "confidence", "", "fraction", "(0, 1)", "probability that a statement or a plan holds",
        synonyms=("confidence level",),
    ),
    Term("waits", "", "s", "[0, inf)", "wait of each contact until it was answered or abandoned"),
    Term(
        "concurrency", "k", "contacts", "[1, inf)", "chats that one agent handles at the same time",
        synonyms=("concurrent chats", "simultaneous chats", "chat slots"),
    ),
    Term(
        "overhead", "φ", "fraction", "[0, 1)",
        "share of a chat's handle time in which the agent cannot attend to other chats",
    ),
    Term("reserve", "R", "agents", "[0, 1e15]", "agents kept free for calls when work is blended"),
    Term(
        "backlog", "", "contacts", "[0, inf)", "deferred contacts that are not finished",
        synonyms=("open cases", "work in progress"),
    ),
    Term(
        "safety", "z", "standard deviations", "[0, inf)",
        "standard deviations above the mean workload for which a plan is sized",
        synonyms=("safety factor",),
    ),
    Term(
        "volume_cv", "v", "fraction", "[0, inf)",
        "standard error of the volume forecast divided by the forecast",
        ("cv_volume", "forecast_cv"), ("forecast error",),
    ),
    Term("risk_scope", "", "", "", "what exceeds its forecast together: a day, or each interval"),
    Term(
        "cv", "", "fraction", "[0, inf)",
        "coefficient of variation: standard deviation of handle times divided by their mean",
        synonyms=("coefficient of variation",),
    ),
    Term(
        "fresh", "", "contacts", "[0, inf)", "volume without redials and repeat contacts",
        synonyms=("first attempts", "first-time contacts", "unique callers"),
    ),
    Term(
        "redial", "p", "fraction", "[0, 1)", "share of abandoned contacts that call again",
        synonyms=("retrial", "retry rate", "repeat attempts"),
    ),
    Term(
        "slots_used", "", "fraction", "[0, 1]",
        "of chat: concurrent chats / (agents × maximum concurrency)",
        synonyms=("slot utilisation", "chat utilisation"),
    ),
    Term(
        "resolution", "", "fraction", "(0, 1]",
        "share of answered contacts whose issue is resolved, so that they do not contact again",
        synonyms=("FCR", "first-contact resolution", "first-call resolution"),
    ),
    Term(
        "deflection", "", "fraction", "[0, 1)", "share of contacts resolved by self-service",
        synonyms=("containment", "IVR containment", "self-service rate"),
    ),
    Term(
        "automation", "", "fraction", "[0, 1)", "share of the handle time saved by automation",
        synonyms=("agent assist",),
    ),
    Term(
        "aht_change", "", "fraction", "(-1, inf)",
        "relative change of the average handle time when contacts are deflected",
    ),
    Term(
        "escalation", "e", "fraction", "[0, 1]",
        "share of the contacts of level 1 that is passed to level 2",
        synonyms=("escalation rate", "transfer rate"),
    ),
    Term(
        "team", "", "", "", "agents who handle one queue, or several",
        synonyms=("agent group", "staff group"),
    ),
    Term(
        "model", "", "", "", "mathematical model by which a queue is staffed",
        synonyms=("staffing model", "queueing model"),
    ),
    Term(
        "definition", "", "", "",
        "contacts of which the service level is a share: offered, answered or virtual; for "
        "deferred work, the work finished in time",
    ),
    Term(
        "priority", "", "", "", "rank among the queues of a team; 1 is answered first",
        synonyms=("call priority",),
    ),
    Term(
        "block", "", "s", "(0, inf)",
        "length of the periods for which agents are assigned to deferred work",
    ),
    Term(
        "deadline", "", "s", "(0, inf)", "time within which all deferred work is finished",
        synonyms=("turnaround time", "TAT", "response time"),
    ),
    Term(
        "cross_trained", "", "fraction", "[0, 1]", "share of agents trained for a second skill",
        synonyms=("cross-skilled", "multiskilled"),
    ),
    Term(
        "q", "q", "fraction", "[0, 1)", "share of contacts that wait no longer than the quantile",
        synonyms=("quantile", "percentile"),
    ),
)  # fmt: skip

SCHEDULING_TERMS: tuple[Term, ...] = (
    Term(
        "agent", "", "", "", "name of a person in a schedule; empty for shifts without people",
        synonyms=("employee", "advisor", "representative"),
    ),
    Term("date", "", "", "", "local day on which a shift starts; ISO 8601"),
    Term(
        "shift", "", "", "", "work of one person from start to end, with its breaks",
        synonyms=("duty",),
    ),
    Term("end", "", "", "", "end of a shift; ISO 8601, with offset if a time zone is known"),
    Term(
        "breaks", "", "", "",
        "breaks of a shift, paid or unpaid; agents on a break handle no contacts",
        synonyms=("lunch", "paid breaks"),
    ),
    Term(
        "slot", "", "s", "(0, inf)",
        "step of a schedule's time grid: intervals, starts, lengths and breaks are multiples of it",
        synonyms=("time slot",),
    ),
    Term(
        "required", "", "agents", "[0, 1e18]",
        "requirement of a slot: `agents` grossed up for shrinkage without breaks",
        synonyms=("staffing requirement",),
    ),
    Term("present", "", "agents", "[0, 1e18]", "agents in a shift, on a break or not"),
    Term("on_break", "", "agents", "[0, 1e18]", "agents in a shift and on a break"),
    Term("net", "", "agents", "[0, 1e18]", "agents in a shift and not on a break"),
    Term(
        "overstaffed", "", "agents", "[0, 1e18]", "net agents above the requirement",
        synonyms=("overstaffing", "surplus"),
    ),
    Term(
        "understaffed", "", "agents", "[0, 1e18]", "net agents below the requirement",
        synonyms=("understaffing", "deficit"),
    ),
    Term("coverage", "", "", "", "required and net agents of each slot"),
    Term(
        "distinct_shifts", "", "shifts", "[0, inf)",
        "shifts that differ in name, start or length",
    ),
    Term(
        "start_flexibility", "", "s", "[0, inf)",
        "largest difference of a person's starts from the middle of them",
    ),
    Term(
        "contract", "", "", "",
        "working rules of a person: days and hours per week, rest, days off",
        synonyms=("work rules",),
    ),
    Term("days_per_week", "", "days", "[0, 7]", "days worked in a week, minimum and maximum"),
    Term("weekly_hours", "", "hours", "[0, 168]", "paid hours in a week, minimum and maximum"),
    Term(
        "rest", "", "s", "[0, inf)", "time between the end of a shift and the next start",
        synonyms=("rest period", "minimum rest"),
    ),
    Term("weekend", "", "", "", "Saturday and Sunday; uneven weekend work has a price"),
    Term(
        "availability", "", "", "", "hours in which a person can work",
        synonyms=("available hours",),
    ),
    Term(
        "wish", "", "", "", "work that a person prefers or declines; not granting it has a price",
        synonyms=("preference",),
    ),
    Term(
        "roster", "", "", "", "schedule of people by name",
        synonyms=("rota", "duty roster"),
    ),
    Term(
        "tour", "", "", "", "days, starts and lengths of one person's work over whole weeks",
        synonyms=("shift pattern", "line of work"),
    ),
    Term(
        "cost", "", "cost units", "[0, inf)",
        "pay of all shifts and the prices of the rules; with pay 1 it is paid hours",
    ),
    Term(
        "lower_bound", "", "cost units", "[0, inf)",
        "cost that no schedule by the same rules can fall below",
    ),
    Term(
        "gap", "", "fraction", "[0, inf)", "cost / lower bound - 1",
        synonyms=("optimality gap", "MIP gap"),
    ),
    Term("goal", "", "", "", "over what the service level holds: interval, day, week or month"),
    Term("min_service_level", "", "fraction", "(0, 1)", "minimum of each interval beside a goal"),
)  # fmt: skip

TERMS: tuple[Term, ...] = (*STAFFING_TERMS, *SCHEDULING_TERMS)

PLAN_COLUMNS = (
    "queue", "start", "interval", "volume", "aht", "load",
    "agents", "agents_unrounded", "scheduled", "service_level", "asa", "occupancy",
)  # fmt: skip
SCHEDULE_COLUMNS = (
    "queue", "agent", "date", "shift", "contract", "start", "end", "paid_hours", "breaks",
)  # fmt: skip
COVERAGE_COLUMNS = (
    "queue", "start", "required", "present", "on_break", "net", "overstaffed", "understaffed",
    "service_level",
)  # fmt: skip

_BY_NAME = {row.name: row for row in TERMS}


def term(name: str) -> Term:
    """The row of one name.

    >>> term("aht").unit
    's'
    """
    return _BY_NAME[name]
