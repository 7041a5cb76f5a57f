"""TOML files that would cost far more than their size, before and after they are parsed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from wfm.config.toml_lines import KeyPath, without_texts
from wfm.input_limits import MAX_DIGITS, MAX_KEY_NAMES, MAX_TOML_ENTRY
from wfm.units import LARGEST

__all__ = [
    "beginning",
    "costly_text",
    "is_in",
    "large_entry",
    "large_numbers",
    "parts_of",
    "value_count",
]

_PART = 5_000  # values of a part that is validated at once
_FIRST = 50  # entries of each table and list, in a file with more mistakes
_NAME = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DOTTED = re.compile(rf"(?<![A-Za-z0-9_.-]){_NAME}(?:[ \t]*+\.[ \t]*+{_NAME}){{{MAX_KEY_NAMES}}}")
_LONG_NUMBER = re.compile(rf"(?<![0-9_])[0-9_]{{{MAX_DIGITS}}}")


def costly_text(text: str) -> tuple[str, int] | None:
    """What makes a text too costly to parse, and its line; None if nothing does.

    >>> costly_text("a = 1"), costly_text("a = 1" + "0" * 2000)
    (None, ('has a number of 1,000 or more digits', 1))
    """
    dotted = _DOTTED.search(text)
    if dotted is not None:  # the parser takes memory with the square of their number
        at = text.count("\n", 0, dotted.start()) + 1
        return f"has a key of more than {MAX_KEY_NAMES} names", at
    if _LONG_NUMBER.search(text):  # the parser takes 100 bytes for each digit
        bare = without_texts(text)
        if (number := _LONG_NUMBER.search(bare)) is not None:
            at = bare.count("\n", 0, number.start()) + 1
            return f"has a number of {MAX_DIGITS:,} or more digits", at
    return None


def value_count(data: Any) -> int:
    """The number of values in a table or list; pydantic takes 1 to 3 kB for each mistake."""
    if not isinstance(data, dict | list):
        return 1
    return 1 + sum(map(value_count, data.values() if isinstance(data, dict) else data))


def large_entry(data: dict[str, Any]) -> KeyPath | None:
    """The first table of a file, or entry of its lists, of more values than any has.

    >>> large_entry({"name": "x", "team": [{"a": 1}, {"b": [1] * 20_000}]})
    ('team', 1)
    """
    for key, value in data.items():
        for path, item in (
            [((key, i), item) for i, item in enumerate(value)]
            if isinstance(value, list)
            else [((key,), value)]
        ):
            if value_count(item) > MAX_TOML_ENTRY:
                return path
    return None


def parts_of(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each key of a file with its value alone; a list of many values comes in parts of it.

    >>> [(key, len(part[key])) for key, part in parts_of({"a": "text", "b": [[1] * 3_000] * 3})]
    [('a', 4), ('b', 2), ('b', 1)]
    """
    for key, value in data.items():
        if not isinstance(value, list):
            yield key, {key: value}
            continue
        part, count = list[Any](), 0
        for item in value:
            part.append(item)
            count += value_count(item)
            if count > _PART:
                yield key, {key: part}
                part, count = [], 0
        if part or not value:
            yield key, {key: part}


def large_numbers(data: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, float]]:
    """The numbers that no key can have, and their paths.

    >>> list(large_numbers({"team": [{"size": 10**20}]}))
    [(('team', 0, 'size'), 100000000000000000000)]
    """
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from large_numbers(value, (*path, key))
    elif isinstance(data, int | float) and LARGEST < abs(data) < math.inf:
        yield path, data


def beginning(data: Any) -> Any:
    """The first entries of a table or list, and of those in it."""
    if isinstance(data, dict):
        return {key: beginning(value) for key, value in islice(data.items(), _FIRST)}
    return list(map(beginning, data[:_FIRST])) if isinstance(data, list) else data


def is_in(path: KeyPath, data: Any) -> bool:
    """Whether the data have a value at a path."""
    for part in path:
        if isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        elif isinstance(data, dict) and part in data:
            data = data[str(part)]
        else:
            return False
    return True
