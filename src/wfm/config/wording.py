"""The messages of pydantic about single values, in the words of planners."""

from __future__ import annotations

from pydantic_core import ErrorDetails

from wfm.printable_text import value_text

__all__ = ["message_of"]

_WHOLE, _NUMBER, _TRUTH = "must be a whole number", "must be a number", "must be true or false"
_DATE = "must be a date without quotes, such as 2026-12-24"
_WORDS = {
    "int_type": _WHOLE, "int_parsing": _WHOLE, "int_from_float": _WHOLE,
    "int_parsing_size": _WHOLE, "float_type": _NUMBER, "float_parsing": _NUMBER,
    "finite_number": "must be a finite number",
    "bool_type": _TRUTH, "bool_parsing": _TRUTH,
    "string_type": "must be text in quotes",
    "date_type": _DATE, "date_parsing": _DATE, "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "dict_type": "must be a table",
}  # fmt: skip


def message_of(item: ErrorDetails) -> str:
    """What a value must be.

    Parameters
    ----------
    item : ErrorDetails
        One mistake that pydantic reports.

    Examples
    --------
    >>> message_of({"type": "list_type", "input": "8h", "loc": (), "msg": ""})
    "must be a list: write ['8h']"
    >>> message_of({"type": "int_type", "input": "four", "loc": (), "msg": ""})
    'must be a whole number'
    """
    kind, value, limits = item["type"], item["input"], item.get("ctx", {})
    if kind in ("list_type", "tuple_type"):
        one = isinstance(value, str | int | float)
        return (
            f"must be a list: write [{value_text(value)}]" if one else "must be a list in brackets"
        )
    if kind in ("too_short", "string_too_short"):
        least = limits.get("min_length", 1)
        return "must not be empty" if least == 1 else f"must have at least {least} entries"
    if kind in ("too_long", "string_too_long"):
        what = "characters" if kind == "string_too_long" else "entries"
        return f"must have at most {limits.get('max_length')} {what}"
    if kind in _WORDS:
        return _WORDS[kind]
    text = item["msg"].removeprefix("Value error, ")
    text = text.replace("Input should", "must", 1).partition(", unable to")[0]
    return text[:1].lower() + text[1:]
