"""Layouts by name: the headings that they read, their units, and what they refuse."""

from __future__ import annotations

import pytest

from support.forecast_text import read
from wfm.errors import DataError, InputError
from wfm.io import ReadOptions
from wfm.io.forecast.layouts import LAYOUTS, known_headings, layout_named, with_layout
from wfm.io.forecast.read_options import QUANTITIES, aht_unit_of


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_each_layout_has_a_start_a_volume_and_a_handle_time_of_known_units(layout: object) -> None:
    entry = layout_named(getattr(layout, "name", ""))
    found = {*entry.columns.values(), *(one.quantity for one in entry.sums)}
    assert found <= set(QUANTITIES)
    assert "volume" in found
    assert found & {"start", "date"}
    assert found & {"aht", "total_handle_time"}
    assert entry.sources
    aht_unit_of(entry.aht_unit)


def test_an_option_has_precedence_over_the_layout() -> None:
    own = with_layout(ReadOptions(layout="nice", date_format="%d%m%Y"))
    assert (own.date_format, own.delimiter, own.aht_unit) == ("%d%m%Y", "|", "s")


def test_the_headings_of_a_layout_and_of_the_options_are_known() -> None:
    known = known_headings(ReadOptions(layout="ringcentral", columns={"queue": "Team"}))
    assert {"Team", "dateTimeFrom", "talkingIxnDur", "answIxnCnt"} <= set(known.values())
    assert known_headings(ReadOptions(columns={"aht": "T"})) == {"aht": "T"}


def test_a_misspelt_layout_is_told_the_nearest_and_another_one_all() -> None:
    with pytest.raises(InputError, match=r"unknown layout 'five-9'; did you mean five9\?"):
        layout_named("five-9")
    with pytest.raises(InputError, match="the layouts are avaya, connect, five9, genesys, nice"):
        layout_named("xyzzy")


def test_a_column_that_the_options_name_is_not_read_by_the_layout() -> None:
    demand = read(
        "Interval Start,Queue Name,Offer,Avg Handle,Forecast Handle\n"
        "2026-04-14 08:00,A,20,300000,240000\n2026-04-14 08:30,A,24,310000,250000\n",
        layout="genesys",
        columns={"aht": "Forecast Handle"},
    )
    assert demand.aht.tolist() == [240.0, 250.0]


def test_an_empty_offer_of_genesys_is_no_contact() -> None:
    text = (
        "Interval Start,Queue Name,Offer,Avg Handle\n"
        "2026-04-14 08:00,A,,\n2026-04-14 08:30,A,24,310000\n"
    )
    assert read(text, layout="genesys").volume.tolist() == [0.0, 24.0]
    with pytest.raises(DataError, match="the cell is empty"):
        read(text, columns={"volume": "Offer", "aht": "Avg Handle"}, aht_unit="ms")


def test_contacts_without_an_answer_have_no_average_of_a_total() -> None:
    text = (
        "dateTimeFrom,queueName,offDirectIxnCnt,answIxnCnt,talkingIxnDur,wrapUpDur\n"
        "2026-04-14 08:00:00,A,3,0,0,0\n2026-04-14 08:30:00,A,12,11,2310,330\n"
    )
    with pytest.raises(DataError, match=r"no contact in 'answIxnCnt', but the volume is 3"):
        read(text, layout="ringcentral")
    assert read(text, layout="ringcentral", aht=200.0).aht.tolist() == [200.0, 240.0]


def test_the_headings_of_the_layout_are_named_if_the_file_has_none_of_them() -> None:
    with pytest.raises(DataError, match="the layout 'avaya' reads 'ACD Calls', 'Aban Calls'"):
        read("Moment;Stueck\n16.02.2026 08:00;47\n", layout="avaya")
