"""Validate a TOML file with pydantic models: every mistake at once, with its key and line.

Data flow of `read_toml`: the text is parsed by `tomllib` and validated by pydantic. If values are
wrong, they are replaced by `_UNKNOWN` and the rest is validated again, so that the checks between
keys run on every value that is right. Mistakes of pydantic and of the checks are sorted by the
lines that `toml_lines` finds.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeGuard, TypeVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from wfm.config.toml_lines import KeyLines, KeyPath
from wfm.config.toml_size import beginning, costly_text, is_in, large_numbers, value_count
from wfm.config.wording import message_of
from wfm.errors import DataError, InputError, Problem
from wfm.input_files import read_input
from wfm.input_limits import MAX_TOML, MAX_TOML_VALUES
from wfm.printable_text import shortened, value_text
from wfm.units import LARGEST

__all__ = ["Check", "Table", "key_lines", "nearest", "read_toml", "worded"]

Check = Iterator[tuple[str | KeyPath, str]]
"""The mistakes of one rule: the key in its table, or the path to it, and the message."""


class _Validation(Enum):
    """How `read_toml` validates the tables; it runs their checks itself."""

    STRICT = "an invalid value is a mistake"
    PARTIAL = "an invalid value becomes unknown"


class _UnknownValueError(Exception):
    """A check needs a value that is missing or invalid in the file."""


# Mistakes of a file that are described; more of them have a cause in common.
_MOST = 1_000
# Mistakes of which pydantic makes a list, at about 1 kB each; more are counted only.
_LISTED = 10_000
_LONGEST = 80  # characters of a key for which a similar one is looked for
_UNKNOWN: Any = object()  # instead of a value that is missing or invalid


class Table(BaseModel):
    """A table of a file; unknown keys are mistakes."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)
    synonyms: ClassVar[dict[str, str]] = {}
    """Words of planners for keys that have another name."""

    def checks(self) -> Iterable[Check]:
        """The rules between keys: one `Check` per rule.

        They run even if other values of the file are wrong. A check ends at the first value that
        is unknown, because what it would report is only a consequence; so each rule needs its own.
        """
        return ()

    @field_validator("*", mode="wrap")
    @classmethod
    def _unknown_if_invalid(
        cls, value: Any, read: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> Any:
        """The value; unknown if it is invalid in a partial validation.

        A table whose keys are names of the planner's own loses its invalid entries only.
        """
        if value is _UNKNOWN:
            return value
        try:
            return read(value)
        except ValidationError as error:
            if info.context is not _Validation.PARTIAL:
                raise
            wrong = {item["loc"][0] for item in error.errors() if item["loc"]}
            if not isinstance(value, dict) or not wrong & value.keys():
                return _UNKNOWN
            valid = {key: item for key, item in value.items() if key not in wrong}
            return cls._unknown_if_invalid(valid, read, info)

    @model_validator(mode="after")
    def _run_checks(self, info: ValidationInfo) -> Self:
        """Run the checks of a table that is built by a program, not by `read_toml`."""
        if info.context is None:
            mistakes = [f"{_path_text(key)}: {message}" for key, message in _check_mistakes(self)]
            if mistakes:
                raise ValueError("; ".join(mistakes))
        return self

    if not TYPE_CHECKING:

        def __getattribute__(self, name: str) -> Any:
            """The value of a key, which must be known."""
            value = super().__getattribute__(name)
            if value is _UNKNOWN:
                raise _UnknownValueError
            return value


TableT = TypeVar("TableT", bound=Table)
ItemT = TypeVar("ItemT")
Mistake = tuple[KeyPath, str]


def nearest(word: str, words: list[str]) -> str:
    """A hint at the most similar word; empty if none is similar."""
    similar = _most_similar(word, words)
    return f"; did you mean {similar!r}?" if similar else ""


def _most_similar(word: str, words: list[str]) -> str:
    """The most similar word; empty if none is similar."""
    if len(word) > _LONGEST:
        return ""
    return next(iter(difflib.get_close_matches(word, words, 1)), "")


def worded(read: Any) -> Any:
    """A validator that calls `read` and makes its `InputError` a mistake of the file.

    The argument and the value are removed from the message: the mistake has key and value already.
    """

    def validate(value: object) -> Any:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ValueError("must be a number, or text in quotes")
        try:
            return read(value)
        except InputError as error:
            message = str(error).replace(f": got {value_text(value)}", "").removesuffix(".")
            subject, must, rest = message.partition(" must ")
            raise ValueError(f"must {rest}" if must else subject) from None

    return validate


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
    mistakes: list[Mistake] = []
    try:
        table = model.model_validate(data, context=_Validation.STRICT)
    except ValidationError as error:
        if error.error_count() > _MOST:
            raise _too_many(path, error, data, model, KeyLines(text)) from None
        invalid = [_InvalidKey(item, data, model) for item in error.errors()]
        misspelt = {key.intended for key in invalid}
        mistakes = [
            (key.path, key.message())
            for key in invalid
            if not key.missing or key.path not in misspelt
        ]
        _make_unknown(invalid, data)
        table = model.model_validate(data, context=_Validation.PARTIAL)
    for place, inside in _tables(table):
        mistakes += [((*place, *key), message) for key, message in _check_mistakes(inside)]
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
    unknown = data.keys() - _tables_of(model).keys()
    if len(unknown) > _MOST:
        key = next(key for key in data if key in unknown)
        raise _refused(
            path,
            f"has {len(unknown):,} unknown keys, such as {shortened(key)}: is it another file?",
        )


def _too_many(
    path: str,
    error: ValidationError,
    data: dict[str, Any],
    model: type[TableT],
    lines: KeyLines,
) -> DataError:
    """The first of very many mistakes: the rules between keys would only repeat them."""
    listed = error if error.error_count() <= _LISTED else _first_error(data, model)
    first = listed.errors(include_url=False)[:_MOST] if listed else []
    invalid = [_InvalidKey(item, data, model) for item in first]
    mistakes = [
        (key.path, key.message()) for key in invalid if not (key.missing and is_in(key.path, data))
    ]
    problems = _problems(mistakes, lines)
    more = f"has {error.error_count():,} mistakes: only the first are shown"
    return DataError(path, [*problems, Problem(more)], error.error_count())


def _first_error(data: dict[str, Any], model: type[Table]) -> ValidationError | None:
    """The error of the first entries of each table and list."""
    try:
        model.model_validate(beginning(data), context=_Validation.STRICT)
    except ValidationError as error:
        return error
    return None


def key_lines(path: str) -> KeyLines:
    """The line of each key of a file that `read_toml` has read."""
    return KeyLines(_text(path))


def _text(path: str) -> str:
    """The text of a file in UTF-8, with or without byte order mark, with any line ends."""
    content = read_input(path, MAX_TOML)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
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
        Problem(f"{_path_text(path)}: {message}", lines.of(path))
        for path, message in dict.fromkeys(mistakes)
    ]
    return sorted(problems, key=lambda problem: problem.line or 0)


