"""The command line: parse words, call the library, print. No arithmetic.

Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 a bug of wfm, 2 unusable
words, 3 bad input data, 4 a target that cannot be met, 130 interrupted.
"""

from __future__ import annotations

import sys
import traceback
from typing import Any

import typer

from wfm.cli import calc, centre, explain, schedule, schema, staff
from wfm.cli.options import examples
from wfm.cli.output import ReaderGoneError, say, tell
from wfm.errors import DataError, UnreachableError, WfmError

__all__ = ["app", "main"]

app = typer.Typer(
    name="wfm",
    help="How many agents, when, at what service: staffing for contact centres.",
    epilog=examples(
        "wfm staff examples/forecast.csv",
        "wfm calc 100 --interval 30m --aht 3m --target 80/20",
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (staff, schedule, calc, explain, centre, schema):
    room.add_to(app)


_INTERRUPTED = 130
# What typer raises for words that it cannot parse; the class has no public name of its own.
_WORDS: Any = typer.BadParameter.__mro__[2]


def _version(wanted: bool) -> None:
    if wanted:
        from wfm import __version__

        say(f"wfm {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    pass


def main() -> None:
    """Run the command line; every error ends in one sentence and its exit code."""
    try:
        code = app(standalone_mode=False)
        if code == _INTERRUPTED:
            _fail("interrupted; nothing was written", _INTERRUPTED)
        sys.exit(code if isinstance(code, int) else 0)
    except typer.Abort:
        _fail("interrupted; nothing was written", _INTERRUPTED)
    except DataError as error:
        _fail(error, 3)
    except UnreachableError as error:
        _fail(error, 4)
    except WfmError as error:
        _fail(error, 2)
    except ReaderGoneError:
        sys.exit(0)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _fail(f"{place}{error.strerror or error}", 3)
    except Exception as error:
        if isinstance(error, _WORDS):
            error.show()
            sys.exit(error.exit_code)
        name = type(error).__name__
        _fail(f"this is a bug in wfm, please report it ({name}: {error}); --debug shows where", 1)


def _fail(error: Exception | str, code: int) -> None:
    if "--debug" in sys.argv:
        traceback.print_exc()
    tell(str(error))
    sys.exit(code)
