"""Validate a TOML file with pydantic models: every mistake at once, with its key and line.

Data flow of `read_toml`: the text is parsed by `tomllib` and validated by pydantic. If values are
wrong, they are replaced by `UNKNOWN` and the rest is validated again, so that the checks between
keys run on every value that is right. Mistakes of pydantic and of the checks are sorted by the
lines that `toml_lines` finds. A large file is validated in parts first: memory and time do not
grow with the number of its mistakes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from pydantic import (
    ValidationError,
)

from wfm.config.invalid_keys import InvalidKey, tables_of
from wfm.config.toml_lines import KeyLines, KeyPath
from wfm.config.toml_size import (
    beginning,
    costly_text,
    is_in,
    large_entry,
    large_numbers,
    parts_of,
    value_count,
)
from wfm.config.toml_table import UNKNOWN, Mistake, Table, Validation, check_mistakes, path_text
from wfm.errors import DataError, Problem
from wfm.input_files import read_input
from wfm.input_limits import MAX_TOML, MAX_TOML_ENTRY, MAX_TOML_VALUES
from wfm.printable_text import shortened, value_text
from wfm.units import LARGEST

__all__ = ["key_lines", "read_toml"]


# Mistakes of a file that are described; more of them have a cause in common.
_ZIP = b"PK\x03\x04"  # the beginning of a workbook
_MOST = 1_000
# Mistakes after which no more are counted. Pydantic takes 1 to 3 kB for each.
_COUNTED = 10_000


TableT = TypeVar("TableT", bound=Table)


def read_toml(
    path: str, model: type[TableT], complete: Callable[[dict[str, Any]], None] | None = None
) -> TableT:
    """Read a file into the model of the whole file.

    Parameters
    ----------
    path : str
        Path of the file.
    model : subclass of Table
        The keys of the file and the checks between them.
    complete : callable, optional
        Adds keys that the file does not set to its data before they are validated.

    Returns
    -------
    Table
        An instance of `model`.

    Raises
    ------
    DataError
        With every mistake, its key and line, in the order of the file.
    """
    text = _text(path)
    data = _parsed(path, text)
    if complete is not None:
        complete(data)
    _refuse_other_file(path, data, model)
    if large := [(key, _too_large(value)) for key, value in large_numbers(data)]:
        raise DataError(path, _problems(large, KeyLines(text)))
    if (count := _mistake_count(data, model)) > _COUNTED:
        raise _too_many(path, f"more than {_COUNTED:,}", count, data, model, KeyLines(text))
    mistakes: list[Mistake] = []
    try:
        table = model.model_validate(data, context=Validation.STRICT)
    except ValidationError as error:
        count = error.error_count()
        if count > _MOST:
            raise _too_many(path, f"{count:,}", count, data, model, KeyLines(text)) from None
        invalid = [InvalidKey(item, data, model) for item in error.errors()]
        misspelt = {key.intended for key in invalid}
        mistakes = [
            (key.path, key.message())
            for key in invalid
            if not key.missing or key.path not in misspelt
        ]
        _make_unknown(invalid, data)
        table = model.model_validate(data, context=Validation.PARTIAL)
    for place, inside in _tables(table):
        mistakes += [((*place, *key), message) for key, message in check_mistakes(inside)]
    if mistakes:
        raise DataError(path, _problems(mistakes, KeyLines(text)))
    return table


def _too_large(value: float) -> str:
    """The message about a number that no key can have."""
    return f"{value_text(value)} must be at most {LARGEST:,.0f}"


def _refuse_other_file(path: str, data: dict[str, Any], model: type[TableT]) -> None:
    """Refuse a file of very many values or unknown keys, which are not listed one by one."""
    if value_count(data) > MAX_TOML_VALUES:
        raise _refused(path, f"has more than {MAX_TOML_VALUES:,} values: is it another file?")
    if (large := large_entry(data)) is not None:
        raise _refused(
            path,
            f"{path_text(large)} has more than {MAX_TOML_ENTRY:,} values, the limit of a table",
        )
    unknown = data.keys() - tables_of(model).keys()
    if len(unknown) > _MOST:
        key = next(key for key in data if key in unknown)
        raise _refused(
            path,
            f"has {len(unknown):,} unknown keys, such as {shortened(key)}: is it another file?",
        )


def _mistake_count(data: dict[str, Any], model: type[Table]) -> int:
    """The mistakes of a file, part by part, until there are more than `_COUNTED`."""
    required = {f.alias or name for name, f in model.model_fields.items() if f.is_required()}
    count = 0
    for key, part in parts_of(data):
        try:
            model.model_validate(part, context=Validation.STRICT)
        except ValidationError as error:
            count += error.error_count() - len(required - {key})
        if count > _COUNTED:
            break
    return count


def _too_many(
    path: str,
    number: str,
    count: int,
    data: dict[str, Any],
    model: type[TableT],
    lines: KeyLines,
) -> DataError:
    """The first of very many mistakes: the rules between keys would only repeat them."""
    mistakes = [
        (key.path, key.message())
        for key in _first_mistakes(data, model)
        if not (key.missing and is_in(key.path, data))
    ]
    more = f"has {number} mistakes: only the first are shown"
    return DataError(path, [*_problems(mistakes, lines), Problem(more)], count)


def _first_mistakes(data: dict[str, Any], model: type[Table]) -> list[InvalidKey]:
    """Mistakes of the first entries of each table and list."""
    try:
        model.model_validate(beginning(data), context=Validation.STRICT)
    except ValidationError as error:
        return [InvalidKey(item, data, model) for item in error.errors(include_url=False)[:_MOST]]
    return []


def key_lines(path: str) -> KeyLines:
    """The line of each key of a file that `read_toml` has read."""
    return KeyLines(_text(path))


def _text(path: str) -> str:
    """The text of a file in UTF-8, with or without byte order mark, with any line ends."""
    content = read_input(path, MAX_TOML)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if content.startswith(_ZIP):
            text = "is a workbook or an archive, not a TOML file: give the .toml file"
            raise DataError(path, [Problem(text)]) from None
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(path, [Problem("is not UTF-8 text; save it as UTF-8", line)]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parsed(path: str, text: str) -> dict[str, Any]:
    """The data of a TOML text; a syntax error becomes a problem with its line."""
    if (costly := costly_text(text)) is not None:
        raise _refused(path, *costly)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        if isinstance(error, RecursionError):
            raise _refused(path, "is not TOML: brackets in brackets, too many to read") from None
        reason, _, place = str(error).partition(" (at ")
        spot = re.match(r"line (\d+), column (\d+)", place)
        last = text.rstrip("\n").count("\n") + 1
        line = int(spot[1]) if spot else last if place else None
        where = f" at column {spot[2]}" if spot else " at its end" if place else ""
        twice = reason.startswith(("Cannot", "Duplicate"))
        cure = (
            "a key may occur only once in a table" if twice else "is a quote or a bracket missing?"
        )
        message = f"is not TOML{where}: {reason[:1].lower()}{reason[1:]}; {cure}"
        raise DataError(path, [Problem(message, line)]) from None


def _refused(path: str, text: str, line: int | None = None) -> DataError:
    """The error of a file that is not read further."""
    return DataError(path, [Problem(text, line)])


def _problems(mistakes: list[Mistake], lines: KeyLines) -> list[Problem]:
    """Each mistake once, in the order of the file."""
    problems = [
        Problem(f"{path_text(path)}: {message}", lines.of(path))
        for path, message in dict.fromkeys(mistakes)
    ]
    return sorted(problems, key=lambda problem: problem.line or 0)


def _make_unknown(invalid: list[InvalidKey], data: dict[str, Any]) -> None:
    """Remove unknown keys from the data; the values of missing and misspelt keys are unknown."""
    for mistake in invalid:
        table: Any = data
        for part in mistake.path[:-1]:
            table = table[part]
        if mistake.unknown:
            del table[mistake.path[-1]]
        if mistake.missing:
            table[mistake.path[-1]] = UNKNOWN
        if mistake.intended:
            table.setdefault(mistake.intended[-1], UNKNOWN)


def _tables(table: Table, place: KeyPath = ()) -> Iterator[tuple[KeyPath, Table]]:
    """Every table of a file with its path, the whole first."""
    yield place, table
    fields = type(table).model_fields
    for name, value in table:
        inner = (*place, fields[name].alias or name)
        items: Iterable[tuple[str | int, Any]] = (
            enumerate(value) if isinstance(value, list | tuple) else ()
        )
        items = value.items() if isinstance(value, dict) else items
        for path, item in [(inner, value), *(((*inner, i), item) for i, item in items)]:
            if isinstance(item, Table):
                yield from _tables(item, path)
