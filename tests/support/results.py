"""Results of every public function on small inputs, their comparison, and all public classes."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import pkgutil
import types
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

import wfm


def forecast_table(hours: int = 4) -> pd.DataFrame:
    start = [datetime(2026, 6, 1, 8) + timedelta(minutes=30 * i) for i in range(2 * hours)]
    volume = [20 + 17 * i % 31 for i in range(2 * hours)]
    return pd.DataFrame({"queue": "desk", "start": start, "calls": volume, "aht_s": 210.0})


def public_results(*, schedule: bool = True) -> dict[str, Any]:
    """What the functions of the package return."""
    plan = wfm.plan(forecast_table(), "80/20", patience="3m", shrinkage="30%")
    results = {
        "staff": wfm.staff(forecast_table(), "85/60"),
        "forecast": wfm.read_forecast("examples/two_queues.csv"),
        "plan": plan,
        "summary": plan.summary(),
        "explanation": plan.explain("2026-06-01 09:00"),
        "frame": plan.to_frame(),
        "centre": wfm.plan("examples/two_queues.csv", centre="examples/one_team.toml"),
        "counts": wfm.count_contacts("examples/contact_log.csv"),
        "service": wfm.expected_service(forecast_table(), agents=9, target="80/20"),
        "performance": wfm.performance(12, 9.5, 210.0, 20.0),
        "lines": wfm.lines_required(14, 11.5, 180.0, blocking=0.01),
        "agents": wfm.agents_required(np.arange(1.0, 40.0), 180.0, service_level=0.8, within=20.0),
        "patience": wfm.estimate_patience([30.0, 40.0, 90.0], [True, False, True]),
        "shrinkage": wfm.Shrinkage.parse("30%"),
    }
    if schedule:
        made = wfm.make_schedule(plan)
        results |= {"schedule": made, "coverage": made.coverage(), "totals": made.summary()}
    return results


def equal(first: Any, second: Any) -> bool:
    """Whether two results are the same in every bit of their content."""
    if first is second:
        return True
    if type(first) is not type(second):
        return False
    if isinstance(first, np.ndarray):
        same = first.dtype == second.dtype and first.shape == second.shape
        return bool(same and first.tobytes() == second.tobytes())
    if isinstance(first, pd.DataFrame):
        return bool(first.equals(second) and list(first) == list(second))
    if isinstance(first, Mapping):
        return list(first) == list(second) and all(equal(first[k], second[k]) for k in first)
    if isinstance(first, list | tuple):
        return len(first) == len(second) and all(map(equal, first, second))
    if isinstance(first, BaseException):
        return equal(first.args, second.args) and equal(vars(first), vars(second))
    if dataclasses.is_dataclass(first):
        names = [field.name for field in dataclasses.fields(first)]
        return all(equal(getattr(first, name), getattr(second, name)) for name in names)
    if isinstance(first, functools.partial):
        return equal(first.func, second.func) and equal(first.args, second.args)
    if isinstance(first, types.MethodType):
        return first.__func__ is second.__func__ and equal(first.__self__, second.__self__)
    if isinstance(first, pd.Series | pd.Index):
        return bool(first.equals(second))
    own_equality = any("__eq__" in vars(part) for part in type(first).__mro__[:-1])
    if type(first).__module__.startswith("wfm") and not own_equality:
        return equal(vars(first), vars(second))
    if isinstance(first, float) and np.isnan(first):
        return bool(np.isnan(second))
    return bool(first == second)


def public_classes() -> list[type]:
    """Every class that a module of the package defines under a public name."""
    names = [m.name for m in pkgutil.walk_packages(wfm.__path__, "wfm.")]
    modules = [importlib.import_module(name) for name in names if name != "wfm.__main__"]
    return sorted(
        (
            item
            for module in modules
            for name, item in vars(module).items()
            if isinstance(item, type)
            and item.__module__ == module.__name__
            and not name.startswith("_")
        ),
        key=lambda item: (item.__module__, item.__name__),
    )


def is_record(item: type) -> bool:
    return dataclasses.is_dataclass(item) or (issubclass(item, tuple) and hasattr(item, "_fields"))


def record_of(item: Any) -> Any:
    """A record whose fields hold distinct numbers."""
    if not dataclasses.is_dataclass(item):
        return tuple.__new__(item, range(len(item._fields)))
    made: Any = object.__new__(item)  # type: ignore[arg-type]
    for i, field in enumerate(dataclasses.fields(item)):
        object.__setattr__(made, field.name, i)
    return made


def raised(kind: str) -> Any:
    """Raise an error of the library, as the work of a process pool does."""
    if kind == "data":
        frame = forecast_table()
        frame.loc[2, "calls"] = -1
        return wfm.read_forecast(frame)
    if kind == "input":
        return wfm.agents_required(np.array([1.0, -2.0]), 180.0, service_level=0.8, within=20.0)
    if kind == "unreachable":
        return wfm.lines_required(3, 9.5, 180.0, blocking=0.01)
    return wfm.plan("no such file.xls", "80/20")


def work(kind: str) -> Any:
    """The results, or an error, in another thread or process."""
    if kind == "light":
        plan = wfm.plan(forecast_table(), "80/20", patience="3m")
        return [plan, plan.summary(), wfm.staff(forecast_table(), "85/60")]
    if kind in ("plain", "schedule"):
        return public_results(schedule=kind == "schedule")
    return raised(kind)