def _path_text(path: KeyPath) -> str:
    """A path with tables counted from 1: ``shift[2].start``."""
    parts = (f"[{p + 1}]" if isinstance(p, int) else f".{shortened(p)}" for p in path)
    return "".join(parts).lstrip(".")


class _InvalidKey:
    """One mistake reported by pydantic: its path in the file, and the key that was intended."""

    def __init__(self, item: ErrorDetails, data: dict[str, Any], model: type[Table]) -> None:
        self.path = _path_in_file(item["loc"], data)
        self.missing = item["type"] == "missing"
        self.unknown = item["type"] == "extra_forbidden"
        self.intended: KeyPath | None = None
        self._item = item
        table = _model_at(self.path[:-1], model)
        self._known = _tables_of(table)
        name = str(self.path[-1]) if self.path else ""
        self._similar = self._elsewhere = ""
        if self.unknown:
            self._similar = table.synonyms.get(name) or _most_similar(name, list(self._known))
            self._elsewhere = _place_of(name, model)
        if self._similar:
            self.intended = (*self.path[:-1], self._similar)

    def message(self) -> str:
        """The value, what it must be, and the cure."""
        if self.missing:
            return "is missing"
        if self.unknown:
            similar = f"; did you mean {self._similar!r}?" if self._similar else ""
            return f"unknown key{self._elsewhere or similar}"
        kind, value = self._item["type"], self._item["input"]
        header = ".".join(part for part in self.path if isinstance(part, str))
        if kind == "model_type":
            cure = f"; write [{header}]" if isinstance(value, list) else ""
            return f"{_value_text(value)}must be one table{cure}"
        is_table = isinstance(value, dict) or kind in ("list_type", "tuple_type")
        if is_table and self._known.get(str(self.path[-1])):
            return f"{_value_text(value)}must be a list of tables; write [[{header}]]"
        text = message_of(self._item)
        return f"{_value_text(value)}{text if text.startswith(('is ', 'must')) else '— ' + text}"


