"""What pydantic reports of a TOML file, as mistakes of its keys in words of the file."""

from __future__ import annotations

from datetime import date, time
from typing import Any, TypeGuard, get_args, get_origin

from pydantic_core import ErrorDetails

from wfm.config.similar_words import most_similar
from wfm.config.toml_lines import KeyPath
from wfm.config.toml_table import Table
from wfm.config.wording import message_of
from wfm.printable_text import value_text

__all__ = ["InvalidKey", "table_in", "tables_of"]


class InvalidKey:
    """One mistake reported by pydantic: its path in the file, and the key that was intended."""

    def __init__(self, item: ErrorDetails, data: dict[str, Any], model: type[Table]) -> None:
        self.path: KeyPath = _path_in_file(item["loc"], data)
        self.missing: bool = item["type"] == "missing"
        self.unknown: bool = item["type"] == "extra_forbidden"
        self.intended: KeyPath | None = None
        self._item = item
        table = _model_at(self.path[:-1], model)
        self._known = tables_of(table)
        name = str(self.path[-1]) if self.path else ""
        example = table.examples.get(name)
        self._example = f": write {example}" if example else ""
        self._similar = self._elsewhere = ""
        if self.unknown:
            self._similar = table.synonyms.get(name) or most_similar(name, list(self._known))
            self._elsewhere = "" if name in table.synonyms else _place_of(name, model)
        if self._similar:
            self.intended = (*self.path[:-1], self._similar)

    def message(self) -> str:
        """The value, what it must be, and the cure."""
        if self.missing:
            return f"is missing{self._example}"
        if self.unknown:
            similar = f"; did you mean {self._similar!r}?" if self._similar else ""
            return f"unknown key{self._elsewhere or similar}"
        kind, value = self._item["type"], self._item["input"]
        header = ".".join(part for part in self.path if isinstance(part, str))
        if kind == "model_type":
            cure = f"; write [{header}]" if isinstance(value, list | bool) else ""
            return f"{_value_text(value)}must be one table{cure}"
        # a rule of the key itself has words of its own
        is_table = isinstance(value, dict) and kind != "value_error"
        is_table = is_table or kind in ("list_type", "tuple_type")
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
    if isinstance(value, bool):
        return f"{str(value).lower()} "
    return f"{value if isinstance(value, date | time) else value_text(value)} "


def _model_at(path: KeyPath, model: type[Table]) -> type[Table]:
    """The model of the table at a path."""
    for part in path:
        model = tables_of(model).get(str(part)) or model
    return model


def tables_of(model: type[Table]) -> dict[str, type[Table] | None]:
    """Each key of a table, with the model of the table or tables under it, if it holds any."""
    return {
        field.alias or name: table_in(field.annotation)
        for name, field in model.model_fields.items()
    }


def _is_table(annotation: Any) -> TypeGuard[type[Table]]:
    """Whether a key holds one table, and no list of tables."""
    return isinstance(annotation, type) and issubclass(annotation, Table)


def table_in(annotation: Any) -> type[Table] | None:
    """The model in ``Rule``, ``list[Rule]``, ``tuple[Rule, ...] | None``."""
    if _is_table(annotation):
        return annotation
    return next(filter(None, map(table_in, get_args(annotation))), None)


def _place_of(name: str, model: type[Table], header: str = "") -> str:
    """A hint at the first table that has a key of this name; empty if none has."""
    tables = tables_of(model)
    if name in tables:
        place = f"in {header}" if header else "at the top, before the first [table]"
        return f" here; write it {place}"
    annotations = {f.alias or n: f.annotation for n, f in model.model_fields.items()}
    # tables by name first: [team.NAME] has the keys that people write
    for inner in sorted(tables, key=lambda one: not _is_by_name(annotations[one])):
        table = tables[inner]
        if table is not None:
            path = f"{header.strip('[]')}.{inner}".lstrip(".")
            if _is_by_name(annotations[inner]):
                place = f"[{path}.NAME]"
            else:
                place = f"[{path}]" if _is_table(annotations[inner]) else f"[[{path}]]"
            hint = _place_of(name, table, place)
            if hint:
                return hint
    return ""


def _is_by_name(annotation: Any) -> bool:
    """Whether a key holds tables by name: ``dict[str, Rule]``."""
    return get_origin(annotation) is dict
