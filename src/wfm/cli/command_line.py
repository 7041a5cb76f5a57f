"""The application: its commands, and the message and exit code of each error."""

from __future__ import annotations

import io
import os
import sys
import traceback
from contextlib import suppress
from types import ModuleType
from typing import Any

import typer
from typer.core import TyperGroup

from wfm.cli import (
    calc,
    capacity,
    compare,
    config,
    count,
    explain,
    forecast,
    report,
    review,
    schedule,
    schema,
    spread,
    staff,
    watch,
    whatif,
)
from wfm.cli.options import examples
from wfm.cli.output import (
    check_stdout,
    flush,
    forget_outputs,
    print_message,
    print_message_lines,
    say,
    say_json,
    stopped_text,
    terminal_width,
)
from wfm.cli.process import INTERRUPTED, signal_received
from wfm.errors import DataError, UnreachableError, UsageError, WfmError
from wfm.number_text import grouping_cure
from wfm.option_text import for_command_line
from wfm.printable_text import printable_line, value_text
from wfm.report.text_table import lines_of_terminal

__all__ = ["GROUPS", "app", "run"]

# The commands along the cycle of planning, each of which registers itself; `wfm --help` has this
# order and these headings.
GROUPS: dict[str, tuple[ModuleType, ...]] = {
    "Forecast": (count, forecast, spread),
    "Staff": (staff, calc, whatif),
    "Schedule": (schedule,),
    "Plan capacity": (capacity,),
    "Review": (review, compare, report),
    "Explain and set up": (explain, config, schema),
}
# Commands of earlier versions, and what does their work now.
_FORMER = {"centre": "wfm config --centre FILE checks a centre.toml, --example-centre prints one"}


