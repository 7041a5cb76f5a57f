"""Options that several commands share: each is defined and described here once.

A function from options to one record is a *group*; `takes` replaces an argument of a command by
the options of a group.
"""

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, cast

import typer

from wfm.cli.settings import COMMAND_LINE, source_of
from wfm.cli.table_options import Decimal, Delimiter, Encoding, Sheet, Thousands
from wfm.option_text import is_in_file

if TYPE_CHECKING:
    from wfm.io import ReadOptions
    from wfm.shrinkage import Shrinkage
    from wfm.targets import Definition, Target

__all__ = [
    "Agents",
    "Aht",
    "ContractHours",
    "Cost",
    "Debug",
    "Queue",
    "Quiet",
    "Scheduled",
    "TargetOptions",
    "check_patience",
    "contract",
    "examples",
    "reading",
    "takes",
    "target_options",
    "with_settings",
]

Agents = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN|N",
        help="Show the service of these agents on contacts, instead of the agents required: a "
        "column of the forecast, or one number.",
    ),
]
Scheduled = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN|N",
        help="The same for people on the schedule, of whom the shrinkage is not on contacts.",
    ),
]
Aht = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Average handle time, if the file has none: 4m or 3m30s."),
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Quiet = Annotated[
    bool,
    typer.Option("--quiet", "-q", help="Print the result only, without notes and defaults used."),
]
Queue = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Queue to include; repeatable. [default: all]"),
]
ContractHours = Annotated[
    str | None,
    typer.Option(metavar="HOURS", help="Paid hours per week of one FTE. [default: 40]"),
]
Cost = Annotated[
    str | None,
    typer.Option(
        "--cost-per-hour",
        "--cost",
        metavar="AMOUNT",
        help="Cost of one paid hour, for the cost of the plan and of a contact: 24.",
    ),
]

DEFAULT_TARGET = "85/60"


def examples(*commands: str) -> str:
    """The last lines of a help text: commands to copy."""
    return "\b\nExamples:\n" + "\n".join(f"  {command}" for command in commands)


def takes(**groups: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Replace each named argument of a command by the options of its group."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        own = inspect.signature(command).parameters
        grouped = {name: inspect.signature(group).parameters for name, group in groups.items()}

        @functools.wraps(command)
        def run(**values: Any) -> Any:
            for name, options in grouped.items():
                values[name] = groups[name](**{option: values.pop(option) for option in options})
            return command(**values)

        merged = [
            option.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for name, parameter in own.items()
            for option in (grouped[name].values() if name in grouped else (parameter,))
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
        typer.Option(metavar="TIME", help="Length of an interval: 30m. [default: detected]"),
    ] = None,
    queue: Queue = None,
    tz: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Time zone of the local times: Europe/Berlin."),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Date of a usual day, for a table of times without dates."
        ),
    ] = None,
    week_of: Annotated[
        str | None,
        typer.Option(
            "--week-of", metavar="DATE", help="Date of the week, for a table of weekdays by name."
        ),
    ] = None,
    date_format: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help="Date format, as for strptime: '%d.%m.%Y %H:%M'. [default: detected]",
        ),
    ] = None,
    dayfirst: Annotated[
        bool | None,
        typer.Option(
            "--dayfirst/--monthfirst",
            help="Read 05/01/2026 as 5 January or as 1 May. [default: detected]",
        ),
    ] = None,
    aht_unit: Annotated[
        str | None,
        typer.Option(
            metavar="UNIT",
            help="Unit of the AHT column, whatever its heading says: s, ms, min, h, d, mm:ss or "
            "hh:mm:ss; total for the total of the interval, total-min for one in minutes.",
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="QUANTITY=HEADING,…",
            help="The column of a quantity: start='Half Hour',volume=Calls; A+B adds columns up, "
            "#3 is the third. Repeatable. [default: detected]",
        ),
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Layout of the export of a program: "
            "avaya, connect, five9, genesys, nice or ringcentral.",
        ),
    ] = None,
    fill: Annotated[
        str,
        typer.Option(
            metavar="POLICY",
            help="Intervals missing within a day: keep (only a note), zero (add them without "
            "contacts) or error.",
        ),
    ] = "keep",
    sheet: Sheet = None,
    delimiter: Delimiter = None,
    decimal: Decimal = None,
    thousands: Thousands = None,
    encoding: Encoding = None,
    no_limits: Annotated[
        bool,
        typer.Option(
            "--no-limits",
            help="Accept more than 10 million contacts per interval and AHT above 24 h.",
        ),
    ] = False,
) -> "ReadOptions":
    """Options for reading a forecast file."""
    from wfm import units
    from wfm.io import ReadOptions
    from wfm.io.forecast.named_columns import columns_of_text
    from wfm.io.forecast.read_options import date_of_option

    return ReadOptions(
        aht=units.typed(units.handle_time, aht, "--aht"),
        interval=units.typed(units.duration, interval, "--interval"),
        zone=tz,
        date=date_of_option(date, "date"),
        week_of=date_of_option(week_of, "week_of"),
        date_format=date_format,
        dayfirst=dayfirst,
        aht_unit=aht_unit,
        aht_unit_usual=is_in_file("aht_unit"),
        delimiter=delimiter,
        decimal=decimal,
        thousands=thousands,
        encoding=encoding,
        fill=fill,
        queues=tuple(queue or ()),
        sheet=sheet,
        limits=not no_limits,
        columns=columns_of_text(columns or ()),
        layout=layout,
    )


