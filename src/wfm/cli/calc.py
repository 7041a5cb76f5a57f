"""``wfm calc``: the agents of one interval, as the calculators on the web show them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wfm.cli.options import (
    Debug,
    Quiet,
    TargetOptions,
    check_patience,
    examples,
    takes,
    target_options,
    with_settings,
)
from wfm.cli.output import note, say, say_json
from wfm.cli.settings import SettingsCommand
from wfm.errors import UsageError

if TYPE_CHECKING:
    from wfm.planning.interval_models import IntervalModel

__all__ = ["add_to"]

_DAY = 86_400.0


# A text of its own, because python -OO removes docstrings.
_HELP = """\
Staff one interval, with the service of fewer and more agents.

With --agents or --scheduled: what service these people give, and how much work they carry.
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "calc",
        help=_HELP,
        cls=SettingsCommand,
        epilog=examples(
            "wfm calc 100 --interval 30m --aht 3m --target 80/20",
            "wfm calc 100 --interval 30m --aht 3m --agents 14",
        ),
    )(calc)


@takes(options=target_options)
def calc(
    ctx: typer.Context,
    volume: Annotated[str, typer.Argument(metavar="VOLUME", help="Contacts in the interval.")],
    options: TargetOptions,
    aht: Annotated[str, typer.Option(metavar="TIME", help="Average handle time: 3m or 210s.")],
    interval: Annotated[str, typer.Option(metavar="TIME", help="Length of the interval.")] = "30m",
    lines: Annotated[
        int | None,
        typer.Option(
            metavar="K",
            min=1,
            help="Number of lines; further contacts are blocked. [default: no limit]",
        ),
    ] = None,
    chat: Annotated[
        int, typer.Option(metavar="K", min=1, help="Maximum concurrent chats per agent.")
    ] = 1,
    overhead: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="With --chat: share of a chat's handle time in which the agent can attend to no "
            "other. [default: 0%]",
        ),
    ] = None,
    agents: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="Show the service of N agents on contacts, instead of the agents required.",
        ),
    ] = None,
    scheduled: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="The same for N people on the schedule, of whom the shrinkage is not on contacts.",
        ),
    ] = None,
    flat: Annotated[
        bool,
        typer.Option(
            "--flat",
            help="Accept an interval of a day or longer: contacts arrive evenly, day and night.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Staff one interval, with the service of fewer and more agents."""
    check_patience(options)
    from wfm.targets import swapped_note
    from wfm.units import duration, handle_time, number, typed

    options = with_settings(options, ctx)
    length = _length(typed(duration, interval, "--interval"), interval, flat=flat)
    defaults = (*options.defaults, *(("--overhead 0%",) if chat > 1 and overhead is None else ()))
    defaults += () if flat else _flat_note(length)
    swapped = swapped_note(options.target.service_level, options.target.within)
    if swapped and not quiet:
        note(swapped)
    work = typed(number, volume, "volume"), typed(handle_time, aht, "--aht"), length
    model = _model(options, lines, chat, overhead)
    if agents is None and scheduled is None:
        result, text = _staffed(work, options, model)
    else:
        result, text = _given(work, options, model, agents, scheduled)
    if as_json:
        say_json(result.document() | {"defaults": defaults})
    else:
        say(text(result, () if quiet else defaults))


def _length(seconds: float, text: str, *, flat: bool) -> float:
    """The interval; a day or longer only if its contacts are said to arrive evenly."""
    if seconds >= _DAY and not flat:
        raise UsageError(
            f"--interval must be shorter than 24h: got {text}. Contacts do not arrive evenly over "
            "days and nights, so that peaks need more agents than the average. Write the volume of "
            "each interval of a usual day or week into a file (start,volume,aht), and staff it "
            "with wfm staff; if contacts do arrive evenly, add --flat."
        )
    return seconds


def _flat_note(seconds: float) -> tuple[str, ...]:
    """What an interval longer than those of planning takes for granted."""
    from wfm.demand import LONGEST_INTERVAL
    from wfm.units import duration_text

    if seconds <= LONGEST_INTERVAL:
        return ()
    return (f"contacts evenly over {duration_text(seconds)}; peaks need more agents",)


def _staffed(
    work: tuple[float, float, float], options: TargetOptions, model: "IntervalModel"
) -> tuple[Any, Callable[..., str]]:
    """The agents that the target requires, and what prints them."""
    from wfm.planning.interval import staff_interval
    from wfm.report.interval_text import interval_text

    result = staff_interval(
        *work, options.target, options.shrinkage, model, min_agents=options.min_agents
    )
    return result, interval_text


def _given(
    work: tuple[float, float, float],
    options: TargetOptions,
    model: "IntervalModel",
    agents: str | None,
    scheduled: str | None,
) -> tuple[Any, Callable[..., str]]:
    """The service of given people, and what prints it."""
    from wfm.planning.given_agents import service_of_agents
    from wfm.report.interval_text import given_agents_text
    from wfm.units import number, typed

    if agents is not None and scheduled is not None:
        raise UsageError(
            "use one of --agents (people on contacts) and --scheduled (people on the schedule)."
        )
    result = service_of_agents(
        *work,
        options.target,
        options.shrinkage,
        model,
        agents=typed(number, agents, "--agents"),
        scheduled=typed(number, scheduled, "--scheduled"),
        min_agents=options.min_agents,
    )
    return result, given_agents_text


def _model(
    options: TargetOptions, lines: int | None, chat: int, overhead: str | None
) -> "IntervalModel":
    """The queueing model that the options describe."""
    from wfm.planning.interval_models import IntervalModel
    from wfm.units import fraction

    if chat == 1 and overhead is not None:
        raise UsageError("--overhead is for chat: add for example --chat 3.")
    return IntervalModel(
        patience=options.patience,
        definition=options.definition,
        lines=lines,
        concurrency=chat,
        overhead=0.0 if overhead is None else fraction(overhead, "--overhead"),
    )
