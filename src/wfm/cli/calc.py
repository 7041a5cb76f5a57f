"""``wfm calc``: one interval, as the web calculators show it."""

from typing import Annotated

import typer

from wfm.cli.options import Debug, Promise, examples, promise, takes
from wfm.cli.say import say

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Hang the command into the application."""
    app.command(
        "calc",
        epilog=examples(
            "wfm calc 100 --interval 30m --aht 3m --target 80/20",
            "wfm calc 360 --interval 1h --aht 240s --asa 20s --max-occupancy 85%",
        ),
    )(calc)


@takes(given=promise)
def calc(
    volume: Annotated[str, typer.Argument(metavar="VOLUME", help="Contacts in the interval.")],
    given: Promise,
    aht: Annotated[str, typer.Option(metavar="TIME", help="Average handle time: 3m, 210s.")],
    interval: Annotated[str, typer.Option(metavar="TIME", help="Length of the interval.")] = "30m",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    debug: Debug = False,
) -> None:
    """Staff one interval, and show its neighbours: two agents fewer to four more."""
    import json

    from wfm import report, units
    from wfm.one import around

    answer = around(
        units.number(volume, "volume"),
        units.duration(aht, "--aht"),
        units.duration(interval, "--interval"),
        given.target,
        given.shrinkage,
    )
    text = (
        json.dumps(answer.document(), indent=2)
        if as_json
        else report.calc_text(answer, given.assumed)
    )
    say(text)
