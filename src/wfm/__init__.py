"""How many agents, when, at what service: contact-centre staffing that shows its working.

Every function takes scalars or arrays and broadcasts; seconds and fractions everywhere.
Names load on first use, so that ``import wfm`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as in `typing`, whose import would take half of the time of this one

if TYPE_CHECKING:
    from wfm.api import count_contacts, expected_service, plan, read_forecast, read_plan
    from wfm.comparing.comparison import Comparison
    from wfm.demand import Demand
    from wfm.erlang import (
        Performance,
        asa,
        erlang_b,
        erlang_c,
        occupancy,
        offered_load,
        performance,
        service_level,
        wait_quantile,
    )
    from wfm.errors import DataError, InputError, UnreachableError, WfmError
    from wfm.forecasting.backtest_result import Backtest
    from wfm.forecasting.forecast_result import Forecast
    from wfm.history.contact_counts import ContactCounts
    from wfm.history_forecast import backtest, forecast
    from wfm.html_report.report_files import Report, make_report
    from wfm.plan_comparison import compare
    from wfm.plan_review import review
    from wfm.planning.dataframe import staff
    from wfm.planning.expected_service import ExpectedService
    from wfm.planning.plan import Plan
    from wfm.queueing.lines import LinesPerformance, lines_required
    from wfm.queueing.patience import (
        Patience,
        abandonment,
        estimate_patience,
        mean_wait,
        wait_probability,
    )
    from wfm.reviewing.weekly_review import Review
    from wfm.scenarios.functions import agents_curve, service_curve, whatif
    from wfm.scenarios.what_if import WhatIf
    from wfm.schedule import Schedule, make_schedule
    from wfm.shrinkage import Component, Shrinkage, combined, fte, net, scheduled
    from wfm.spread_volumes import spread
    from wfm.staffing import agents_required, max_aht, max_load
    from wfm.targets import Target

if TYPE_CHECKING:
    __version__: str

__all__ = [
    "Backtest",
    "Comparison",
    "Component",
    "ContactCounts",
    "DataError",
    "Demand",
    "ExpectedService",
    "Forecast",
    "InputError",
    "LinesPerformance",
    "Patience",
    "Performance",
    "Plan",
    "Report",
    "Review",
    "Schedule",
    "Shrinkage",
    "Target",
    "UnreachableError",
    "WfmError",
    "WhatIf",
    "abandonment",
    "agents_curve",
    "agents_required",
    "asa",
    "backtest",
    "combined",
    "compare",
    "count_contacts",
    "erlang_b",
    "erlang_c",
    "estimate_patience",
    "expected_service",
    "forecast",
    "fte",
    "lines_required",
    "make_report",
    "make_schedule",
    "max_aht",
    "max_load",
    "mean_wait",
    "net",
    "occupancy",
    "offered_load",
    "performance",
    "plan",
    "read_forecast",
    "read_plan",
    "review",
    "scheduled",
    "service_curve",
    "service_level",
    "spread",
    "staff",
    "wait_probability",
    "wait_quantile",
    "whatif",
]

_NAMES = {
    "erlang": (
        "Performance asa erlang_b erlang_c occupancy offered_load "
        "performance service_level wait_quantile"
    ),
    "errors": "DataError InputError UnreachableError WfmError",
    "api": "count_contacts expected_service plan read_forecast read_plan",
    "plan_review": "review",
    "plan_comparison": "compare",
    "comparing.comparison": "Comparison",
    "demand": "Demand",
    "planning.dataframe": "staff",
    "forecasting.backtest_result": "Backtest",
    "forecasting.forecast_result": "Forecast",
    "history.contact_counts": "ContactCounts",
    "history_forecast": "backtest forecast",
    "html_report.report_files": "Report make_report",
    "planning.expected_service": "ExpectedService",
    "planning.plan": "Plan",
    "reviewing.weekly_review": "Review",
    "queueing.lines": "LinesPerformance lines_required",
    "targets": "Target",
    "queueing.patience": "Patience abandonment estimate_patience mean_wait wait_probability",
    "scenarios.functions": "agents_curve service_curve whatif",
    "scenarios.what_if": "WhatIf",
    "schedule": "Schedule make_schedule",
    "spread_volumes": "spread",
    "shrinkage": "Component Shrinkage combined fte net scheduled",
    "staffing": "agents_required max_aht max_load",
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names.split()}
# Modules that are used by their names, such as `wfm.queueing`, without an import of their own.
_MODULES = (
    "capacity",
    "centre",
    "erlang",
    "queueing",
    "risk",
    "schedule",
    "shrinkage",
    "staffing",
    "targets",
    "units",
)


if not TYPE_CHECKING:  # an editor knows the names above, and reports others

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version

            return version("wfm-staffing")
        if name in _MODULES:
            return import_module(f"wfm.{name}")
        if name not in _MODULE_OF:
            raise AttributeError(f"module 'wfm' has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"wfm.{_MODULE_OF[name]}"), name)
        return value

    def __dir__() -> list[str]:
        return sorted([*__all__, *_MODULES, "__version__"])
