"""Arguments of array functions checked, and their results returned.

A public function checks its arguments with `checked_arrays`, computes, and returns
`unwrap_scalar`: arguments are anything that numpy makes an array of, become float64 inside the
domain that the vocabulary gives, and all-scalar arguments return a plain Python number.
"""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.errors import InputError
from wfm.printable_text import value_text
from wfm.vocabulary import term

__all__ = [
    "FloatArray",
    "FloatOut",
    "Floats",
    "IntArray",
    "IntOut",
    "Scalar",
    "Truths",
    "ceil_at_ties",
    "checked",
    "checked_arrays",
    "checked_choice",
    "common_shape",
    "index_text",
    "is_infinite",
    "unwrap_integers",
    "unwrap_scalar",
]

FloatArray: TypeAlias = NDArray[np.float64]
Truths: TypeAlias = NDArray[np.bool_]
# Integers, or floats where one is NaN or beyond 2⁶³.
IntArray: TypeAlias = NDArray[Any]
Floats: TypeAlias = ArrayLike
# What returns a plain number; `Floats` includes it, so that the overload for scalars comes first.
Scalar: TypeAlias = float | np.floating[Any] | np.integer[Any]
# A float for scalars, an array otherwise: what numpy's own stubs call Any.
FloatOut: TypeAlias = Any
IntOut: TypeAlias = Any

# The domain of a target differs from that of the measure: a level of 1 or a wait of 0 needs an
# infinite number of agents.
TARGET_DOMAINS = {
    "service_level": "(0, 1)",
    "asa": "(0, inf)",
    "max_occupancy": "[1e-6, 1]",  # a smaller divisor asks for more agents than a float counts
    "abandonment": "(0, 1)",
    "blocking": "(0, 1)",
}
_FRACTIONS = {
    *TARGET_DOMAINS,
    "occupancy",
    "shrinkage",
    "q",
    "confidence",
    "volume_cv",
    "min_service_level",
} - {"asa"}


