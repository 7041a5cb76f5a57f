"""Logs of single contacts whose headings and outcomes are not in English."""

import pytest

import wfm

LOGS = [
    ("Eingang", "Wartezeit", "Gesprächszeit", "Nachbearbeitung", "Ergebnis",
     "angenommen", "nicht angenommen"),
    ("Heure d'arrivée", "Attente", "Temps de communication", "Post-traitement", "Résultat",
     "Répondu", "Abandonné"),
    ("Llegada", "Espera", "Conversación", "Tipificación", "Estado", "Atendida", "Abandonada"),
    ("Chegada", "Espera", "Conversação", "Pós-atendimento", "Situação",
     "Atendida", "Não atendida"),
    ("Aankomst", "Wachttijd", "Gesprekstijd", "Nawerk", "Resultaat", "Beantwoord", "Gemist"),
    ("Arrivo", "Attesa", "Conversazione", "Post-chiamata", "Esito", "Gestita", "Abbandonata"),
    ("Arrival", "Wait", "Talk", "Wrap-up", "Status", "Answered", "Missed"),
]  # fmt: skip


@pytest.mark.parametrize("words", LOGS, ids=[log[0] for log in LOGS])
def test_talk_and_wrap_are_added_and_outcomes_are_understood(words):
    *headings, yes, no = words
    rows = [
        ("2026-06-01 10:04:10", 12, 150, 45, yes),
        ("2026-06-01 10:09:30", 48, None, None, no),
        ("2026-06-01 10:21:00", 6, 170, 35, yes),
    ]
    log = {name: [row[i] for row in rows] for i, name in enumerate(headings)}
    total = wfm.count_contacts(log).total
    assert (total.contacts, total.abandoned, total.aht) == (3, 1, 200.0)


def test_a_log_without_outcomes_says_how_to_name_their_column():
    log = {"arrival": ["2026-06-01 10:04:10"], "wait": [5], "talk time": [180], "Fin": ["Atendida"]}
    notes = wfm.count_contacts(log).notes
    assert any('counted as answered; columns={"outcome": "HEADING"}' in note for note in notes)
