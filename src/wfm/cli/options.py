"""The options that commands share, each worded once.

A function that takes options and returns what they mean is a *group*; `takes` gives a command
the options of a group in the place of one argument.
"""

import functools
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

if TYPE_CHECKING:
    from wfm.io import ReadOptions
    from wfm.shrinkage import Shrinkage
    from wfm.targets import Target

__all__ = [
    "Aht",
    "ContractHours",
    "Debug",
    "Promise",
    "Queue",
    "contract",
    "examples",
    "promise",
    "reading",
    "takes",
]

Aht = Annotated[
    str | None, typer.Option(metavar="TIME", help="AHT where the file has none: 4m, 240s, 3m30s.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Queue = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Only this queue; may be repeated.")
]
ContractHours = Annotated[
    str | None,
    typer.Option(metavar="HOURS", help="Paid hours of a full-time week. [default: 40]"),
]

DEFAULT_TARGET = "85/60"


def examples(*commands: str) -> str:
    """The end of a help text: commands to copy."""
    return "\b\nExamples:\n" + "\n".join(f"  {command}" for command in commands)


def takes(**groups: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options of each group, in the place of the argument so named."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        own = inspect.signature(command).parameters
        theirs = {name: inspect.signature(group).parameters for name, group in groups.items()}

        @functools.wraps(command)
        def run(**given: Any) -> Any:
            for name, options in theirs.items():
                given[name] = groups[name](**{option: given.pop(option) for option in options})
            return command(**given)

        merged = [
            option.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for name, parameter in own.items()
            for option in (theirs[name].values() if name in theirs else (parameter,))
        ]
        run.__signature__ = inspect.Signature(merged)  # type: ignore[attr-defined]
        del run.__wrapped__
        run.__annotations__ = {option.name: option.annotation for option in merged}
        return run

    return decorate


def reading(
    aht: Aht = None,
    interval: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Length of an interval, where the file does not tell: 30m."
        ),
    ] = None,
    queue: Queue = None,
    tz: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Time zone of the file: Europe/Berlin.")
    ] = None,
    date_format: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT", help="How dates are written, as strptime: '%d.%m.%Y %H:%M'."
        ),
    ] = None,
    dayfirst: Annotated[
        bool | None,
        typer.Option("--dayfirst/--monthfirst", help="What 05/01/2026 means: 5 January or 1 May."),
    ] = None,
    aht_unit: Annotated[
        str | None,
        typer.Option(
            metavar="UNIT", help="Unit of the AHT column, where its name has none: s, min, mmss."
        ),
    ] = None,
    fill: Annotated[
        str,
        typer.Option(
            metavar="WHAT", help="Missing intervals inside a day: keep (and say so), zero or error."
        ),
    ] = "keep",
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which sheet of a workbook.")
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(metavar="SIGN", help="Between the columns, if not found out.")
    ] = None,
    decimal: Annotated[
        str | None, typer.Option(metavar="SIGN", help="The decimal sign: . or ,")
    ] = None,
    thousands: Annotated[
        str | None, typer.Option(metavar="SIGN", help="The sign between thousands.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of the file, if not found out: cp1252.")
    ] = None,
    no_limits: Annotated[
        bool, typer.Option("--no-limits", help="Allow over 10 million contacts or 24 h of AHT.")
    ] = False,
) -> "ReadOptions":
    """How to read a forecast."""
    from wfm import units
    from wfm.io import ReadOptions

    return ReadOptions(
        aht=None if aht is None else units.duration(aht, "--aht"),
        interval=None if interval is None else units.duration(interval, "--interval"),
        zone=tz,
        date_format=date_format,
        dayfirst=dayfirst,
        aht_unit=aht_unit,
        delimiter=delimiter,
        decimal=decimal,
        thousands=thousands,
        encoding=encoding,
        fill=fill,
        queues=tuple(queue or ()),
        sheet=sheet,
        limits=not no_limits,
    )


class Promise(NamedTuple):
    """What is promised, the time lost, which of it nobody gave, and whether anybody gave any."""

    target: "Target"
    shrinkage: "Shrinkage"
    assumed: tuple[str, ...]
    said: bool


def contract(hours: str | None) -> tuple[float, tuple[str, ...]]:
    """The hours of a contract, and what was assumed if nobody gave them."""
    from wfm._arrays import checked
    from wfm.units import number

    if hours is None:
        return 40.0, ("--contract-hours 40",)
    return float(checked("contract_hours", number(hours, "--contract-hours"))), ()


def promise(
    target: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE/TIME",
            help="Share answered within a time, 85/60; the default without --asa.",
        ),
    ] = None,
    asa: Annotated[str | None, typer.Option(metavar="TIME", help="Longest mean wait: 20s.")] = None,
    max_occupancy: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Highest share of time spent on contacts: 85%."),
    ] = None,
    shrinkage: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Share of paid time lost: 30%, or breaks=8%,leave=10%,… [default: 30%]",
        ),
    ] = None,
) -> "Promise":
    """The promise, with the defaults that had to be assumed."""
    from wfm import units
    from wfm.shrinkage import DEFAULT, Shrinkage
    from wfm.targets import Target

    limits = {
        "asa": None if asa is None else units.duration(asa, "--asa"),
        "max_occupancy": (
            None if max_occupancy is None else units.fraction(max_occupancy, "--max-occupancy")
        ),
    }
    if target is None and asa is not None:
        goal = Target(**limits)
    else:
        goal = Target.parse(target or DEFAULT_TARGET, **limits)
    defaults = (
        (target or asa, f"--target {DEFAULT_TARGET}"),
        (shrinkage, f"--shrinkage {_parts(DEFAULT)}"),
        (max_occupancy, "no --max-occupancy"),
    )
    assumed = [text for value, text in defaults if value is None]
    return Promise(
        goal,
        Shrinkage.parse(shrinkage) if shrinkage else DEFAULT,
        (*assumed, "nobody hangs up (Erlang C)"),
        said=any(words is not None for words in (target, asa, max_occupancy, shrinkage)),
    )


def _parts(shrinkage: "Shrinkage") -> str:
    parts = ", ".join(f"{c.name} {100 * c.share:g}" for c in shrinkage.components)
    return f"{100 * shrinkage.total:g}%: {parts}"
