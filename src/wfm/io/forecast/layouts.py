"""Layouts: the headings and units of the exports of other programs, by name.

A layout says which heading is which quantity and how its values are written, so that nothing has
to be detected: ``--layout NAME`` or ``layout="NAME"``. Each is taken from the public documents or
samples that it cites; a program of which none could be read has no layout here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from wfm.errors import InputError
from wfm.io.forecast.read_options import ReadOptions, nearest
from wfm.option_text import option

__all__ = [
    "LAYOUTS",
    "Layout",
    "SumColumn",
    "headings_of",
    "known_headings",
    "layout_named",
    "layout_note",
    "with_layout",
]


class SumColumn(NamedTuple):
    """A quantity that the file has in several columns.

    ::

        value = sum of the columns / contacts

    Attributes
    ----------
    quantity : str
        One of `QUANTITIES`.
    columns : tuple of str
        The headings to add up. The first must be in the file; others may lack.
    per : str
        Heading of the contacts to divide by; empty for no division.
    """

    quantity: str
    columns: tuple[str, ...]
    per: str = ""


class Layout(NamedTuple):
    """The export of one program.

    Attributes
    ----------
    name : str
        As in ``--layout``.
    program : str
        The program and its report, for notes.
    columns : mapping of str to str
        The quantity of each heading, one of `QUANTITIES`. Case, spaces and punctuation of a
        heading do not matter. Where a file has several headings of one quantity, the first of
        this mapping is read. A heading that the file lacks is found as without a layout.
    sources : tuple of str
        Addresses of the public documents or samples that the layout was taken from.
    sums : tuple of SumColumn
        Quantities in several columns; they are read before `columns`.
    aht_unit : str or None
        Unit of the handle times, as in ``--aht-unit``.
    blank_volume : bool
        Whether an empty cell means that there were no contacts.
    date_format : str or None
        `datetime.strptime` format of the starts.
    dayfirst : bool or None
        Whether 05/01/2026 is 5 January.
    delimiter, decimal, thousands : str or None
        How the text is written.
    """

    name: str
    program: str
    columns: Mapping[str, str]
    sources: tuple[str, ...]
    sums: tuple[SumColumn, ...] = ()
    aht_unit: str | None = None
    blank_volume: bool = False
    date_format: str | None = None
    dayfirst: bool | None = None
    delimiter: str | None = None
    decimal: str | None = None
    thousands: str | None = None


_AVAYA = Layout(
    "avaya",
    "Avaya CMS, split/skill report by interval",
    {
        "Date": "date",
        "Time": "time",
        "Starting Time": "time",
        "Interval": "time",
        "Split/Skill": "queue",
        "Split": "queue",
        "Skill": "queue",
        "Skill Name": "queue",
    },
    (
        "https://documentation.avaya.com/en-us/home/bundle/cms/AvayaCMSSupervisorReports_r21/Raw_Data_Format_Information.html",
        "https://www.manualshelf.com/manual/avaya/basic-call-management-system-bcms/user-s-manual-english/page-65.html",
    ),
    # ACD calls are those that were answered; the handle time of CMS is in two columns, as
    # minutes:seconds on paper and as seconds in a raw export
    sums=(
        SumColumn("volume", ("ACD Calls", "Aban Calls")),
        SumColumn("aht", ("Avg ACD Time", "Avg ACW Time")),
    ),
)

_CONNECT = Layout(
    "connect",
    "Amazon Connect, historical metrics",
    {
        "StartInterval": "start",
        "Queue": "queue",
        "Contacts queued": "volume",
        "Contacts incoming": "volume",
        "Average handle time": "aht",
        "Contact handle time": "total_handle_time",
    },
    (
        "https://docs.aws.amazon.com/connect/latest/adminguide/historical-metrics-definitions.html",
        "https://docs.aws.amazon.com/connect/latest/APIReference/API_HistoricalMetric.html",
    ),
)

_FIVE9 = Layout(
    "five9",
    "Five9, call log report grouped by skill or campaign and interval",
    {
        "DATE": "date",
        "QUARTER HOUR": "time",
        "HALF HOUR": "time",
        "HOUR": "time",
        "SKILL": "queue",
        "CAMPAIGN": "queue",
        "CALLS count": "volume",
        "CALLS": "volume",
        "Average HANDLE TIME": "aht",
        "HANDLE TIME avg": "aht",
        "HANDLE TIME": "total_handle_time",
        "HANDLE TIME sum": "total_handle_time",
    },
    (
        "https://github.com/angmarceau1971/five9-call-dashboard/blob/master/src/datasources/five9-update.js",
    ),
    aht_unit="hh:mm:ss",
)

_GENESYS = Layout(
    "genesys",
    "Genesys Cloud, queue performance by interval or file of historical data",
    {
        "Interval Start": "start",
        "Interval Start UTC Date": "start",
        "Queue Name": "queue",
        "Queue": "queue",
        "Offer": "volume",
        "Offered": "volume",
        "Avg Handle": "aht",
        "Total Handle": "total_handle_time",
    },
    (
        "https://help.mypurecloud.com/articles/prepare-the-historical-data-import-csv-file",
        "https://help.mypurecloud.com/?p=334996",
        "https://github.com/UsernameTron/ispn-intelligence/blob/main/scripts/utils/parsers.py",
    ),
    sums=(SumColumn("aht", ("Total Handle Time (Seconds)",), per="Interactions Handled"),),
    aht_unit="ms",
    blank_volume=True,
)

_NICE = Layout(
    "nice",
    "NICE IEX WFM, active forecast of contact types",
    {
        "date": "date",
        "period": "time",
        "ctName": "queue",
        "ctID": "queue",
        "fcstContactsReceived": "volume",
        "fcstAHT": "aht",
    },
    (
        "https://help.nicecxone.com/content/integratedsolutions/iexwfmintegrated/export/ctactiveforecastexport.htm",
    ),
    aht_unit="s",
    date_format="%m%d%Y",
    delimiter="|",
)

_RINGCENTRAL = Layout(
    "ringcentral",
    "RingCentral RingCX, queue statistics by interval",
    {"dateTimeFrom": "start", "queueName": "queue", "queue": "queue"},
    ("https://github.com/ringcentral/engage-voice-api-docs/blob/main/docs/integration/reports.md",),
    sums=(
        SumColumn("volume", ("offDirectIxnCnt", "overflowInIxnCnt")),
        SumColumn("aht", ("talkingIxnDur", "wrapUpDur"), per="answIxnCnt"),
    ),
    aht_unit="s",
)

LAYOUTS: dict[str, Layout] = {
    layout.name: layout for layout in (_AVAYA, _CONNECT, _FIVE9, _GENESYS, _NICE, _RINGCENTRAL)
}


def layout_named(name: str) -> Layout:
    """The layout of a name; `InputError` with the nearest name if there is none."""
    if name not in LAYOUTS:
        near = nearest(name, list(LAYOUTS))
        columns = option("columns", {"start": "HEADING", "volume": "HEADING", "aht": "HEADING"})
        cure = near or f"; the layouts are {', '.join(LAYOUTS)}; for another file say {columns}."
        raise InputError(f"unknown layout {name!r}{cure}", name="layout", value=name)
    return LAYOUTS[name]


def headings_of(name: str, quantities: Sequence[str]) -> list[str]:
    """The headings that a layout reads for some quantities, sums first.

    >>> headings_of("ringcentral", ["start", "volume"])
    ['offDirectIxnCnt', 'overflowInIxnCnt', 'dateTimeFrom']
    """
    layout, wanted = layout_named(name), set(quantities)
    if "start" in wanted:
        wanted |= {"date", "time"}
    if "aht" in wanted:
        wanted.add("total_handle_time")
    sums = [heading for one in layout.sums if one.quantity in wanted for heading in one.columns]
    return sums + [text for text, quantity in layout.columns.items() if quantity in wanted]


def with_layout(options: ReadOptions) -> ReadOptions:
    """The options with the units and formats of their layout where they have none of their own."""
    if options.layout is None:
        return options
    layout = layout_named(options.layout)
    names = ("aht_unit", "date_format", "dayfirst", "delimiter", "decimal", "thousands")
    usual = options.aht_unit_usual or options.aht_unit is None
    return replace(
        options,
        aht_unit_usual=usual,
        **{name: getattr(layout, name) for name in names if getattr(options, name) is None},
    )


def layout_note(options: ReadOptions) -> str:
    """What the layout of the options says about a file; empty without a layout.

    >>> print(layout_note(ReadOptions(layout="ringcentral", aht_unit="s")))
    layout 'ringcentral': RingCentral RingCX, queue statistics by interval; handle times in s
    """
    if options.layout is None:
        return ""
    layout = layout_named(options.layout)
    said = [
        f"handle times in {options.aht_unit}" * bool(options.aht_unit),
        f"dates like {options.date_format}" * bool(options.date_format),
        "an empty volume means no contacts" * layout.blank_volume,
    ]
    return "; ".join(filter(None, [f"layout '{layout.name}': {layout.program}", *said]))


def known_headings(options: ReadOptions) -> dict[str, str]:
    """The headings that the options and their layout name, each by a key of its own."""
    if options.layout is None:
        return dict(options.columns)
    layout = layout_named(options.layout)
    sums = (heading for one in layout.sums for heading in (*one.columns, one.per) if heading)
    names = (*layout.columns, *sums)
    return {f"{layout.name} {name}": name for name in names} | dict(options.columns)
