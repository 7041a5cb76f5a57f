"""``wfm calc``: the agents of one interval, as the calculators on the web show them."""

from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.options import Debug, TargetOptions, examples, takes, target_options, with_settings
from wfm.cli.output import say
from wfm.cli.settings import SettingsCommand
from wfm.errors import UsageError

if TYPE_CHECKING:
    from wfm.planning.interval_models import IntervalModel

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "calc",
        cls=SettingsCommand,
        epilog=examples(
            "wfm calc 100 --interval 30m --aht 3m --target 80/20",
            "wfm calc 1000 --aht 3m --abandonment 5% --patience 2m",
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
        int,
        typer.Option(
            metavar="K", min=1, help="Maximum concurrent chats per agent; above 1 with --overhead."
        ),
    ] = 1,
    overhead: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Share of a chat's handle time in which the agent can attend to no other.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    debug: Debug = False,
) -> None:
    """Staff one interval, with the service of fewer and more agents."""
    import json

    from wfm.planning.interval import staff_interval
    from wfm.report.interval_text import interval_text
    from wfm.units import duration, number

    options = with_settings(options, ctx)
    result = staff_interval(
        number(volume, "volume"),
        duration(aht, "--aht"),
        duration(interval, "--interval"),
        options.target,
        options.shrinkage,
        _model(options, lines, chat, overhead),
    )
    document = result.document() | {"defaults": options.defaults}
    say(json.dumps(document, indent=2) if as_json else interval_text(result, options.defaults))


def _model(
    options: TargetOptions, lines: int | None, chat: int, overhead: str | None
) -> "IntervalModel":
    """The queueing model that the options describe."""
    from wfm.planning.interval_models import IntervalModel
    from wfm.units import fraction

    if (chat > 1) != (overhead is not None):
        raise UsageError("--chat above 1 and --overhead need each other: --chat 3 --overhead 30%.")
    return IntervalModel(
        patience=options.patience,
        definition=options.definition,
        lines=lines,
        concurrency=chat,
        overhead=0.0 if overhead is None else fraction(overhead, "--overhead"),
    )
