"""A plan in JSON, read a few megabytes at a time and checked while it is read.

A parser of whole documents takes many times the memory of a file before the first check. Here each
row is parsed and checked on its own, and reading stops at the first thousand mistakes.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, BinaryIO, NamedTuple, NoReturn, get_args, get_origin

from pydantic import BaseModel, ValidationError

from wfm.errors import DataError, Problem
from wfm.input_files import read_piece, too_long
from wfm.input_limits import MAX_JSON_ENTRIES, MAX_JSON_PROBLEMS, MAX_JSON_VALUE, MAX_PLAN
from wfm.planning.plan_document import PlanDocument
from wfm.planning.plan_json_checks import path_text, shape_problem
from wfm.printable_text import value_text

__all__ = ["read_document"]

_Path = tuple[str | int, ...]
_BLANKS = re.compile(r"[ \t\n\r]*")
_AGAIN = "save the plan again with wfm staff -o"


class _KeyKind(NamedTuple):
    """What a key holds: objects of a model, in a list or alone; None for other values."""

    model: type[BaseModel] | None
    listed: bool = False


def read_document(source: str, stream: BinaryIO) -> PlanDocument:
    """Read and check the shape of a document.

    Parameters
    ----------
    source : str
        For messages.
    stream : binary stream
        The document in UTF-8, without byte order mark.

    Raises
    ------
    DataError
        With every mistake, up to a thousand; each has its path, or the line of the document.
    """
    return _Document(source, stream).read()


class _Text:
    """The text of a document, of which a few megabytes are in memory."""

    def __init__(self, source: str, stream: BinaryIO) -> None:
        self._source, self._stream = source, stream
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._decode = json.JSONDecoder(object_pairs_hook=self._object).raw_decode
        self._text, self._at, self._ended = "", 0, False
        self._bytes = 0
        self._line, self._column = 1, 0  # of the beginning of the text in memory
        self.repeated: list[str] = []  # keys that are twice in an object of the last value

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object; a key that is in it twice is noted."""
        data = dict(pairs)
        if len(data) < len(pairs):
            counts = Counter(name for name, _ in pairs)
            self.repeated += [name for name, count in counts.items() if count > 1]
        return data

    def _fill(self) -> None:
        """Read on until the longest value is in memory."""
        self._line, self._column = self._place(self._at)
        self._text, self._at = self._text[self._at :], 0
        while not self._ended and len(self._text) < 2 * MAX_JSON_VALUE:
            piece = read_piece(self._stream, self._source)
            self._bytes += len(piece)
            if self._bytes > MAX_PLAN:
                raise too_long(self._source, MAX_PLAN)
            self._ended = not piece
            try:
                self._text += self._decoder.decode(piece, self._ended)
            except UnicodeDecodeError as error:
                before = str(error.object[: error.start], "utf-8", "replace")
                self._text += before
                self.stop("is not UTF-8 text; save it as UTF-8", len(self._text), column=False)

    def next(self) -> str:
        """The next sign that is not blank; empty at the end."""
        while True:
            if not self._ended and len(self._text) - self._at < MAX_JSON_VALUE:
                self._fill()
            match = _BLANKS.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""

    def takes(self, signs: str) -> bool:
        """Whether the next sign is one of some; it is passed then."""
        found = self.next()
        self._at += bool(found) and found in signs
        return bool(found) and found in signs

    def expect(self, signs: str) -> str:
        """The next sign, which must be one of some; it is passed."""
        found = self.next()
        if not found or found not in signs:
            self.refuse(f"expecting {' or '.join(map(repr, signs))}", self._at)
        self._at += 1
        return found

    def value(self) -> Any:
        """The next value, with everything in it."""
        self.next()
        self.repeated.clear()
        try:
            value, self._at = self._decode(self._text, self._at)
        except json.JSONDecodeError as error:
            cut = error.pos > len(self._text) - 16 or error.msg.startswith("Unterminated")
            if cut and not self._ended:
                most = f"{MAX_JSON_VALUE:,}"
                self.stop(f"has a value of more than {most} characters: is it a plan?", self._at)
            self.refuse(error.msg[:1].lower() + error.msg[1:], error.pos)
        except RecursionError:
            self.refuse("brackets in brackets, too many to read", self._at)
        except ValueError:  # of int
            self.refuse("a number of too many digits", self._at)
        return value

    def more(self) -> NoReturn:
        """Raise the error of a document that goes on behind its end."""
        self.stop("has text after the end of the plan: delete it", self._at)

    def refuse(self, reason: str, at: int) -> NoReturn:
        """Raise the error of a document that is not JSON."""
        line, column = self._place(at)
        text = f"is not JSON at column {column + 1}: {reason} — {_AGAIN}"
        raise DataError(self._source, [Problem(text, line)])

    def stop(self, text: str, at: int, *, column: bool = True) -> NoReturn:
        """Raise the error of a document that is not read further."""
        line, place = self._place(at)
        where = f"at column {place + 1} " if column else ""
        raise DataError(self._source, [Problem(f"{where}{text}", line)])

    def _place(self, at: int) -> tuple[int, int]:
        """Line from 1 and column from 0 of a place in the text in memory."""
        lines = self._text.count("\n", 0, at)
        if not lines:
            return self._line, self._column + at
        return self._line + lines, at - self._text.rfind("\n", 0, at) - 1