class TargetOptions(NamedTuple):
    """The service target with its model, the shrinkage, and which of them are defaults.

    Attributes
    ----------
    target : Target
        The service target.
    patience : float
        Mean time until a waiting contact abandons; inf: no abandonment (Erlang C). [s]
    definition : str
        Of which contacts the service level is a share: "offered", "answered" or "virtual".
    shrinkage : Shrinkage
        Total and components.
    min_agents : int
        Agents that are staffed in any case. [agents]
    default_texts : mapping of str to str
        The options that were not set, with their default values.
    was_set : frozenset of str
        The options that were set on the command line.
    of_file : tuple of str
        Those of `default_texts` that ``wfm.toml`` sets.
    """

    target: "Target"
    patience: float
    definition: "Definition"
    shrinkage: "Shrinkage"
    min_agents: int
    default_texts: Mapping[str, str]
    was_set: frozenset[str]
    of_file: tuple[str, ...] = ()

    @property
    def defaults(self) -> tuple[str, ...]:
        """The defaults used, as texts."""
        return tuple(self.default_texts.values())


def with_settings(target: TargetOptions, ctx: typer.Context) -> TargetOptions:
    """The options of the target, where values of ``wfm.toml`` count as defaults."""
    names = inspect.signature(target_options).parameters
    of_file = dict(zip(ctx.obj.used, ctx.obj.defaults(), strict=True))
    return target._replace(
        default_texts={**of_file, **target.default_texts},
        of_file=tuple(of_file.values()),
        was_set=frozenset(name for name in names if source_of(ctx, name) == COMMAND_LINE),
    )


def contract(hours: str | None) -> tuple[float, tuple[str, ...]]:
    """Contract hours, and the default if they were not set."""
    from wfm._arrays import checked
    from wfm.units import number, typed

    if hours is None:
        return 40.0, ("--contract-hours 40",)
    return float(checked("contract_hours", typed(number, hours, "--contract-hours"))), ()


