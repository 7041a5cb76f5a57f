"""A TOML file held against pydantic models: every mistake named with key and line, all at once."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, time
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar, get_args

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
from wfm.errors import DataError, InputError, Problem

__all__ = ["Check", "Table", "nearest", "read_toml", "worded"]

Check = Iterator[tuple[str | KeyPath, str]]
"""What one rule finds wrong: the key in its table, or the path to it, and the words."""


class _Reading(Enum):
    """What `read_toml` asks of the tables; it runs their checks itself."""

    WHOLE = "every value must read"
    REST = "a value that does not read is left open"


class _OpenError(Exception):
    """A check asked for a value that the file lacks or has wrong."""


_OPEN: Any = object()  # stands for such a value


class Table(BaseModel):
    """A table of a file: keys that are not known are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def checks(self) -> Iterable[Check]:
        """What must hold between keys: one `Check` for each rule.

        They run even if other values of the file are wrong. A check that asks for a wrong value
        ends there, since what it would find is only a consequence; hence one for each rule.
        """
        return ()

    @field_validator("*", mode="wrap")
    @classmethod
    def _left_open(
        cls, value: Any, read: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> Any:
        if value is _OPEN:
            return value
        try:
            return read(value)
        except ValidationError as error:
            if info.context is not _Reading.REST:
                raise
            wrong = {item["loc"][0] for item in error.errors() if item["loc"]}
            if not isinstance(value, dict) or not wrong & value.keys():
                return _OPEN
            rest = {key: item for key, item in value.items() if key not in wrong}
            return cls._left_open(rest, read, info)

    @model_validator(mode="after")
    def _checked(self, info: ValidationInfo) -> Self:
        if info.context is None:  # built by a program, not by `read_toml`
            mistakes = [f"{_named(key)}: {words}" for key, words in _found_by_checks(self)]
            if mistakes:
                raise ValueError("; ".join(mistakes))
        return self

    if not TYPE_CHECKING:

        def __getattribute__(self, name: str) -> Any:
            value = super().__getattribute__(name)
            if value is _OPEN:
                raise _OpenError
            return value


Model = TypeVar("Model", bound=Table)
Item = TypeVar("Item")
Mistake = tuple[KeyPath, str]


def nearest(word: str, words: list[str]) -> str:
    """A hint at the word that was perhaps meant, or nothing."""
    near = _near(word, words)
    return f"; did you mean {near!r}?" if near else ""


def _near(word: str, words: list[str]) -> str:
    return next(iter(difflib.get_close_matches(word, words, 1)), "")


def worded(read: Any) -> Any:
    """A reader of values whose `InputError` becomes a mistake of the file."""

    def reader(value: object) -> Any:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ValueError("must be a number, or text in quotes")
        try:
            return read(value)
        except InputError as error:
            said = str(error).replace(f": got {value!r}", "").removesuffix(".")
            subject, must, rest = said.partition(" must ")
            raise ValueError(f"must {rest}" if must else subject) from None

    return reader


def read_toml(path: str, model: type[Model]) -> Model:
    """Read a file into the table that stands for the whole of it.

    Raises
    ------
    DataError
        Naming every mistake with its key and line, in the order of the file.
    """
    text = _text(path)
    data = _parsed(path, text)
    mistakes: list[Mistake] = []
    try:
        table = model.model_validate(data, context=_Reading.WHOLE)
    except ValidationError as error:
        found = [_Found(item, data, model) for item in error.errors()]
        misspelt = {mistake.meant for mistake in found}
        mistakes = [(m.path, m.words()) for m in found if not m.missing or m.path not in misspelt]
        _leave_open(found, data)
        table = model.model_validate(data, context=_Reading.REST)
    for place, inside in _tables(table):
        mistakes += [((*place, *key), words) for key, words in _found_by_checks(inside)]
    if mistakes:
        raise DataError(path, _problems(mistakes, KeyLines(text)))
    return table


def _text(path: str) -> str:
    """The text of a file in UTF-8, with or without a mark, whatever ends its lines."""
    content = Path(path).read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(path, [Problem("is not UTF-8 text; save it as UTF-8", line)]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parsed(path: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a ValueError: also a number of 5000 digits
        reason, _, place = str(error).partition(" (at ")
        spot = re.match(r"line (\d+), column (\d+)", place)
        last = text.rstrip("\n").count("\n") + 1
        line = int(spot[1]) if spot else last if place else None
        where = f" at column {spot[2]}" if spot else " at its end" if place else ""
        twice = reason.startswith(("Cannot", "Duplicate"))
        cure = "a key stands once in its table" if twice else "is a quote or a bracket missing?"
        said = f"is not TOML{where}: {reason[:1].lower()}{reason[1:]}; {cure}"
        raise DataError(path, [Problem(said, line)]) from None


def _problems(mistakes: list[Mistake], lines: KeyLines) -> list[Problem]:
    """Each mistake once, in the order of the file."""
    problems = [
        Problem(f"{_named(path)}: {words}", lines.of(path))
        for path, words in dict.fromkeys(mistakes)
    ]
    return sorted(problems, key=lambda problem: problem.line or 0)


def _named(path: KeyPath) -> str:
    """A path as people count: ``shift[2].start``."""
    return "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")


class _Found:
    """One mistake that pydantic found, and what the file has to do with it."""

    def __init__(self, item: ErrorDetails, data: dict[str, Any], model: type[Table]) -> None:
        self.path = _written(item["loc"], data)
        self.missing = item["type"] == "missing"
        self.unknown = item["type"] == "extra_forbidden"
        self.meant: KeyPath | None = None
        self._item = item
        self._known = _tables_of(_model_at(self.path[:-1], model))
        if self.unknown and (near := _near(str(self.path[-1]), list(self._known))):
            self.meant = (*self.path[:-1], near)

    def words(self) -> str:
        """What is wrong, in plain words."""
        if self.missing:
            return "is missing"
        if self.unknown:
            return f"there is no such key{nearest(str(self.path[-1]), list(self._known))}"
        kind, value = self._item["type"], self._item["input"]
        header = ".".join(part for part in self.path if isinstance(part, str))
        if kind == "model_type":
            cure = f"; write [{header}]" if isinstance(value, list) else ""
            return f"{_shown(value)}must be one table{cure}"
        if isinstance(value, dict) and self._known.get(str(self.path[-1])):
            return f"must be a list of tables; write [[{header}]]"
        said = self._item["msg"].removeprefix("Value error, ")
        said = said[:1].lower() + said[1:]
        return f"{_shown(value)}{said if said.startswith(('is ', 'must')) else '— ' + said}"


def _written(path: KeyPath, data: Any) -> KeyPath:
    """A path as far as the file goes: a single value may stand for a list of one."""
    for depth, part in enumerate(path):
        if isinstance(part, int) and isinstance(data, list) and part < len(data):
            data = data[part]
        elif isinstance(part, str) and isinstance(data, dict):
            data = data.get(part)
        else:
            return path[:depth]
    return path


def _shown(value: object) -> str:
    """A value as the file may have it; tables are too long to show."""
    if isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(item, dict) for item in value)
    ):
        return ""
    return f"{value if isinstance(value, date | time) else repr(value)} "


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


def _table_in(kind: Any) -> type[Table] | None:
    """The kind of table in ``Rule``, ``list[Rule]``, ``tuple[Rule, ...] | None``."""
    if isinstance(kind, type) and issubclass(kind, Table):
        return kind
    return next(filter(None, map(_table_in, get_args(kind))), None)


def _leave_open(found: list[_Found], data: dict[str, Any]) -> None:
    """Take unknown keys out of the data, and leave those open that are missing or misspelt."""
    for mistake in found:
        table: Any = data
        for part in mistake.path[:-1]:
            table = table[part]
        if mistake.unknown:
            del table[mistake.path[-1]]
        if mistake.missing:
            table[mistake.path[-1]] = _OPEN
        if mistake.meant:
            table.setdefault(mistake.meant[-1], _OPEN)


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


def _found_by_checks(table: Table) -> Iterator[Mistake]:
    for check in _until_open(_checks(table)):
        for key, words in _until_open(check):
            yield ((key,) if isinstance(key, str) else key), words


def _checks(table: Table) -> Iterator[Check]:
    yield from table.checks()


def _until_open(items: Iterator[Item]) -> Iterator[Item]:
    try:
        yield from items
    except _OpenError:
        return