def checked(name: str, values: Floats, *, domain: str | None = None) -> FloatArray:
    """One argument as float64, every value inside its domain or NaN.

    Raises
    ------
    InputError
        Naming the argument, the first bad value, its index, the domain and the likely cure.
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except OverflowError:
        raise InputError(
            f"{name} must be {_in_words(domain or term(name).domain)}: got "
            f"{value_text(values)}, which is too large.",
            name=name,
            value=values,
        ) from None
    except (TypeError, ValueError):
        raise InputError(
            f"{name} must be a number or an array of numbers: got {value_text(values)}.",
            name=name,
            value=values,
        ) from None
    domain = domain or term(name).domain
    low, high = (float(end) for end in domain[1:-1].split(","))
    if array.size:
        # fmin and fmax pass over NaN, and need no temporary the size of the input
        minimum, maximum = float(np.fmin.reduce(array, None)), float(np.fmax.reduce(array, None))
        bad_low = minimum <= low if domain[0] == "(" else minimum < low
        bad_high = maximum >= high if domain[-1] == ")" else maximum > high
        if bad_low or bad_high:
            raise _outside(name, array, domain, low, high)
    return array


def _outside(name: str, array: FloatArray, domain: str, low: float, high: float) -> InputError:
    """The error of the first value outside the domain: what it is, where, and the likely cure."""
    above = array > low if domain[0] == "(" else array >= low
    below = array < high if domain[-1] == ")" else array <= high
    bad = np.argwhere(~((above & below) | np.isnan(array)))
    index = tuple(int(i) for i in bad[0])
    value = float(array[index])
    unit = term(name).unit
    unit = "" if unit == "fraction" else f" {unit}"
    where = index_text(index)
    more = f", and {len(bad) - 1} more of {array.size}" if len(bad) > 1 else ""
    message = f"{name} must be {_in_words(domain)}: got {value!r}{unit}{where}{more}."
    if name in _FRACTIONS and 1.0 < value <= 100.0:
        message += f" It is a fraction; did you mean {value / 100:.6g}?"
    elif name == "service_level" and value == 1.0:
        message += " No finite number of agents answers every contact; did you mean 0.99?"
    elif name == "aht" and value == 0.0:
        message += " A contact takes some time; leave the interval out or give it volume 0."
    return InputError(message, name=name, value=value, index=index or None)


def index_text(index: tuple[int, ...]) -> str:
    """The place of a value in an array, for the end of an error; nothing for a scalar.

    >>> index_text((3,)), index_text((0, 2)), index_text(())
    (' at index 3', ' at index (0, 2)', '')
    """
    return f" at index {index if len(index) > 1 else index[0]}" if index else ""


def _in_words(domain: str) -> str:
    """A domain for reading: ``(0, inf)`` is "finite and > 0"."""
    low, high = (end.strip() for end in domain[1:-1].split(","))
    if high == "1e15":  # as far as a double distinguishes whole numbers
        return f">= {low} and at most 1e15"
    if domain.endswith("inf]"):
        return f"{'>' if domain[0] == '(' else '>='} {low}"
    if high == "inf":
        return f"finite and {'>' if domain[0] == '(' else '>='} {low}"
    return f"in {domain[0]}{low}, {high}{domain[-1]}"


def checked_arrays(**values: Floats) -> tuple[FloatArray, ...]:
    """Check each argument by its name in the vocabulary, and that their shapes broadcast.

    Shapes are left as they are, so that a column and a row make a table without copies.
    """
    arrays = tuple(checked(name, value) for name, value in values.items())
    common_shape(dict(zip(values, arrays, strict=True)))
    return arrays


def common_shape(arrays: dict[str, FloatArray]) -> tuple[int, ...]:
    """The common shape of named arrays; raises `InputError` naming the incompatible shapes."""
    try:
        return np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items() if array.ndim)
        raise InputError(
            f"{shapes} do not broadcast. Give one value for all, or one per interval."
        ) from None


def is_infinite(patience: FloatArray) -> bool:
    """Whether one infinite patience holds for all rows, so that Erlang C needs no such argument."""
    return patience.ndim == 0 and bool(np.isposinf(patience))


_Choice = TypeVar("_Choice", bound=str)


def checked_choice(name: str, value: _Choice, choices: tuple[_Choice, ...]) -> _Choice:
    """The word, if it is one of the choices.

    >>> checked_choice("definition", "late", ("offered", "answered"))
    Traceback (most recent call last):
    wfm.errors.InputError: definition must be 'offered' or 'answered': got 'late'.
    """
    if not isinstance(value, str) or value not in choices:
        first, last = ", ".join(map(repr, choices[:-1])), repr(choices[-1])
        raise InputError(
            f"{name} must be {first} or {last}: got {value_text(value)}.", name=name, value=value
        )
    return value


def ceil_at_ties(values: FloatArray, slack: FloatArray | float) -> FloatArray:
    """Each value rounded up to an integer; a value within `slack` of an integer is that integer.

    A quotient that is an integer in decimal arithmetic may come out an ulp higher in binary.

    >>> float(ceil_at_ties(np.array(21 / 0.7), 1e-12)), 21 / 0.7
    (30.0, 30.000000000000004)
    """
    nearest = np.rint(values)
    with np.errstate(invalid="ignore"):  # an infinite value stays infinite
        return np.where(np.abs(values - nearest) <= slack, nearest, np.ceil(values))


def unwrap_scalar(result: Any) -> FloatOut:
    """An array unchanged, a single value as a plain Python number.

    >>> unwrap_scalar(np.float64(0.5)), unwrap_scalar(np.array([0.5]))
    (0.5, array([0.5]))
    """
    array = np.asarray(result)
    return array if array.ndim else array.item()


def unwrap_integers(result: FloatArray) -> IntOut:
    """Integral floats as integers; an array that holds NaN, or a number beyond 2⁶³, stays float.

    >>> unwrap_integers(np.array(3.0)), unwrap_integers(np.array([3.0, np.nan]))
    (3, array([ 3., nan]))
    """
    if not result.max(initial=0.0) < 2.0**63:
        return unwrap_scalar(result)
    return unwrap_scalar(result.astype(np.int64, copy=False))
