"""The usual headings of exports in seven languages, for every column of a forecast."""

from __future__ import annotations

import pytest

from support.forecast_text import read
from wfm.errors import DataError
from wfm.io.forecast.heading_words import meanings
from wfm.io.forecast.input_words import input_headings, says_level
from wfm.option_text import for_command_line
from wfm.planning.requirement_table import NET, says_agents

# English, German, French, Spanish, Portuguese, Dutch, Italian
HEADINGS = {
    "start": (
        "Interval Start", "Startzeitpunkt", "Début du créneau", "Inicio del intervalo",
        "Início do intervalo", "Begin interval", "Inizio dell'intervallo",
    ),
    "date": ("Call Date", "Kalendertag", "Jour", "Fecha", "Data", "Dag", "Giorno"),
    "time": (
        "Half Hour", "Zeitfenster", "Tranche horaire", "Franja horaria", "Faixa horária", "Tijdvak",
        "Fascia oraria",
    ),
    "volume": (
        "Calls Received", "Eingegangene Anrufe", "Appels arrivés", "Llamadas ofrecidas",
        "Quantidade de ligações", "Belvolume", "Chiamate in ingresso", "Angebotene Interaktionen",
    ),
    "aht": (
        "Avg Handle Time", "Ø Bearbeitungsdauer", "Durée moyenne de traitement",
        "Tiempo medio de manejo", "Tempo médio de tratamento", "Gem. afhandelingstijd", "TMG",
    ),
    "abandoned": (
        "Abandoned Calls", "Anrufabbrüche", "Appels perdus", "Abandonos", "Chamadas abandonadas",
        "Gemiste oproepen", "Abbandoni",
    ),
    "queue": (
        "Skill Group", "Skill-Gruppe", "Nom de la file d'attente", "Colas", "Fila de atendimento",
        "Wachtrij", "Coda",
    ),
}  # fmt: skip
INPUTS = {
    "target": (
        "Target SL", "Ziel Servicelevel", "Ziel-SL", "NS cible", "Nivel de servicio objetivo",
        "Meta de nível de serviço", "Norm servicelevel", "Obiettivo livello di servizio",
    ),
    "within": (
        "SL Threshold (s)", "Zielzeit", "SL-Schwelle", "Délai cible", "Umbral", "Tempo alvo",
        "Drempelwaarde", "Soglia (s)",
    ),
    "target_asa": ("Max ASA", "Ziel-ASA", "ASA objectif", "Meta ASA", "Doel ASA", "ASA obiettivo"),
    "max_occupancy": (
        "Max Occ", "Auslastungsgrenze", "Taux d'occupation max", "Ocupación objetivo",
        "Ocupação máxima", "Maximale bezettingsgraad", "Occupazione massima",
    ),
    "target_abandonment": (
        "Abandon target", "Ziel Abbruchquote", "Taux d'abandon cible", "Abandono máximo",
        "Taxa de abandono meta", "Max afhakers", "Tasso di abbandono obiettivo",
    ),
    "patience": ("Avg Patience", "Geduld", "Patience moyenne", "Paciencia media", "Pazienza"),
    "shrinkage": (
        "Shrinkage rate", "Ausfallzeitquote", "Taux de shrinkage", "Reductor", "Taxa de shrinkage",
        "Krimp", "Percentuale di shrinkage",
    ),
}  # fmt: skip
AGENTS = (
    "Required Headcount", "Benötigte Mitarbeiter", "Besoin en agents", "Asesores requeridos",
    "Atendentes necessários", "Benodigde bezetting", "Fabbisogno operatori",
)  # fmt: skip
RESULTS = (
    "Service level", "Auslastung", "Taux d'abandon", "Ocupación", "Temps de réponse", "Wartezeit",
    "Tempo médio de espera", "Antwortzeit", "Niveau", "Service", "Limit", "Meta", "Ziel Anrufe",
    "Soll", "Ziel Wartezeit", "Servicezeit", "Sollzeit", "Normtijd", "Ausfallzeiten", "Verzuim",
)  # fmt: skip


@pytest.mark.parametrize(("role", "name"), [(r, n) for r, some in HEADINGS.items() for n in some])
def test_a_usual_heading_is_known(role: str, name: str) -> None:
    assert role in meanings(name)


