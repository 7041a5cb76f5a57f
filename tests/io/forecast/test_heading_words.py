"""What a heading means, in seven languages."""

from __future__ import annotations

import pytest

import wfm
from wfm.io.forecast.heading_words import meanings

# quantity: headings in English, German, French, Spanish, Portuguese, Dutch and Italian
HEADINGS = {
    "volume": (
        "Inbound Contacts", "Eingegangene Anrufe", "Appels présentés", "Contactos recibidos",
        "Ligações recebidas", "Aantal gesprekken", "Chiamate offerte",
    ),
    "aht": (
        "Mean Handling Time", "Mittlere Bearbeitungsdauer", "Temps moyen de traitement",
        "Duración media de gestión", "Tempo médio de atendimento", "Gemiddelde afhandeltijd",
        "Tempo medio di gestione",
    ),
    "date": ("Call Date", "Tag", "Jour", "Fecha", "Dia", "Datum", "Giorno"),
    "time": (
        "Quarter Hour", "Uhrzeit", "Heure", "Franja horaria", "Hora", "Tijdstip", "Fascia oraria",
    ),
    "start": (
        "Interval Begin Time", "Datum/Uhrzeit", "Date et heure", "Fecha y hora", "Data e hora",
        "Datum en tijd", "Data e ora",
    ),
    "queue": (
        "Skill Group", "Warteschlange", "File d'attente", "Cola", "Fila", "Wachtrij", "Coda",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("quantity", "heading"), [(role, text) for role, texts in HEADINGS.items() for text in texts]
)
def test_a_heading_is_known_in_seven_languages(quantity: str, heading: str) -> None:
    assert quantity in meanings(heading)
    assert quantity in meanings(heading.upper())
    assert set(meanings(heading)) <= {quantity, "start", "time"}


@pytest.mark.parametrize(
    "heading",
    [
        "Number of Contacts", "Chats Received", "E-Mails", "Offered Interactions", "nReceived",
        "Expected Calls", "Calls Taken", "New Tickets", "Total Contacts", "Demand", "Call Count",
        "Anrufvolumen", "Nb d'appels", "No. of Enquiries",
    ],
)  # fmt: skip
def test_a_number_of_contacts_is_a_volume(heading: str) -> None:
    assert list(meanings(heading)) == ["volume"]


@pytest.mark.parametrize(
    "heading",
    [
        "Avg Handle", "Predicted AHT", "TMO", "TMA", "DMT", "ACHT", "Handling Time (mean)",
        "avg_handle_time", "Bearbeitungszeit", "AHT per Contact", "averagehandlingtime",
    ],
)  # fmt: skip
def test_a_handle_time_is_an_aht(heading: str) -> None:
    assert list(meanings(heading)) == ["aht"]


@pytest.mark.parametrize(
    "heading",
    [
        "Calls per Hour", "Contacts Transferred", "Avg Calls Handled", "Outbound Calls", "Ticket",
        "Case Number", "Ticket #", "Contact ID", "Answered %", "Avg Speed of Answer", "Max Delay",
        "Handle Time Goal", "End Time", "Time Zone", "Weekday", "Service Level", "Shrinkage",
        "Media", "Agents", "Calls in Queue", "Abandon Rate", "Hold", "n", "", "%", "Ø",
    ],
)  # fmt: skip
def test_a_heading_with_one_unknown_word_means_nothing(heading: str) -> None:
    assert meanings(heading) == {}


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("AHT (ms)", "ms"), ("aht_msec", "ms"), ("Avg Handle Time [h]:mm:ss", "hhmmss"),
        ("TMO (min.)", "min"), ("Bearbeitungszeit in Sek.", "s"), ("AHTSeconds", "s"),
        ("Total Handle Time (hours)", "h"), ("DMT mm:ss", "mmss"), ("ahtmin", "min"), ("AHT", ""),
    ],
)  # fmt: skip
def test_the_unit_of_a_handle_time_is_read_from_its_heading(heading: str, unit: str) -> None:
    assert meanings(heading)["aht"].unit == unit


def test_talk_hold_and_after_call_work_are_parts_and_not_the_aht() -> None:
    for heading, part in (
        ("Avg Talk Time", "talk"), ("Ø Gesprächszeit", "talk"), ("Hold Time (avg)", "hold"),
        ("After-Call Work Time", "wrap"), ("ACW", "wrap"), ("Nachbearbeitungszeit", "wrap"),
    ):  # fmt: skip
        assert list(meanings(heading)) == [part], heading


def test_better_headings_have_a_lower_rank() -> None:
    for role, headings in (
        ("volume", ("Forecast Calls", "Calls", "Calls Queued", "Calls Answered", "Actual Calls")),
        ("volume", ("Prognose Anrufe", "Anrufe", "Angenommene Anrufe", "Ist Anrufe")),
        ("aht", ("Forecast AHT", "AHT", "Handle Time", "Total Handle Time")),
        ("aht", ("Ø Bearbeitungszeit", "Bearbeitungszeit", "Gesamtbearbeitungszeit")),
        ("queue", ("Queue Name", "Queue ID", "Campaign")),
    ):
        ranks = [meanings(heading)[role].rank for heading in headings]
        assert ranks == sorted(set(ranks)), headings


@pytest.mark.parametrize("piece", ["zeit", "q", "startaht", "ü"])
def test_a_heading_of_32_000_letters_is_unknown_and_read_at_once(piece):
    heading = piece * (32_000 // len(piece))
    table = {"start": ["2027-01-04 08:00", "2027-01-04 08:30"], "volume": 4, "aht": 240}
    forecast = wfm.read_forecast({**table, heading: ["1", "2"]})
    assert forecast.volume.tolist() == [4.0, 4.0]
