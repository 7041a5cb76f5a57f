"""A TOML file held against a pydantic model: every mistake named with its key, all at once."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from wfm.errors import DataError, InputError, Problem

__all__ = ["Table", "nearest", "read_toml", "worded"]

Model = TypeVar("Model", bound=BaseModel)


class Table(BaseModel):
    """A table of a file: keys that are not known are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def nearest(word: str, words: list[str]) -> str:
    """A hint at the word that was perhaps meant, or nothing."""
    near = difflib.get_close_matches(word, words, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def worded(read: Any) -> Any:
    """A reader of values whose `InputError` becomes a mistake of the file."""

    def reader(value: object) -> Any:
        try:
            return read(value)
        except InputError as error:
            subject, must, rest = str(error).partition(" must ")
            raise ValueError(f"must {rest}" if must else subject) from None

    return reader


def read_toml(path: str, model: type[Model], tables: Mapping[str, type[BaseModel]]) -> Model:
    """Read a file; `tables` tells which keys each of its tables may have, for the hints.

    Raises
    ------
    DataError
        Naming every mistake with its key.
    """
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DataError(path, [Problem(f"is not TOML: {error}")]) from None
    except UnicodeDecodeError:
        raise DataError(path, [Problem("is not UTF-8 text")]) from None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = [_problem(item, model, tables) for item in error.errors()]
        raise DataError(path, problems) from None


def _problem(item: Any, model: type[BaseModel], tables: Mapping[str, type[BaseModel]]) -> Problem:
    """One mistake in plain words, with its key: ``shift[2].start``."""
    key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in item["loc"])
    where = f"{key.lstrip('.')}: " if key else ""
    if item["type"] == "extra_forbidden":
        inside = [tables[part] for part in item["loc"][:-1] if part in tables]
        known = [
            field.alias or name for name, field in (inside or [model])[-1].model_fields.items()
        ]
        return Problem(f"{where}there is no such key{nearest(str(item['loc'][-1]), known)}")
    if item["type"] == "missing":
        return Problem(f"{where}is missing")
    said = item["msg"].removeprefix("Value error, ")
    said = said[:1].lower() + said[1:]
    value = "" if isinstance(item["input"], dict) else f"{item['input']!r} "
    return Problem(f"{where}{value}{said if said.startswith(('is ', 'must')) else '— ' + said}")