def target_options(
    target: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE/TIME",
            help="Minimum service level, 80/20 for 80 % answered within 20 s. [default: 85/60, "
            "unless --asa or --abandonment is set]",
        ),
    ] = None,
    asa: Annotated[
        str | None, typer.Option(metavar="TIME", help="Maximum average speed of answer: 20s.")
    ] = None,
    abandonment: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE", help="Maximum share of contacts that abandon: 5%. Needs --patience."
        ),
    ] = None,
    max_occupancy: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Maximum occupancy: 85%. [default: no limit]"),
    ] = None,
    patience: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Mean time until a waiting contact abandons: 3m (Erlang A). [default: no "
            "abandonment, Erlang C]",
        ),
    ] = None,
    min_agents: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            help="Never fewer than N agents on contacts, in no interval. [default: 0]",
            show_default=False,
        ),
    ] = 0,
    definition: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Contacts of which the service level is a share: offered, answered, or virtual "
            "(waiting times as if no contact abandoned). [default: offered]",
        ),
    ] = None,
    shrinkage: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Share of paid time not available for contacts: 30%, or by component "
            "breaks=8%,leave=10%. [default: 30%]",
        ),
    ] = None,
) -> TargetOptions:
    """Options of the service target, with the defaults of those that are not set."""
    from wfm.shrinkage import DEFAULT, Shrinkage

    options = {
        "target": target, "asa": asa, "abandonment": abandonment, "max_occupancy": max_occupancy,
        "patience": patience, "definition": definition, "shrinkage": shrinkage,
        "min_agents": min_agents or None,
    }  # fmt: skip
    defaults = {
        "target": f"--target {DEFAULT_TARGET}",
        "shrinkage": f"--shrinkage {_components_text(DEFAULT)}",
        "max_occupancy": "no --max-occupancy",
        "patience": "no --patience (Erlang C)",
    }
    if asa or abandonment:
        del defaults["target"]
        if target is None:
            defaults["within"] = "service level reported within 60 s"
    return TargetOptions(
        _target(target, asa, abandonment, max_occupancy),
        _patience(patience),
        _definition(definition),
        DEFAULT if shrinkage is None else Shrinkage.parse(shrinkage),
        min_agents,
        {name: text for name, text in defaults.items() if options.get(name) is None},
        frozenset(name for name, value in options.items() if value is not None),
    )


def _target(
    target: str | None, asa: str | None, abandonment: str | None, max_occupancy: str | None
) -> "Target":
    """The service target; the default service level only without --asa and --abandonment."""
    from wfm.targets import Target
    from wfm.units import duration, fraction, typed

    limits = {
        "asa": typed(duration, asa, "--asa"),
        "abandonment": None if abandonment is None else fraction(abandonment, "--abandonment", 1.0),
        "max_occupancy": (
            None if max_occupancy is None else fraction(max_occupancy, "--max-occupancy", 1.0)
        ),
    }
    if target is None and (asa or abandonment) is not None:
        return Target(**limits)
    return Target.parse(DEFAULT_TARGET if target is None else target, **limits)


def _patience(patience: str | None) -> float:
    """The patience in seconds; infinite if it is not set."""
    from wfm.units import duration, typed

    return float("inf") if patience is None else typed(duration, patience, "--patience")


def check_patience(target: TargetOptions, *, of_column: bool = False) -> None:
    """Refuse a maximum abandonment without a patience, of an option or a column of the input."""
    from wfm.errors import UsageError

    if target.target.abandonment is not None and target.patience == float("inf") and not of_column:
        raise UsageError("--abandonment needs --patience: add for example --patience 3m.")


def _definition(definition: str | None) -> "Definition":
    """The definition of the service level, checked here to name the option."""
    from wfm.errors import UsageError

    if definition is None:
        return "offered"
    if definition not in ("offered", "answered", "virtual"):
        raise UsageError(f"--definition must be offered, answered or virtual: got {definition!r}.")
    return cast("Definition", definition)


def _components_text(shrinkage: "Shrinkage") -> str:
    """A total with its components: "30% (breaks 8%, leave 10%)"."""
    parts = ", ".join(f"{part.name} {100 * part.share:g}%" for part in shrinkage.components)
    return f"{100 * shrinkage.total:g}% ({parts})"