class _Commands(TyperGroup):
    """The commands of `wfm`, whose help has a heading for each step of planning."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands under the headings of `GROUPS`."""
        names = {group: [_name(one) for one in modules] for group, modules in GROUPS.items()}
        width = max(len(name) for name in self.commands)
        formatter.write_paragraph()
        for group, members in names.items():
            formatter.write_heading(group)
            formatter.indent()
            limit = formatter.width - formatter.current_indent - width - 2
            texts = [self.commands[name].get_short_help_str(limit) for name in members]
            padded = [name.ljust(width) for name in members]
            formatter.write_dl(list(zip(padded, texts, strict=True)))
            formatter.dedent()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name; one of an earlier version says what does its work now."""
        if cmd_name in _FORMER:
            raise UsageError(f"no command {cmd_name!r} any more: {_FORMER[cmd_name]}.")
        return super().get_command(ctx, cmd_name)


def _name(module: ModuleType) -> str:
    """The name of the command of a module."""
    return module.__name__.rpartition(".")[2]


app: typer.Typer = typer.Typer(
    name="wfm",
    cls=_Commands,
    help="Staffing and scheduling for contact centres: from forecast to agents to shifts.",
    epilog=examples(
        "wfm staff examples/forecast.csv",
        "wfm calc 100 --interval 30m --aht 3m --target 80/20",
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _commands in GROUPS.values():
    for _command in _commands:
        _command.add_to(app)


_INTERNAL = 1
_USAGE = 2
_BAD_INPUT = 3
_UNREACHABLE = 4
# Exit codes after which a command that watches files waits for the next change.
_GOES_ON = (0, _USAGE, _BAD_INPUT, _UNREACHABLE)
# Options whose text typer prints, instead of `say`.
_HELP = {"-h", "--help", "--show-completion"}
# What typer raises for arguments that it cannot parse; the class has no public name of its own.
_CLI_ERROR: Any = typer.BadParameter.__mro__[2]


def _version(is_set: bool) -> None:
    """Print the version and exit, if the option is set."""
    if is_set:
        from wfm import __version__

        say(f"wfm {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    context: typer.Context,
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and exit."
    ),
) -> None:
    """Options of `wfm` itself."""
    context.with_resource(for_command_line())


def run() -> int:
    """Run the command line and return the exit code; an error is printed as one sentence.

    With ``--watch`` it runs again, with its arguments read anew, whenever a file changes.
    """
    watch.stop()
    code = _run_once()
    while watch.is_watching() and code in _GOES_ON:
        try:
            watch.await_change()
        except (KeyboardInterrupt, SystemExit):
            number = signal_received()
            return INTERRUPTED if number is None else 128 + number
        code = _run_once()
    return code


def _run_once() -> int:
    """Run the command line once."""
    forget_outputs()
    code: object = 0
    error: BaseException | None = None
    try:
        with lines_of_terminal(terminal_width()):
            code = app(standalone_mode=False)
        if _HELP & set(sys.argv[1:]):
            check_stdout()  # where it is closed, typer prints nothing
    except BaseException as caught:
        error = caught
    number = signal_received()
    if number is not None or code == INTERRUPTED or isinstance(error, KeyboardInterrupt):
        # whatever the libraries below have made of it
        return _fail(stopped_text(number), INTERRUPTED if number is None else 128 + number, error)
    if error is not None:
        return _code_of(error)
    return flush() or (code if isinstance(code, int) else 0)


def _code_of(error: BaseException) -> int:
    """Print an error; returns its exit code."""
    if isinstance(error, SystemExit):  # by typer, for example if the reader of a help text has gone
        closed = isinstance(error.__context__, BrokenPipeError)
        return 0 if closed or error.code is None else int(error.code)
    if isinstance(error, DataError):
        return _fail(error, _BAD_INPUT, error)
    if isinstance(error, UnreachableError):
        return _fail(error, _UNREACHABLE, error)
    if isinstance(error, WfmError):
        return _fail(error, _USAGE, error)
    if isinstance(error, OSError):
        # all others have a name: this is stdout, in the library that prints help texts
        place = os.fsdecode(error.filename) if error.filename else "standard output"
        return _fail(f"{place}: {error.strerror or error}", _BAD_INPUT, error)
    if isinstance(error, _CLI_ERROR):
        _explain_value(error)
        described = {"type": "UsageError", "message": error.format_message()}
        _print_json(described, error.exit_code)
        _show(error)
        return int(error.exit_code)
    name = type(error).__name__
    return _fail(
        f"internal error ({name}: {error}); please report it. --debug shows the traceback",
        _INTERNAL,
        error,
    )


def _fail(message: Exception | str, code: int, error: BaseException | None) -> int:
    """Print an error, with its traceback for --debug; returns the exit code."""
    if "--debug" in sys.argv and error is not None:
        print_message("".join(traceback.format_exception(error)).rstrip())
    if isinstance(message, WfmError):
        _print_json(message.as_dict(), code)
    elif code == _BAD_INPUT:
        _print_json({"type": "OSError", "message": str(message)}, code)
    print_message_lines(_text(message))
    return code


def _text(message: Exception | str) -> str:
    """A message in one line per problem; a line break in a name is no end of a line."""
    if isinstance(message, DataError):
        return str(message)  # made printable before
    lines = message.lines if isinstance(message, UsageError) else (str(message),)
    return "\n".join(map(printable_line, lines))


def _show(error: Any) -> None:
    """Print what typer says about arguments that it cannot parse."""
    stream = io.StringIO()
    error.show(stream)
    message = error.format_message()
    usage = stream.getvalue().rstrip("\n").removesuffix(message)
    print_message_lines(usage + printable_line(message))


def _explain_value(error: Any) -> None:
    """Say of an option what its value must be and what it is, in the words of wfm."""
    cause = error.__cause__
    if not hasattr(cause, "errors"):
        return
    from wfm.config.wording import message_of

    (item,) = cause.errors()
    text = str(item["input"])
    cure = grouping_cure(text)
    what = "must have one meaning" if cure else message_of(item)
    error.message = f"{what}: got {value_text(text)}" + (f"; {cure}." if cure else ".")


def _print_json(error: dict[str, Any], code: int) -> None:
    """Print an error as JSON to stdout, if the command was run with --json."""
    if "--json" not in sys.argv[1:]:
        return
    document = {"error": {"problems": [], **error, "exit_code": code}}
    with suppress(OSError):  # what follows on stderr says the same
        say_json(document)
