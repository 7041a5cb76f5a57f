"""What ``wfm schedule`` writes and prints: files, calendars against earlier ones, and texts."""

from typing import TYPE_CHECKING

from wfm.cli.output import check_files, note, note_harmless, stdout_bytes
from wfm.cli.terminal import say_text
from wfm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wfm.schedule import Schedule
    from wfm.scheduling.contracts import Agent
    from wfm.scheduling.earlier_calendar import EarlierCalendars

__all__ = ["checked_outputs", "print_schedule", "write_schedule_outputs"]


def checked_outputs(
    outputs: tuple[str | None, str | None, str | None],
    inputs: dict[str, str | None],
    agent_columns: dict[str, str],
    *,
    force: bool,
    as_json: bool,
) -> "tuple[Sequence[Agent] | str | None, EarlierCalendars | None]":
    """Refuse outputs that would lose something, before any work is done.

    Returns the people of --agents: their file, or what was read of it for the names of outputs; and
    the calendars of --replaces.
    """
    from wfm.scheduling.agents_input import agents_from
    from wfm.scheduling.preparation import Record, rules_from
    from wfm.scheduling.schedule_files import (
        COVERAGE_FORMATS,
        PER_AGENT,
        SCHEDULE_FORMATS,
        check_schedule_output,
        read_earlier,
    )

    output, coverage, replaces = outputs
    if as_json and output == "-":
        raise UsageError("--json and -o - both write to standard output: leave one out.")
    people: Sequence[Agent] | str | None = inputs["the file of --agents"]
    coverages = ("--coverage", coverage, COVERAGE_FORMATS)
    check_files([("-o", output, SCHEDULE_FORMATS), coverages], inputs, force=force)
    if replaces is not None and output in (None, "-"):
        raise UsageError("--replaces is for calendars: write -o shifts.ics, or leave it out.")
    if output in (None, "-"):
        return people, None
    names = None
    if people is not None and PER_AGENT in str(output):
        rules = rules_from(inputs["the file of --rules"], Record())[0]
        people = agents_from(people, rules, columns=agent_columns)
        names = [one.name for one in people]
    check_schedule_output(str(output), names)
    earlier = None if replaces is None else read_earlier(str(output), replaces, names)
    files = check_schedule_output(str(output), names, earlier)
    check_files([*(("-o", name, SCHEDULE_FORMATS) for name in files), coverages],
                inputs, force=force)  # fmt: skip
    return people, earlier


def write_schedule_outputs(
    made: "Schedule",
    output: str | None,
    coverage: str | None,
    earlier: "EarlierCalendars | None",
    *,
    force: bool,
    raw_text: bool,
    quiet: bool,
) -> None:
    """Write the files."""
    from wfm.scheduling.schedule_files import write_schedule_files

    path = None if output == "-" else output
    changes = write_schedule_files(
        path, coverage, made, overwrite=force, raw_text=raw_text, earlier=earlier
    )
    if path is not None and not quiet:
        note(f"wrote {output}: {len(made.rows):,} shifts")
    if earlier is not None and not quiet:
        kept = f"; {changes.kept:,} of other days stay" if changes.kept else ""
        note(
            f"against {earlier.source}: {changes.same:,} as before, {changes.changed:,} changed, "
            f"{changes.new:,} new, {changes.cancelled:,} cancelled{kept}"
        )
    if coverage is not None or output is not None:
        names = [name for row in made.rows for name in (row.agent, row.shift, row.queue)]
        note_harmless(names, ".csv" if coverage else str(output), raw_text=raw_text or quiet)


def print_schedule(
    made: "Schedule",
    output: str | None,
    *,
    as_json: bool,
    intervals: bool,
    raw_text: bool,
    quiet: bool,
) -> None:
    """Print the schedule: as JSON, as CSV, in full or as a summary."""
    from wfm.report.schedule_text import schedule_summary_text, schedule_text
    from wfm.scheduling.schedule_files import write_csv, write_json

    if as_json:
        with stdout_bytes() as stream:
            write_json(stream, made)
    elif output == "-":
        with stdout_bytes() as stream:
            write_csv(stream, made, raw_text=raw_text)
    elif not quiet:
        say_text(schedule_text(made) if intervals else schedule_summary_text(made))
