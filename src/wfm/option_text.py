"""How a message names an option: by the command line, the keyword of a function or a key of a file.

A message is written once, with `option`. It names the keyword, ``aht_unit="mm:ss"``; the command
line runs inside `for_command_line`, where it names the option, ``--aht-unit mm:ss``. A file that
names others, capacity.toml, has keys for them: `for_keys`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = [
    "for_command_line",
    "for_keys",
    "in_file",
    "is_in_file",
    "on_command_line",
    "option",
    "set_option",
]

_COMMAND_LINE: ContextVar[bool] = ContextVar("command_line", default=False)
# The options that a file sets, wfm.toml.
_IN_FILE: ContextVar[frozenset[str]] = ContextVar("in_file", default=frozenset())
# The table of a file whose keys messages name, and the keys that are in it and not in its reading.
_TABLE: ContextVar[tuple[str, frozenset[str]] | None] = ContextVar("table", default=None)
# Options whose name on the command line is not that of the keyword with "-" for "_".
_NAMES = {
    "columns": "--map", "agent_columns": "--map", "queues": "--queue", "first_day": "--from",
    "hourly_cost": "--cost-per-hour",
}  # fmt: skip
# Options without a value on the command line.
_FLAGS = {
    ("limits", False): "--no-limits",
    ("dayfirst", True): "--dayfirst",
    ("dayfirst", False): "--monthfirst",
    ("overwrite", True): "--force",
    ("cyclic", True): "--cyclic",
    ("cyclic", False): "--open",
    ("pool", True): "--pool",
}


@contextmanager
def for_command_line() -> Iterator[None]:
    """Within the block, messages name the options of the command line."""
    token = _COMMAND_LINE.set(True)
    try:
        yield
    finally:
        _COMMAND_LINE.reset(token)


def on_command_line() -> bool:
    """Whether messages are for the command line, for advice that Python has no keyword for."""
    return _COMMAND_LINE.get()


def is_in_file(name: str) -> bool:
    """Whether the value of an option is that of ``wfm.toml``.

    >>> with in_file(["aht_unit"]):
    ...     is_in_file("aht_unit"), is_in_file("tz")
    (True, False)
    """
    return name in _IN_FILE.get()


@contextmanager
def in_file(names: Iterable[str]) -> Iterator[None]:
    """Within the block, `set_option` names these options by the keys of a file."""
    token = _IN_FILE.set(frozenset(names))
    try:
        yield
    finally:
        _IN_FILE.reset(token)


def set_option(name: str, value: Mapping[str, str] | None = None) -> str:
    """An option that was set, for what is wrong with it; `option` is for advice.

    Examples
    --------
    >>> with for_command_line(), in_file(["columns"]):
    ...     set_option("columns", {"start": "Half Hour"}), option("columns", {"aht": "AHT"})
    ('start = "Half Hour" of [columns]', '--map aht=AHT')
    """
    if name not in _IN_FILE.get():
        return option(name, value)
    texts = (f"{key} = {_python_text(one)}" for key, one in (value or {}).items())
    return f"{', '.join(texts)} of [{name}]" if value else f"[{name}]"


@contextmanager
def for_keys(table: str, own: Iterable[str]) -> Iterator[None]:
    """Within the block, messages name keys of a table of a file, or of its table ``reading``.

    Parameters
    ----------
    table : str
        Its name, ``team.voice``.
    own : iterable of str
        The keys of the table itself.

    Examples
    --------
    >>> with for_keys("team.voice", ["aht"]):
    ...     option("aht", "4m"), option("columns", {"aht": "AHT"})
    ('aht = "4m" in [team.voice]', 'columns = {aht = "AHT"} in [team.voice.reading]')
    """
    token = _TABLE.set((table, frozenset(own)))
    try:
        yield
    finally:
        _TABLE.reset(token)


def option(name: str, value: object = None) -> str:
    """An option in a message, with a value to copy if there is one.

    Parameters
    ----------
    name : str
        The keyword of the functions, such as ``"aht_unit"``.
    value : object, optional
        What to write behind it; a mapping for `columns`, ``False`` for `limits`.

    Returns
    -------
    str
        ``aht_unit="mm:ss"``, or ``--aht-unit mm:ss`` for the command line.

    Examples
    --------
    >>> option("aht_unit", "mm:ss"), option("limits", False), option("tz")
    ('aht_unit="mm:ss"', 'limits=False', 'tz')
    >>> with for_command_line():
    ...     option("aht_unit", "mm:ss"), option("columns", {"start": "Half Hour"})
    ('--aht-unit mm:ss', "--map start='Half Hour'")
    """
    if (of_file := _TABLE.get()) is not None:
        table, own = of_file
        place = table if name in own else f"{table}.reading"
        return f"{name if value is None else f'{name} = {_toml_text(value)}'} in [{place}]"
    if not _COMMAND_LINE.get():
        return name if value is None else f"{name}={_python_text(value)}"
    if isinstance(value, bool):
        return _FLAGS[name, value]
    long = _NAMES.get(name, f"--{name.replace('_', '-')}")
    if value is None:
        return long
    values = value if isinstance(value, tuple) else (value,)
    return " ".join(f"{long} {_shell_text(one)}" for one in values)


def _toml_text(value: object) -> str:
    """A value as in a file of TOML."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key} = {_toml_text(one)}' for key, one in value.items())}}}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml_text, value))}]"
    return str(value).lower() if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)


def _python_text(value: object) -> str:
    """A value as in a call, with double quotes."""
    if isinstance(value, Mapping):
        pairs = (f"{_python_text(key)}: {_python_text(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, tuple):
        return f"({', '.join(map(_python_text, value))}{',' * (len(value) == 1)})"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _shell_text(value: object) -> str:
    """A value as typed in a shell: in single quotes unless it is a plain word."""
    if isinstance(value, Mapping):
        return ",".join(f"{key}={_shell_text(item)}" for key, item in value.items())
    text = str(value)
    plain = any(map(str.isalnum, text)) and all(c.isalnum() or c in "_-+:./#" for c in text)
    if plain:
        return text
    return f'"{text}"' if "'" in text else f"'{text}'"
