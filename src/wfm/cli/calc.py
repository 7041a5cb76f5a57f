"""``wfm calc``: one interval, as the web calculators show it."""

from typing import Annotated

import typer

from wfm.cli.options import Debug, Promise, examples, promise, takes
from wfm.cli.output import say
from wfm.errors import UsageError

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Hang the command into the application."""
    app.command(
        "calc",
        epilog=examples(
            "wfm calc 100 --interval 30m --aht 3m --target 80/20",
            "wfm calc 1000 --aht 3m --target 80/60 --patience 2m",
        ),
    )(calc)


@takes(given=promise)
def calc(
    volume: Annotated[str, typer.Argument(metavar="VOLUME", help="Contacts in the interval.")],
    given: Promise,
    aht: Annotated[str, typer.Option(metavar="TIME", help="Average handle time: 3m, 210s.")],
    interval: Annotated[str, typer.Option(metavar="TIME", help="Length of the interval.")] = "30m",
    patience: Annotated[
        str | None, typer.Option(metavar="TIME", help="Mean time until a caller gives up: 3m.")
    ] = None,
    lines: Annotated[
        int | None,
        typer.Option(metavar="K", min=1, help="Lines; who finds all busy is turned away."),
    ] = None,
    chat: Annotated[
        int, typer.Option(metavar="K", min=1, help="Chats that an agent has in hand at most.")
    ] = 1,
    overhead: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Share of a chat's time that cannot run in parallel."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    debug: Debug = False,
) -> None:
    """Staff one interval, and show its neighbours: two agents fewer to four more."""
    import json

    from wfm import report, units
    from wfm.planning.interval import around
    from wfm.planning.interval_models import Customers, answer

    if (chat > 1) != (overhead is not None):
        raise UsageError("--chat and --overhead go together: --chat 3 --overhead 30%.")
    interval_of = (
        units.number(volume, "volume"),
        units.duration(aht, "--aht"),
        units.duration(interval, "--interval"),
        given.target,
        given.shrinkage,
    )
    if patience is None and lines is None and chat == 1:
        plain = around(*interval_of)
        found, text = plain.document(), report.calc_text(plain, given.assumed)
    else:
        how = Customers(
            patience=float("inf") if patience is None else units.duration(patience, "--patience"),
            lines=lines,
            concurrency=chat,
            overhead=0.0 if overhead is None else units.fraction(overhead, "--overhead"),
        )
        other = answer(*interval_of, how)
        assumed = [t for t in given.assumed if patience is None or "Erlang C" not in t]
        found, text = other.document(), report.answer_text(other, assumed)
    say(json.dumps(found, indent=2) if as_json else text)
