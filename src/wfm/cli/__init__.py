"""The command line: parse arguments, call the library, print. No arithmetic.

Results go to stdout, everything else to stderr. With ``--json`` an error in the arguments or in
the input goes to stdout too, as ``{"error": {"type": …, "message": …, "exit_code": …, "problems":
[{"source": …, "line": …, "column": …, "index": …, "text": …}]}}``. Exit codes: 0 success, 1
internal error, 2 invalid command-line usage, 3 invalid input data, 4 a target that cannot be met,
130 interrupted.
"""

from __future__ import annotations

import json
import sys
import traceback
from contextlib import suppress
from typing import Any

import typer

from wfm.cli import calc, centre, config, count, explain, schedule, schema, staff
from wfm.cli.options import examples
from wfm.cli.output import OutputClosedError, interrupted_text, say, tell, written_files
from wfm.errors import DataError, UnreachableError, WfmError
from wfm.option_text import for_command_line

__all__ = ["app", "main"]

app: typer.Typer = typer.Typer(
    name="wfm",
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
for _command in (staff, schedule, calc, count, explain, centre, config, schema):
    _command.add_to(app)


_INTERRUPTED = 130
_BAD_INPUT = 3
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


def main() -> None:
    """Run the command line; an error is printed as one sentence, with its exit code."""
    written_files.clear()
    try:
        code = app(standalone_mode=False)
        if code == _INTERRUPTED:
            _fail(interrupted_text(), _INTERRUPTED)
        sys.exit(code if isinstance(code, int) else 0)
    except typer.Abort:
        _fail(interrupted_text(), _INTERRUPTED)
    except DataError as error:
        _fail(error, _BAD_INPUT)
    except UnreachableError as error:
        _fail(error, 4)
    except WfmError as error:
        _fail(error, 2)
    except OutputClosedError:
        sys.exit(0)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _fail(f"{place}{error.strerror or error}", _BAD_INPUT)
    except Exception as error:
        if isinstance(error, _CLI_ERROR):
            described = {"type": "UsageError", "message": error.format_message()}
            _print_json(described, error.exit_code)
            error.show()
            sys.exit(error.exit_code)
        name = type(error).__name__
        _fail(f"internal error ({name}: {error}); please report it. --debug shows the traceback", 1)


def _fail(error: Exception | str, code: int) -> None:
    """Print an error, with its traceback for --debug, and exit."""
    if "--debug" in sys.argv:
        traceback.print_exc()
    if isinstance(error, WfmError):
        _print_json(error.as_dict(), code)
    elif code == _BAD_INPUT:
        _print_json({"type": "OSError", "message": str(error)}, code)
    tell(str(error))
    sys.exit(code)


def _print_json(error: dict[str, Any], code: int) -> None:
    """Print an error as JSON to stdout, if the command was run with --json."""
    if "--json" not in sys.argv[1:]:
        return
    document = {"error": {"problems": [], **error, "exit_code": code}}
    with suppress(OutputClosedError):
        say(json.dumps(document, indent=2, ensure_ascii=False))
