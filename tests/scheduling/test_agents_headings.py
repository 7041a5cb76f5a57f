"""The headings of people in seven languages, and those that the caller names."""

from __future__ import annotations

import pytest

from wfm.cli.plan_input import plan_reading
from wfm.errors import DataError, InputError
from wfm.io.forecast.problems import Problems
from wfm.option_text import for_command_line
from wfm.scheduling.agents_file import COLUMNS, read_agents
from wfm.scheduling.agents_headings import PEOPLE_COLUMNS, people_columns
from wfm.scheduling.contracts import Agent, Contract

CONTRACTS = [Contract("full"), Contract("half")]
HEADINGS = {
    "en": ("Employee Name", "Contract Type", "Availability", "Days Off", "Skill", "Preferences"),
    "de": ("Mitarbeiter", "Vertragsart", "Verfügbarkeit", "Freie Tage", "Fähigkeiten", "Wünsche"),
    "fr": ("Nom", "Type de contrat", "Disponibilité", "Jours de repos", "Compétences", "Vœux"),
    "es": ("Nombre", "Contrato", "Disponibilidad", "Días libres", "Habilidades", "Deseos"),
    "pt": ("Nome", "Tipo de contrato", "Disponibilidade", "Folgas", "Filas", "Preferências"),
    "nl": ("Medewerker", "Contract", "Beschikbaarheid", "Vrije dagen", "Vaardigheden", "Wensen"),
    "it": ("Nominativo", "Contratto", "Disponibilità", "Giorni liberi", "Competenze", "Desideri"),
}
ROW = "Ida,half,Mon-Fri,Wed,orders,off Fri 2"


def read(tmp_path, text: str, **options) -> list[Agent]:
    path = tmp_path / "team.csv"
    path.write_text(text)
    return read_agents(str(path), CONTRACTS, **options)


def refused(header: list[str], **columns: str) -> str:
    with for_command_line(), pytest.raises(DataError) as error:
        people_columns(header, 1, columns, Problems("team.csv"))
    return str(error.value)


@pytest.mark.parametrize("language", HEADINGS)
def test_the_same_people_are_read_in_every_language(tmp_path, language: str) -> None:
    plain = read(tmp_path, f"{','.join(PEOPLE_COLUMNS)}\n{ROW}\n")
    assert read(tmp_path, f"{','.join(HEADINGS[language])}\n{ROW}\n") == plain
    assert plain[0].days_off == (2,)


def test_every_documented_column_has_headings() -> None:
    assert tuple(column.name for column in COLUMNS) == PEOPLE_COLUMNS


def test_missing_and_unknown_columns_are_two_lines_with_a_cure_that_works(tmp_path) -> None:
    header = ["Kürzel", "Modell", "Telefon", "Team"]
    lines = refused(header).split("\n")
    assert lines == [
        "team.csv:1: no column for agent and contract: the headings are Kürzel, Modell, Telefon, "
        "Team — say which it is: --map agent=HEADING,contract=HEADING",
        "team.csv:1: unknown columns 'Kürzel', 'Modell', 'Telefon', 'Team' — say which column of "
        "people it is (agent, contract, available, days_off, skills, wishes), such as --map "
        "wishes=Kürzel, or leave a heading empty that a schedule does not need",
    ]
    columns = {"agent": "Kürzel", "contract": "Modell", "skills": "Team"}
    text = "Kürzel,Modell,,Team\nid,full,0199,orders\n"
    (one,) = read(tmp_path, text, columns=columns)
    assert (one.name, one.contract, one.skills) == ("id", "full", ("orders",))


def test_a_heading_with_a_slip_is_recognised() -> None:
    said = refused(["agent", "contrct"])
    assert "unknown column 'contrct'; did you mean contract?" in said
    assert "--map contract=contrct" in said


def test_two_headings_of_one_column_are_not_guessed() -> None:
    said = refused(["Name", "Mitarbeiter", "Vertrag", "Urlaub", "Freie Tage"])
    assert "'Name' and 'Mitarbeiter' mean agent — say which to read, --map agent=Name" in said
    assert "'Urlaub' and 'Freie Tage' mean days_off" in said


def test_first_and_last_names_are_joined(tmp_path) -> None:
    text = "Vorname,Nachname,Vertrag\nIda,Roth,full\nIda,,full\n"
    people = read(tmp_path, text, columns={"agent": "Vorname+Nachname"})
    assert [one.name for one in people] == ["Ida Roth", "Ida"]


def test_problems_of_cells_name_the_heading_of_the_file(tmp_path) -> None:
    with pytest.raises(DataError, match="column 'Vertrag': unknown contract 'voll'"):
        read(tmp_path, "Name,Vertrag\nIda,voll\n")


def test_a_column_or_heading_that_does_not_exist_is_refused() -> None:
    problems = Problems("team.csv")
    with pytest.raises(InputError, match="unknown column 'contrat'; did you mean contract"):
        people_columns(["Name"], 1, {"contrat": "Name"}, problems)
    with pytest.raises(InputError, match=r"team.csv has no column 'Modell'. The headings are Name"):
        people_columns(["Name"], 1, {"contract": "Modell"}, problems)


def test_the_option_of_the_plan_names_headings_of_people_too() -> None:
    reading = plan_reading(columns=["agent=Kürzel,start=Zeit", "contract=Modell"])
    assert reading.agent_columns == {"agent": "Kürzel", "contract": "Modell"}
    assert reading.options.columns == {"start": "Zeit"}
    assert "columns" in reading.table_options
    assert "columns" not in plan_reading(columns=["agent=Kürzel"]).table_options
