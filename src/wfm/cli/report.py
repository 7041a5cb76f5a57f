"""``wfm report``: plans, schedules and other results as one page for a browser."""

from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.options import Debug, examples
from wfm.cli.output import check_files, note, say_bytes, stdin_bytes
from wfm.errors import UsageError

if TYPE_CHECKING:
    from wfm.html_report.page_records import PageDocument
    from wfm.html_report.report_files import Report

__all__ = ["add_to"]

_ALL = "all"

# A text of its own, because python -OO removes docstrings.
_HELP = """\
Write a page for a browser: one file that opens from a mail, without a network, and prints.

FILES are plans of wfm staff in any format, and .json files of wfm schedule, wfm forecast, wfm
review and wfm capacity, in any number. Charts need the package vl-convert-python.
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "report",
        help=_HELP,
        short_help="Write a page with figures and charts for a browser.",
        epilog=examples(
            "wfm staff examples/short_day.csv --json -q | wfm report - -o - > report.html",
            "wfm report examples/short_day.csv -o report.html --force --png heatmap",
        ),
    )(report)


def _pictures(kind: str) -> typer.models.OptionInfo:
    """The option of charts as pictures of one kind."""
    option: typer.models.OptionInfo = typer.Option(
        f"--{kind}",
        metavar="CHART",
        help=f"Write a chart beside the page too, as REPORT-CHART.{kind}; repeatable; all: every "
        "chart.",
    )
    return option


def report(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILES...",
            help="Plans, schedules, forecasts, reviews, capacity plans; - for stdin.",
        ),
    ],
    output: Annotated[
        str,
        typer.Option("-o", "--output", metavar="FILE", help="The page, .html; - for stdout."),
    ],
    title: Annotated[
        str, typer.Option(metavar="TEXT", help="Title. [default: the headline of the page]")
    ] = "",
    png: Annotated[list[str] | None, _pictures("png")] = None,
    svg: Annotated[list[str] | None, _pictures("svg")] = None,
    pdf: Annotated[list[str] | None, _pictures("pdf")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite existing output files.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    debug: Debug = False,
) -> None:
    """Write a page of plans, schedules, forecasts, reviews and capacity plans."""
    from wfm.html_report.report_files import PAGE_FORMATS, Report
    from wfm.report.chart_images import check_charts

    asked = {"png": png or [], "svg": svg or [], "pdf": pdf or []}
    inputs: dict[str, str | None] = {f"input file {at}": one for at, one in enumerate(files, 1)}
    page = None if output == "-" else output
    check_files([("--output", page, PAGE_FORMATS)], inputs, force=force)
    if files.count("-") > 1:
        raise UsageError("only one of the files can be stdin: name the others.")
    if output == "-" and any(asked.values()):
        raise UsageError("charts are files beside the page: name the page with -o report.html.")
    check_charts("wfm report")
    made = Report(tuple(map(_document, files)), title)
    charts = _charts(made, output, asked)
    check_files([("", one, (PurePath(one).suffix,)) for one in charts], inputs, force=force)
    if output == "-":
        say_bytes(made.html())
        return
    made.save_with_charts(output, charts, overwrite=force)
    if not quiet:
        for one in (output, *charts):
            note(f"wrote {one}")


def _document(source: str) -> "PageDocument":
    """The document of a file or of stdin."""
    from wfm.html_report.document_reader import read_document
    from wfm.html_report.page_records import PageDocument

    stdin = stdin_bytes() if source == "-" else None
    name = "standard input" if source == "-" else PurePath(source).name
    return PageDocument(name, read_document(source, stdin=stdin))


def _charts(made: "Report", output: str, asked: dict[str, list[str]]) -> dict[str, str]:
    """The charts that are asked for, by the paths of their files."""
    stem = PurePath(output).with_suffix("")
    paths: dict[str, str] = {}
    for kind, names in asked.items():
        chosen = made.charts if _ALL in names else tuple(dict.fromkeys(names))
        made.check_charts(chosen)
        paths |= {f"{stem}-{name}.{kind}": name for name in chosen}
    return paths