class _Document:
    """Reads one document; mistakes are collected, values that have none are kept."""

    def __init__(self, source: str, stream: BinaryIO) -> None:
        self._source, self._text = source, _Text(source, stream)
        self._problems: list[Problem] = []
        self._known_bad: set[_Path] = set()

    def read(self) -> PlanDocument:
        """The checked document."""
        data = self._fields(PlanDocument, ())
        if self._text.next():
            self._text.more()
        document: PlanDocument | None = self._checked(PlanDocument, data, ())
        if self._problems or document is None:
            raise DataError(self._source, self._problems)
        return document

    def _add(self, problem: Problem) -> None:
        """Add a mistake, or stop at too many."""
        self._problems.append(problem)
        if len(self._problems) >= MAX_JSON_PROBLEMS:
            more = f"has more mistakes: the first {MAX_JSON_PROBLEMS:,} are shown"
            raise DataError(self._source, [*self._problems, Problem(more)])

    def _fields(self, model: type[BaseModel], path: _Path) -> dict[str, Any]:
        """The keys of an object and their values, of which lists and objects are checked."""
        data: dict[str, Any] = {}
        parts = _parts(model)
        self._text.expect("{")
        more = not self._text.takes("}")
        while more:
            if self._text.next() != '"':
                self._text.expect('"')
            key = self._text.value()
            self._text.expect(":")
            inner = (*path, key)
            value = self._value(parts.get(key, _KeyKind(None)), inner)
            if key in data:
                self._add(_twice(path, key))
            elif key in parts:
                data[key] = value
            else:
                self._add(shape_problem(_item("extra_forbidden", inner)))
            more = self._text.expect(",}") == ","
        return data

    def _value(self, part: _KeyKind, path: _Path) -> Any:
        """The value of a key."""
        sign = self._text.next()
        if part.model is None or sign != ("[" if part.listed else "{"):
            value = self._plain(path)
            if part.model is not None and value is not None:
                what = "a list in brackets" if part.listed else "an object in braces"
                self._wrong(path, what, value)
            return value
        if part.listed:
            return list(self._list(part.model, path))
        return self._checked(part.model, self._fields(part.model, path), path)

    def _plain(self, path: _Path) -> Any:
        """A value without parts of their own."""
        value = self._text.value()
        for key in self._text.repeated:
            self._add(_twice(path, key))
        if isinstance(value, dict) and len(value) > MAX_JSON_ENTRIES:
            self._wrong(path, f"of at most {MAX_JSON_ENTRIES:,} keys", value)
        elif isinstance(value, list) and len(value) > MAX_JSON_ENTRIES and not _is_text(value):
            # one mistake instead of one for each entry
            self._wrong(path, "a list of texts in quotes", value)
        return None if path in self._known_bad else value

    def _list(self, model: type[BaseModel], path: _Path) -> Iterator[Any]:
        """The objects of a list that have no mistake."""
        flat = all(part.model is None for part in _parts(model).values())
        index = 0
        self._text.expect("[")
        more = not self._text.takes("]")
        while more:
            inner = (*path, index)
            if flat or self._text.next() != "{":
                value = self._plain(inner)
            else:
                value = self._fields(model, inner)
            if not isinstance(value, dict):
                self._wrong(inner, "an object in braces", value)
            elif (checked := self._checked(model, value, inner)) is not None:
                yield checked
            index += 1
            more = self._text.expect(",]") == ","

    def _wrong(self, path: _Path, what: str, value: object) -> None:
        """Add the mistake of a value of another kind."""
        if path in self._known_bad:
            return
        self._known_bad.add(path)
        shown = "" if isinstance(value, dict | list) else f": got {value_text(value)}"
        self._add(Problem(f"{path_text(path)}: must be {what}{shown}"))

    def _checked(self, model: type[Any], data: dict[str, Any], path: _Path) -> Any:
        """The object of a model, None if its values are not of the kinds that it has."""
        try:
            return model.__pydantic_validator__.validate_python(data)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                inner = (*path, *item["loc"])
                if not any(inner[:depth] in self._known_bad for depth in range(len(inner) + 1)):
                    item["loc"] = inner
                    self._add(shape_problem(item))
            self._known_bad.add(path)
            return None


def _is_text(values: list[Any]) -> bool:
    """Whether all values of a list are texts."""
    return all(isinstance(one, str) for one in values)


def _item(kind: str, path: _Path) -> Any:
    """A mistake as pydantic reports it."""
    return {"type": kind, "loc": path, "input": {}, "msg": ""}


def _twice(path: _Path, key: str) -> Problem:
    """The problem of a key that an object has twice: which of the values counts is not known."""
    return Problem(f"{path_text((*path, key))}: the key occurs twice — remove one of them")


@cache
def _parts(model: type[BaseModel]) -> dict[str, _KeyKind]:
    """The keys of a model, and the models of their values."""
    return {name: _part(field.annotation) for name, field in model.model_fields.items()}


def _part(annotation: Any) -> _KeyKind:
    """The model in ``Row``, ``list[Row]`` or ``Row | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _KeyKind(annotation)
    found = [part for part in map(_part, get_args(annotation)) if part.model is not None]
    return found[0]._replace(listed=get_origin(annotation) is list) if found else _KeyKind(None)
