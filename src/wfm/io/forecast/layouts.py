"""Layouts: the headings and units of the exports of other programs, by name.

A layout says which heading is which quantity and how its values are written, so that nothing has
to be detected: ``--layout NAME`` or ``layout="NAME"``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from wfm.errors import InputError
from wfm.io.forecast.read_options import ReadOptions, nearest

__all__ = ["LAYOUTS", "Layout", "layout_named", "with_layout"]


class Layout(NamedTuple):
    """The export of one program.

    Attributes
    ----------
    name : str
        As in ``--layout``.
    columns : mapping of str to str
        The quantity of each heading, one of `QUANTITIES`. Case, spaces and punctuation of a
        heading do not matter. Where a file has several headings of one quantity, the first of
        this mapping is read. A heading that the file lacks is found as without a layout.
    source : str
        Address of the public document or sample that the layout was taken from.
    aht_unit : str or None
        Unit of the handle times, as in ``--aht-unit``.
    date_format : str or None
        `datetime.strptime` format of the starts.
    dayfirst : bool or None
        Whether 05/01/2026 is 5 January.
    decimal, thousands : str or None
        How numbers are written.
    """

    name: str
    columns: Mapping[str, str]
    source: str
    aht_unit: str | None = None
    date_format: str | None = None
    dayfirst: bool | None = None
    decimal: str | None = None
    thousands: str | None = None


LAYOUTS: dict[str, Layout] = {}


def layout_named(name: str) -> Layout:
    """The layout of a name; `InputError` with the nearest name if there is none."""
    if name not in LAYOUTS:
        hint = nearest(name, list(LAYOUTS)) or f"; use one of {', '.join(sorted(LAYOUTS))}."
        raise InputError(f"unknown layout {name!r}{hint}", name="layout", value=name)
    return LAYOUTS[name]


def with_layout(options: ReadOptions) -> ReadOptions:
    """The options with the units and formats of their layout where they have none of their own."""
    if options.layout is None:
        return options
    layout = layout_named(options.layout)
    names = ("aht_unit", "date_format", "dayfirst", "decimal", "thousands")
    return replace(
        options,
        **{name: getattr(layout, name) for name in names if getattr(options, name) is None},
    )
