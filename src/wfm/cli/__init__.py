"""The command line: parse arguments, call the library, print. No arithmetic.

Results go to stdout, everything else to stderr. With ``--json`` an error in the arguments or in
the input goes to stdout too, as ``{"error": {"type": …, "message": …, "exit_code": …, "problems":
[{"source": …, "line": …, "column": …, "index": …, "text": …}]}}``. Exit codes: 0 success, 1
internal error, 2 invalid command-line usage, 3 invalid input data or a file that cannot be read or
written, 4 a target that cannot be met, 130 interrupted (143 terminated, 129 terminal closed).

This module imports nothing at first: the signals are set up before the slow imports.
"""

import sys

__all__ = ["command", "main"]


def command() -> None:
    """The command ``wfm``: `main` in a process of its own, from its first moment to its last."""
    from wfm.cli import process

    process.prepare()
    code = process.INTERRUPTED
    try:
        from wfm.cli.command_line import run

        process.raise_on_signal()
        code = run()
    except KeyboardInterrupt:  # while a message was printed
        pass
    process.ignore_signals()
    process.leave(code)


def main() -> None:
    """Run the command line and raise SystemExit with its exit code; signals are left as they are.

    An error is printed as one sentence.
    """
    from wfm.cli.command_line import run

    hook = sys.excepthook  # typer sets its own
    try:
        code = run()
    finally:
        sys.excepthook = hook
    sys.exit(code)
