"""``wfm.toml``: the usual options of a team, used where the command line does not set them.

The file is searched beside the input of a command, else in the working directory; only the command
line reads it. Each key is the long name of an option with ``_`` for ``-``. A value takes the place
of the default of its option, so that the order of precedence is: the command line, a column of the
input or a value that a plan carries, ``centre.toml`` or ``rules.toml``, ``wfm.toml``, the default.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from typer.core import TyperCommand

from wfm.cli.output import note
from wfm.errors import DataError, InputError, Problem, UsageError
from wfm.option_text import for_command_line, in_file, option

__all__ = [
    "CENTRE_KEYS",
    "COMMAND_LINE",
    "DEFAULT",
    "EXAMPLE",
    "FILE",
    "Settings",
    "SettingsCommand",
    "find_settings",
    "note_replaced",
    "option_text",
    "put_aside",
    "read_settings",
    "refuse_options",
    "source_of",
    "usual_values",
]

FILE = "wfm.toml"
# The arguments that name the input of a command: wfm.toml is searched beside it.
_INPUTS = ("forecast", "plan", "log", "history")
# Where the value of an option comes from, by the names of typer.
COMMAND_LINE, DEFAULT = "command line", "default"
_SOURCES = {"COMMANDLINE": COMMAND_LINE, "DEFAULT_MAP": FILE}

# The options of reading, which may not fit a file.
_READING = (
    "aht_unit", "interval", "tz", "date_format", "dayfirst", "columns", "layout", "sheet",
    "delimiter", "decimal", "thousands", "encoding",
)  # fmt: skip

EXAMPLE = """\
# wfm.toml: the usual options of a team. wfm reads it beside the input file, else in the working
# directory. Each key is the name of an option; the command line has precedence.
target = "80/20"
shrinkage = "breaks=8%,training=5%,leave=10%,sickness=5%"
# patience = "3m"             # mean time until a waiting contact abandons (Erlang A)
# max_occupancy = "85%"
# goal = "month"              # the service level over each month, not in each interval
# min_service_level = "70%"   # and the minimum of every interval
contract_hours = 38.5
# tz = "Europe/Berlin"
# cost = 24                   # of one paid hour

# [columns]                   # headings of the forecast, if they are not detected
# start = "Halbe Stunde"
# volume = "Anrufe"
"""


class Settings(NamedTuple):
    """The values of a ``wfm.toml``.

    Attributes
    ----------
    file : str
        Path of the file; empty if there is none.
    values : mapping of str to object
        Each key of the file with the value of its option.
    lines : mapping of str to int
        The line of each key.
    used : tuple of str
        The keys whose values the command uses.
    """

    file: str = ""
    values: Mapping[str, Any] = {}
    lines: Mapping[str, int] = {}
    used: tuple[str, ...] = ()

    def defaults(self) -> tuple[str, ...]:
        """The options that are used, with the file.

        >>> Settings("wfm.toml", {"target": "80/20", "dayfirst": False}, {}, ("target",)).defaults()
        ('--target 80/20 from wfm.toml',)
        """
        texts = (option_text(name, self.values[name]) for name in self.used)
        return tuple(f"{text} from {self.file}" for text in texts)


def option_text(name: str, value: object) -> str:
    """An option with its value, as on the command line.

    >>> option_text("max_occupancy", "85%"), option_text("dayfirst", False)
    ('--max-occupancy 85%', '--monthfirst')
    >>> option_text("columns", ["start=Day", "volume=Calls"])
    '--map start=Day,volume=Calls'
    """
    with for_command_line():
        if isinstance(value, bool):
            return option(name, value)
        return f"{option(name)} {','.join(value) if isinstance(value, list) else value}"


class _SettingsCommand(TyperCommand):
    """A command whose options have the values of ``wfm.toml`` as defaults.

    ``ctx.obj`` is the `Settings` of the command.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments; those that name the input are needed first, to find the file."""
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        given, _, _ = self.make_parser(ctx).parse_args(list(args))
        settings = Settings() if given.get("help") else _settings_of(given)
        known = {param.name for param in self.params}
        ctx.default_map = {name: v for name, v in settings.values.items() if name in known}
        rest = super().parse_args(ctx, args)
        used = [name for name in ctx.default_map if source_of(ctx, name) == FILE]
        ctx.obj = settings._replace(used=tuple(used))
        if not ctx.params.get("quiet"):
            for name in ctx.default_map:
                if name not in used and self.is_replaced(name, ctx.params.get(name)):
                    option = option_text(name, settings.values[name])
                    note(f"{option} of {settings.file} not used: the command line sets it")
        return rest

    def is_replaced(self, name: str, value: object) -> bool:
        """Whether a value of the command line takes the place of that of ``wfm.toml``."""
        return True

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error of a value of ``wfm.toml`` has the line of its key."""
        settings: Settings = ctx.obj or Settings()
        with in_file(settings.used):
            try:
                return super().invoke(ctx)
            except InputError as error:
                settings = ctx.obj or settings  # the command may have put values aside
                if error.name in settings.used:
                    raise _error_of_file(error, settings) from error
                raise
            except DataError as error:
                reading = [name for name in settings.used if name in _READING]
                if reading and error.source != settings.file and not ctx.params.get("quiet"):
                    texts = (option_text(name, settings.values[name]) for name in reading)
                    note(f"{settings.file} sets {', '.join(texts)}")
                raise


