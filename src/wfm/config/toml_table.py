"""A table of a TOML file as a pydantic model, with the rules between its keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from wfm.config.toml_lines import KeyPath
from wfm.errors import InputError
from wfm.printable_text import shortened, value_text

__all__ = [
    "UNKNOWN",
    "Check",
    "Mistake",
    "Table",
    "UnknownValueError",
    "Validation",
    "check_mistakes",
    "path_text",
    "worded",
]

Check = Iterator[tuple[str | KeyPath, str]]
"""The mistakes of one rule: the key in its table, or the path to it, and the message."""

ItemT = TypeVar("ItemT")
Mistake = tuple[KeyPath, str]


class Validation(Enum):
    """How `read_toml` validates the tables; it runs their checks itself."""

    STRICT = "an invalid value is a mistake"
    PARTIAL = "an invalid value becomes unknown"


class UnknownValueError(Exception):
    """A check needs a value that is missing or invalid in the file."""


UNKNOWN: Any = object()  # instead of a value that is missing or invalid


class Table(BaseModel):
    """A table of a file; unknown keys are mistakes."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)
    synonyms: ClassVar[dict[str, str]] = {}
    """Words of planners for keys that have another name."""
    needs: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Keys that have no effect alone, and the keys of which one must be set; ``table.key`` is a key
    of a table of this one, or of one of its tables of that name."""

    examples: ClassVar[dict[str, str]] = {}
    """What to write for keys that must be there."""

    def checks(self) -> Iterable[Check]:
        """The rules between keys: one `Check` per rule.

        They run even if other values of the file are wrong. A check ends at the first value that
        is unknown, because what it would report is only a consequence; so each rule needs its own.
        """
        return tuple(self._needs(key, others) for key, others in self.needs.items())

    def _needs(self, key: str, others: tuple[str, ...]) -> Check:
        """A key that has no effect without one of the others."""
        written = key in self.model_fields_set and getattr(self, key) is not None
        if written and not any(_is_set(self, name) for name in others):
            fields = type(self).model_fields
            # a key whose default is no table is an array of tables
            *some, last = (
                f"[[{name}]]" if name in fields and fields[name].default == () else name
                for name in others
            )
            found = f"{', '.join(some)} or {last}" if some else last
            yield (
                key,
                f"has no effect without {found}: set {'one' if some else 'it'}, or remove {key}",
            )

    @field_validator("*", mode="wrap")
    @classmethod
    def _unknown_if_invalid(
        cls, value: Any, read: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> Any:
        """The value; unknown if it is invalid in a partial validation.

        A table whose keys are names of the planner's own loses its invalid entries only.
        """
        if value is UNKNOWN:
            return value
        try:
            result = read(value)
            if isinstance(value, bool) and result == value and not isinstance(result, bool):
                raise PydanticCustomError("number", "must be a number")  # true would be 1
            return result
        except PydanticCustomError:
            if info.context is not Validation.PARTIAL:
                raise
            return UNKNOWN
        except ValidationError as error:
            if info.context is not Validation.PARTIAL:
                raise
            wrong = {item["loc"][0] for item in error.errors() if item["loc"]}
            if not isinstance(value, dict) or not wrong & value.keys():
                return UNKNOWN
            valid = {key: item for key, item in value.items() if key not in wrong}
            return cls._unknown_if_invalid(valid, read, info)

    @model_validator(mode="after")
    def _run_checks(self, info: ValidationInfo) -> Self:
        """Run the checks of a table that is built by a program, not by `read_toml`."""
        if info.context is None:
            mistakes = [f"{path_text(key)}: {message}" for key, message in check_mistakes(self)]
            if mistakes:
                raise ValueError("; ".join(mistakes))
        return self

    if not TYPE_CHECKING:

        def __getattribute__(self, name: str) -> Any:
            """The value of a key, which must be known."""
            value = super().__getattribute__(name)
            if value is UNKNOWN:
                raise UnknownValueError
            return value


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


def _is_set(table: Table, name: str) -> bool:
    """Whether a key has another value than its default."""
    key, _, inner = name.partition(".")
    value = getattr(table, key)
    if inner:
        return any(_is_set(one, inner) for one in (value if isinstance(value, tuple) else (value,)))
    return bool(value != type(table).model_fields[key].get_default(call_default_factory=True))


def path_text(path: KeyPath) -> str:
    """A path with tables counted from 1: ``shift[2].start``."""
    parts = (f"[{p + 1}]" if isinstance(p, int) else f".{shortened(p)}" for p in path)
    return "".join(parts).lstrip(".")


def check_mistakes(table: Table) -> Iterator[Mistake]:
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
    except UnknownValueError:
        return
