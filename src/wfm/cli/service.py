"""``wfm staff --agents``: the service that given people provide, on the screen and in files."""

from typing import TYPE_CHECKING, NamedTuple

from wfm.cli.output import lines_of_notes, note, note_harmless, say, say_bytes
from wfm.cli.settings import COMMAND_LINE, put_aside, source_of
from wfm.errors import UsageError

if TYPE_CHECKING:
    import typer

    from wfm.planning.expected_service import ExpectedService
    from wfm.planning.given_columns import AgentsColumn
    from wfm.planning.records import PlanBasis

__all__ = ["Output", "given_people", "refuse_centre", "refuse_unused", "show_service"]


class Output(NamedTuple):
    """What to print and write."""

    path: str | None
    intervals: bool
    as_json: bool
    raw_text: bool
    quiet: bool
    force: bool


def refuse_centre(centre: str | None) -> None:
    """Given people are not available for a centre."""
    if centre is not None:
        raise UsageError(
            "--agents and --scheduled are for queues with agents of their own, by Erlang C or "
            "Erlang A; the queues of a centre may share agents. Leave out --centre, or choose "
            "between the two."
        )


def refuse_unused(ctx: "typer.Context", *, shrinkage: bool) -> None:
    """Refuse options that the service of given people does not depend on.

    `shrinkage` is whether it is one of them: the people are a number of agents on contacts. What
    ``wfm.toml`` sets is noted.
    """
    costs = ("cost", "premiums", "resolution", "contingency", "budget")
    names = (*costs, "contract_hours", "compare_teams", *(["shrinkage"] * shrinkage))
    given = [name for name in names if source_of(ctx, name) == COMMAND_LINE]
    if given:
        texts = ["--" + name.replace("_", "-") for name in given]
        cure = "Leave out " + " and ".join(texts)
        if "shrinkage" in given:
            cure += ", or use --scheduled for people on the schedule"
        raise UsageError(
            f"{', '.join(texts)} {'is' if len(texts) == 1 else 'are'} not used with "
            f"{'--agents' if ctx.params.get('agents') is not None else '--scheduled'}, which shows "
            f"the service of given people. {cure}."
        )
    put_aside(ctx, names, ": the service does not depend on it")


def given_people(agents: str | None, scheduled: str | None) -> "AgentsColumn | float":
    """The people of --agents or --scheduled: a number, else a column of the forecast."""
    from wfm.errors import InputError
    from wfm.planning.given_columns import AgentsColumn
    from wfm.units import number, with_one_meaning

    if agents is not None and scheduled is not None:
        raise UsageError(
            "use one of --agents (people on contacts) and --scheduled (people on the schedule)."
        )
    text = agents if agents is not None else str(scheduled)
    with_one_meaning(text, "--scheduled" if agents is None else "--agents")
    try:
        return number(text, "--agents")
    except InputError:
        return AgentsColumn(text, scheduled=scheduled is not None)


def show_service(
    basis: "PlanBasis", people: "AgentsColumn | float", output: Output, *, scheduled: bool
) -> None:
    """Compute the service of given people; write and print it."""
    from wfm.planning.expected_service import service_of_people
    from wfm.planning.given_columns import people_of

    service = service_of_people(basis, people_of(basis.demand, people, scheduled=scheduled))
    if output.path not in (None, "-"):
        _write(service, str(output.path), output)
    if output.as_json or output.path == "-":
        _write_stdout(service, output)
    elif not output.quiet:
        say(_text(service, intervals=output.intervals))


def _write(service: "ExpectedService", path: str, output: Output) -> None:
    """Write a file that has been checked before."""
    from wfm.planning.service_files import write_service

    write_service(path, service, overwrite=output.force, raw_text=output.raw_text)
    if not (output.quiet or output.as_json):
        note(f"wrote {path}: {len(service.demand):,} rows")
        note_harmless(service.demand.queues, path, raw_text=output.raw_text)


def _write_stdout(service: "ExpectedService", output: Output) -> None:
    """The result as JSON, or its rows as CSV."""
    from wfm.io.table_files import csv_text
    from wfm.planning.service_files import service_json, service_table

    text = (
        service_json(service)
        if output.as_json
        else csv_text(service_table(service), raw_text=output.raw_text)
    )
    say_bytes(text)


def _text(service: "ExpectedService", *, intervals: bool) -> str:
    """One screen, after every interval if they are asked for."""
    from wfm.report.expected_service_text import (
        expected_service_intervals,
        expected_service_text,
    )

    overview = expected_service_text(service, service.summary(), lines_of_notes())
    return f"{expected_service_intervals(service)}\n\n{overview}" if intervals else overview