@pytest.mark.parametrize(("part", "name"), [(p, n) for p, some in INPUTS.items() for n in some])
def test_a_usual_heading_of_an_input_is_known(part: str, name: str) -> None:
    assert list(input_headings([name])) == [part]


def test_usual_headings_of_required_agents_are_known() -> None:
    assert [says_agents(name) for name in AGENTS] == [NET] * len(AGENTS)


def test_results_and_single_words_are_no_inputs() -> None:
    assert [name for name in RESULTS if input_headings([name])] == []


def test_a_measured_level_is_a_level_in_every_language() -> None:
    names = ("SL %", "Servicegrad", "Niveau de service", "NS", "Nível de serviço", "Serviceniveau")
    assert all(map(says_level, names))
    assert not any(map(says_level, ("Nivel", "Service", "Livello", "Servicio")))


ROWS = "02.03.2026;10:00;30;210;{}\n02.03.2026;10:30;34;210;{}\n"


def test_a_german_level_with_its_time_is_a_target() -> None:
    head = "Datum;Uhrzeit;Anrufe;AHT;Ziel-SL;Zielzeit\n"
    (found,) = read(head + ROWS.format("82%;25", "82%;25")).row_inputs.sets
    assert (found.service_level, found.within) == (0.82, 25.0)


def test_a_level_without_time_names_the_column_and_the_option_that_work() -> None:
    head = "Datum;Uhrzeit;Anrufe;AHT;Ziel-SL;Spalte F;Bemerkung\n"
    text = head + ROWS.format("75%;15;x", "75%;15;y")
    with for_command_line(), pytest.raises(DataError) as error:
        read(text)
    said = str(error.value)
    assert "use --map within='Spalte F' if that column has it, or --target 75/20" in said
    (found,) = read(text, columns={"within": "Spalte F"}).row_inputs.sets
    assert (found.service_level, found.within) == (0.75, 15.0)
    assert read(text, replaced=("target", "within")).row_inputs is None
    for known in ("Agenten", "Staff", "ASA", "Geduld", "Max. Auslastung", "FTE", "Scheduled"):
        with for_command_line(), pytest.raises(DataError) as error:
            read(text.replace("Spalte F", known))
        assert "--map within" not in str(error.value)


def test_a_level_without_time_names_no_column_that_cannot_be_a_limit() -> None:
    head = "Datum;Uhrzeit;Anrufe;AHT;Ziel-SL;Bemerkung;Nummer\n"
    with pytest.raises(DataError, match='no time limit — use target="75/20" for all rows'):
        read(head + ROWS.format("75%;x;9001", "75%;y;9002"))


def test_file_is_a_queue_beside_french_headings_only() -> None:
    rows = "2026-03-02,10:00,30,210,{}\n2026-03-02,10:30,30,210,{}\n"
    rows = rows.format("Ventes", "Ventes") + rows.format("SAV", "SAV")
    french = read("Date,Heure,Appels,DMT,File\n" + rows)
    assert french.queues == ("Ventes", "SAV")
    head = "Date,Time,Calls,AHT,File\n"
    with for_command_line(), pytest.raises(DataError, match="such as --map queue=File") as error:
        read(head + rows)
    assert "columns not used: 'File'" in str(error.value)
    assert read(head + rows, columns={"queue": "File"}).queues == ("Ventes", "SAV")


@pytest.mark.parametrize("name", ["Ziel", "Meta", "Doel", "Obiettivo SL", "Niveau de service"])
def test_a_goal_of_texts_such_as_80_20_is_a_target(name: str) -> None:
    head = f"Datum;Uhrzeit;Anrufe;AHT;{name}\n"
    (found,) = read(head + ROWS.format("70/25", "70/25")).row_inputs.sets
    assert (found.service_level, found.within) == (0.7, 25.0)


def test_a_goal_of_numbers_is_not_guessed() -> None:
    head = "Datum;Uhrzeit;Anrufe;AHT;Ziel\n"
    forecast = read(head + ROWS.format("70%", "70%"))
    assert forecast.row_inputs is None
    assert "columns not used: 'Ziel'" in forecast.notes


def test_file_has_precedence_over_skills_in_french() -> None:
    rows = "2026-03-02,10:00,30,210,Ventes,fr\n2026-03-02,10:30,30,210,Ventes,fr\n"
    assert read("Date,Heure,Appels,DMT,File,Compétence\n" + rows).queues == ("Ventes",)