def _error_of_file(error: InputError, settings: Settings) -> DataError:
    """An error in the value of an option as a problem of the file that sets it."""
    from wfm.config.toml_file import key_lines
    from wfm.io.forecast.named_columns import columns_of_text

    name, key = error.name, error.name
    path: tuple[str, ...] = (name,)
    with for_command_line():
        text, override = str(error).removesuffix("."), option(name)
    if name == "columns":  # the message names the key
        items = columns_of_text(settings.values[name]).items()
        path += tuple(key for key, heading in items if error.value in (key, heading))[:1]
        key = ""
    else:
        text = text.replace(override, name)
    text += f" — correct the file, or override it with {override}"
    text = text if text.startswith(key) else f"{key}: {text}"
    return DataError(settings.file, [Problem(text, key_lines(settings.file).of(path))])


# The class behind it comes from typer, whose types are not all known.
SettingsCommand: Any = _SettingsCommand


def _settings_of(given: Mapping[str, Any]) -> Settings:
    """The settings of the file beside the input, else in the working directory."""
    beside = next((given[name] for name in _INPUTS if isinstance(given.get(name), str)), None)
    path = find_settings(beside)
    return Settings() if path is None else read_settings(path)


def source_of(ctx: Any, name: str) -> str:
    """Where the value of an option comes from: "command line", "wfm.toml" or "default"."""
    source = ctx.get_parameter_source(name)
    return _SOURCES.get("" if source is None else source.name, DEFAULT)


def refuse_options(ctx: Any, names: Iterable[str], what: str, cure: str) -> None:
    """Refuse options of the command line with something that does not honour them.

    What ``wfm.toml`` sets is noted; the centre notes what it does not use of the file itself.

    Raises
    ------
    UsageError
        If the command line sets one of them.
    """
    given = [name for name in names if source_of(ctx, name) == COMMAND_LINE]
    if given:
        texts = ["--" + name.replace("_", "-") for name in given]
        raise UsageError(f"{', '.join(texts)} cannot be used with {what}. {cure}")
    if ctx.params.get("centre") is not None:
        return
    put_aside(ctx, names, f"with {what}")


def put_aside(ctx: Any, names: Iterable[str], why: str) -> None:
    """Note the values of ``wfm.toml`` that a command does not use; they are no defaults of it."""
    unused = [name for name in names if source_of(ctx, name) == FILE]
    for name in unused:
        if not ctx.params.get("quiet"):
            text = option_text(name, ctx.obj.values[name])
            note(f"{text} of {ctx.obj.file} not used{'' if why[:1] == ':' else ' '}{why}")
    ctx.obj = ctx.obj._replace(used=tuple(name for name in ctx.obj.used if name not in unused))


def find_settings(beside: str | None) -> str | None:
    """The path of ``wfm.toml`` beside an input, else in the working directory; None without one."""
    folders = [""] if beside in (None, "-") else [os.path.dirname(str(beside)), ""]
    paths = (os.path.join(folder, FILE) for folder in folders)
    return next((path for path in paths if os.path.isfile(path)), None)


def read_settings(path: str) -> Settings:
    """Read a ``wfm.toml``.

    Raises
    ------
    DataError
        With every mistake of the file, its key and its line.
    """
    from wfm.cli.settings_table import SettingsTable
    from wfm.config.toml_file import key_lines, read_toml

    table = read_toml(path, SettingsTable)
    values = {name: value for name, value in table if value is not None}
    lines = key_lines(path)
    places = {name: lines.of((name,)) or 0 for name in values}
    if "cost_per_hour" in values:  # another name of --cost
        if "cost" in values:
            text = "cost_per_hour: the same option as cost, which is set too — remove one of them"
            raise DataError(path, [Problem(text, places["cost_per_hour"])])
        values["cost"], places["cost"] = values.pop("cost_per_hour"), places.pop("cost_per_hour")
    if columns := values.pop("columns", None):
        values["columns"] = [f"{key}={_quoted(name)}" for key, name in columns.items()]
    return Settings(path, values, places)


def _quoted(text: str) -> str:
    """A heading in quotes if it has characters that separate the columns of ``--map``."""
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',="') else text


# The keys of centre.toml for which wfm.toml has usual values, and their options.
CENTRE_KEYS = {
    "time_zone": "tz",
    "contract_hours": "contract_hours",
    "shrinkage": "shrinkage",
    "target": "target",
}


def usual_values(ctx: Any) -> dict[str, object]:
    """The values of ``wfm.toml`` for keys of ``centre.toml``."""
    from wfm.shrinkage import Shrinkage

    values = {
        key: ctx.obj.values[option] for key, option in CENTRE_KEYS.items() if option in ctx.obj.used
    }
    if "contract_hours" in values:
        values["contract_hours"] = float(values["contract_hours"])
    if "shrinkage" in values:
        parts = Shrinkage.parse(values["shrinkage"]).components
        values["shrinkage"] = {part.name: part.share for part in parts}
    return values


def note_replaced(of_file: Iterable[str], defaults: Iterable[str]) -> None:
    """Print the values of ``wfm.toml`` that columns of the forecast replace."""
    listed = "\n".join(defaults)
    for text in of_file:
        if text not in listed:
            option, _, file = text.rpartition(" from ")
            note(f"{option} of {file} not used: a column of the forecast sets it")
