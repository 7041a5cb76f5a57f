"""The methods that a forecast is made with and compared with, by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import TypeAlias

from wfm._extras import install_command
from wfm.errors import InputError
from wfm.forecasting.daily_ets import check_statsmodels, daily_ets
from wfm.forecasting.methods import METHODS, Method
from wfm.forecasting.outside_method import Forecaster, method_of, method_of_text
from wfm.io.forecast.read_options import nearest
from wfm.option_text import option
from wfm.printable_text import value_text

__all__ = ["METHOD_NAMES", "left_out", "methods_named", "methods_of"]

Methods: TypeAlias = Mapping[str, Method]

METHOD_NAMES = (*METHODS, "ets")
# A forecast is always compared with these.
_BESIDE = ("last-week", "mean-6-weeks")


def methods_named(method: str | Forecaster, *, compare: bool = False) -> Methods:
    """The method of a forecast, then those that it is compared with.

    Parameters
    ----------
    method : str or callable
        One of `METHOD_NAMES`, ``"module:function"``, or such a function.
    compare : bool
        Compare with every method, not only with copies of the past.

    Raises
    ------
    InputError
        For an unknown method, or a function that cannot be imported.
    UsageError
        If the package of the method is not installed.
    """
    name, first = _chosen(method)
    others = {one: METHODS[one] for one in (METHODS if compare else _BESIDE)}
    if compare and find_spec("statsmodels") is not None:
        others["ets"] = daily_ets
    return {name: first, **{one: other for one, other in others.items() if one != name}}


def methods_of(methods: str | Forecaster | Iterable[str | Forecaster] | None) -> Methods:
    """The methods that are asked for, in their order; every installed one by default.

    Parameters
    ----------
    methods : str, callable or iterable of them, optional
        As `methods_named` takes one.

    Raises
    ------
    InputError
        For an unknown method, two of the same name, or none.
    UsageError
        If the package of a method is not installed.
    """
    if methods is None:
        return methods_named("auto", compare=True)
    one = isinstance(methods, str) or callable(methods)
    if not (one or isinstance(methods, Iterable)):
        raise InputError(
            f"methods must be names or functions: got {value_text(methods)}.", name="methods"
        )
    every = (methods,) if isinstance(methods, str) or callable(methods) else tuple(methods)
    found: dict[str, Method] = {}
    for name, method in map(_chosen, every):
        if name in found:
            raise InputError(
                f"methods: {name!r} is there twice; leave one out, or give the function another "
                "name.",
                name="methods",
                value=name,
            )
        found[name] = method
    if not found:
        raise InputError("methods must have at least one method: got none.", name="methods")
    return found


def left_out() -> tuple[str, ...]:
    """What a comparison of every method leaves out because of a missing package, as notes."""
    if find_spec("statsmodels") is not None:
        return ()
    return (
        f"ets is not compared: it needs the package statsmodels: {install_command('statsmodels')}",
    )


def _chosen(method: str | Forecaster) -> tuple[str, Method]:
    """A method with its name."""
    if not isinstance(method, str):
        if not callable(method):
            raise InputError(
                f"method must be a name or a function: got {value_text(method)}.", name="method"
            )
        name = getattr(method, "__name__", "function")
        return name, method_of(method, name)
    if method in METHODS:
        return method, METHODS[method]
    if method == "ets":
        check_statsmodels()
        return method, daily_ets
    if ":" in method:
        return method, method_of_text(method)
    known = list(METHOD_NAMES)
    raise InputError(
        f"{option('method')} must be one of {', '.join(known)}, or module:function: got "
        f"{method!r}{nearest(method, known) or '.'}",
        name="method",
        value=method,
    )