def _path_in_file(path: KeyPath, data: Any) -> KeyPath:
    """The part of a path that is in the file: a list of one may be written as a single value."""
    for depth, part in enumerate(path):
        if isinstance(part, int) and isinstance(data, list) and part < len(data):
            data = data[part]
        elif isinstance(part, str) and isinstance(data, dict):
            data = data.get(part)
        else:
            return path[:depth]
    return path


def _value_text(value: object) -> str:
    """A value as in the file; empty for tables, which are too long to show."""
    if isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(item, dict) for item in value)
    ):
        return ""
    return f"{value if isinstance(value, date | time) else value_text(value)} "


def _model_at(path: KeyPath, model: type[Table]) -> type[Table]:
    """The model of the table at a path."""
    for part in path:
        model = _tables_of(model).get(str(part)) or model
    return model


def _tables_of(model: type[Table]) -> dict[str, type[Table] | None]:
    """Each key of a table, with the model of the table or tables under it, if it holds any."""
    return {
        field.alias or name: _table_in(field.annotation)
        for name, field in model.model_fields.items()
    }


def _is_table(annotation: Any) -> TypeGuard[type[Table]]:
    """Whether a key holds one table, and no list of tables."""
    return isinstance(annotation, type) and issubclass(annotation, Table)


def _table_in(annotation: Any) -> type[Table] | None:
    """The model in ``Rule``, ``list[Rule]``, ``tuple[Rule, ...] | None``."""
    if _is_table(annotation):
        return annotation
    return next(filter(None, map(_table_in, get_args(annotation))), None)


def _place_of(name: str, model: type[Table], header: str = "") -> str:
    """A hint at the first table that has a key of this name; empty if none has."""
    tables = _tables_of(model)
    if name in tables:
        place = f"in {header}" if header else "at the top, before the first [table]"
        return f" here; write it {place}"
    for inner, table in tables.items():
        if table is not None:
            field = next(f for n, f in model.model_fields.items() if inner in (f.alias, n))
            one = _is_table(field.annotation)
            path = f"{header.strip('[]')}.{inner}".lstrip(".")
            hint = _place_of(name, table, f"[{path}]" if one else f"[[{path}]]")
            if hint:
                return hint
    return ""


def _make_unknown(invalid: list[_InvalidKey], data: dict[str, Any]) -> None:
    """Remove unknown keys from the data; the values of missing and misspelt keys are unknown."""
    for mistake in invalid:
        table: Any = data
        for part in mistake.path[:-1]:
            table = table[part]
        if mistake.unknown:
            del table[mistake.path[-1]]
        if mistake.missing:
            table[mistake.path[-1]] = _UNKNOWN
        if mistake.intended:
            table.setdefault(mistake.intended[-1], _UNKNOWN)


def _tables(table: Table, place: KeyPath = ()) -> Iterator[tuple[KeyPath, Table]]:
    """Every table of a file with its path, the whole first."""
    yield place, table
    fields = type(table).model_fields
    for name, value in table:
        inner = (*place, fields[name].alias or name)
        items = enumerate(value) if isinstance(value, list | tuple) else ()
        for path, item in [(inner, value), *(((*inner, i), item) for i, item in items)]:
            if isinstance(item, Table):
                yield from _tables(item, path)


def _check_mistakes(table: Table) -> Iterator[Mistake]:
    """The mistakes that the checks of a table report."""
    for check in _until_unknown(_checks(table)):
        for key, message in _until_unknown(check):
            yield ((key,) if isinstance(key, str) else key), message


def _checks(table: Table) -> Iterator[Check]:
    """The checks of a table, as an iterator: making them may need an unknown value too."""
    yield from table.checks()


def _until_unknown(items: Iterator[ItemT]) -> Iterator[ItemT]:
    """The items before the first one that needs an unknown value."""
    try:
        yield from items
    except _UnknownValueError:
        return
