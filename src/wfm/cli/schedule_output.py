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
    outputs: "tuple[Sequence[str], str | None, str | None]",
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

    paths, coverage, replaces = outputs
    if as_json and "-" in paths:
        raise UsageError("--json and -o - both write to standard output: leave one out.")
    people: Sequence[Agent] | str | None = inputs["the file of --agents"]
    coverages = ("--coverage", coverage, COVERAGE_FORMATS)
    check_files([*(("-o", one, SCHEDULE_FORMATS) for one in paths), coverages],
                inputs, force=force)  # fmt: skip
    files = [one for one in paths if one != "-"]
    names = None
    if people is not None and any(PER_AGENT in one for one in files):
        rules = rules_from(inputs["the file of --rules"], Record())[0]
        people = agents_from(people, rules, columns=agent_columns)
        names = [one.name for one in people]
    for one in files:
        check_schedule_output(one, names)
    earlier = None
    if replaces is not None:
        calendars = calendars_of(files)
        if len(calendars) != 1:
            raise UsageError(
                "--replaces is for calendars: write -o shifts.ics, once, or leave it out."
            )
        earlier = read_earlier(calendars[0], replaces, names)
    written = [
        name
        for one in files
        for name in check_schedule_output(one, names, earlier if calendars_of([one]) else None)
    ]
    check_files([*(("-o", name, SCHEDULE_FORMATS) for name in written), coverages],
                inputs, force=force)  # fmt: skip
    return people, earlier


def calendars_of(paths: "Sequence[str]") -> list[str]:
    """The paths that are calendars."""
    return [one for one in paths if one.lower().endswith(".ics")]


def write_schedule_outputs(
    made: "Schedule",
    outputs: "Sequence[str]",
    coverage: str | None,
    earlier: "EarlierCalendars | None",
    *,
    force: bool,
    raw_text: bool,
    quiet: bool,
) -> None:
    """Write the files, each when it is complete."""
    from wfm.scheduling.schedule_files import write_schedule_files

    files: list[str | None] = [one for one in outputs if one != "-"]
    names = [name for row in made.rows for name in (row.agent, row.shift, row.queue)]
    for number, path in enumerate(files or [None]):
        own = earlier if path is not None and calendars_of([path]) else None
        changes = write_schedule_files(
            path, None if number else coverage, made, overwrite=force, raw_text=raw_text,
            earlier=own,
        )  # fmt: skip
        if path is not None and not quiet:
            note(f"wrote {path}: {len(made.rows):,} shifts")
        if own is not None and not quiet:
            kept = f"; {changes.kept:,} of other days stay" if changes.kept else ""
            note(
                f"against {own.source}: {changes.same:,} as before, {changes.changed:,} changed, "
                f"{changes.new:,} new, {changes.cancelled:,} cancelled{kept}"
            )
    if coverage is not None or outputs:
        ending = ".csv" if coverage else next(iter(outputs), "-")
        note_harmless(names, ending, raw_text=raw_text or quiet)


def print_schedule(
    made: "Schedule",
    outputs: "Sequence[str]",
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
    elif "-" in outputs:
        with stdout_bytes() as stream:
            write_csv(stream, made, raw_text=raw_text)
    elif not quiet:
        say_text(schedule_text(made) if intervals else schedule_summary_text(made))
