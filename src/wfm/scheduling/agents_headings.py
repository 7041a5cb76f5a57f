"""The headings of people: which column of their file is which, in seven languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wfm.errors import InputError
from wfm.io.forecast.heading_words import normalise
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import nearest
from wfm.option_text import option

__all__ = ["PEOPLE_COLUMNS", "people_columns"]

# English, German, French, Spanish, Portuguese, Dutch and Italian, without case, accents and spaces.
# A team, a site or working hours may be several of them, and are not guessed.
_HEADINGS = {
    "agent": """
        agent agentname name fullname employee employeename person personname
        mitarbeiter mitarbeitername mitarbeitende vollername
        nom nomagent nomdelagent nomcomplet conseiller collaborateur employe salarie
        nombre nombredelagente nombrecompleto agente empleado asesor trabajador
        nome nomedoagente nomecompleto colaborador funcionario atendente operador
        naam medewerker naammedewerker medewerkernaam volledigenaam
        nomeagente nomedellagente operatore dipendente nominativo
    """,
    "contract": """
        contract contractname contracttype typeofcontract vertrag vertragsart vertragstyp
        vertragsname arbeitszeitmodell contrat typedecontrat contrato tipodecontrato tipocontrato
        tipodecontrato soortcontract contratto tipodicontratto tipocontratto
    """,
    "available": """
        available availability availabilities verfugbar verfugbarkeit verfugbarkeiten disponible
        disponibilite disponibilites disponibilidad disponibilidades disponivel disponibilidade
        beschikbaar beschikbaarheid disponibile disponibilita
    """,
    "days_off": """
        daysoff dayoff offdays freedays absence absences vacation vacations
        freietage freiertag frei ruhetage urlaub abwesenheit abwesenheiten
        joursdeconge joursdeconges conges conge joursoff joursderepos
        repos absencesprevues diaslibres libres libranza libranzas descanso diasdedescanso
        vacaciones ausencias folga folgas diasdefolga diaslivres ferias ausencia vrijedagen vrij
        vakantie verlof afwezigheid giorniliberi riposi riposo giornidiriposo ferie assenze
    """,
    "skills": """
        skill skills queue queues skillset skillgruppe skillgruppen warteschlange warteschlangen
        fahigkeiten fahigkeit kompetenzen kompetenz qualifikation qualifikationen
        competence competences filesdattente filedattente
        habilidad habilidades competencia competencias cola colas fila filas habilidade
        vaardigheid vaardigheden competentie competenties wachtrij wachtrijen
        competenza competenze abilita coda
    """,
    "wishes": """
        wish wishes preference preferences wunsch wunsche praferenz praferenzen
        souhait souhaits vœux voeux deseo deseos preferencia preferencias desejo desejos
        wens wensen voorkeur voorkeuren desiderio desideri desiderata preferenza preferenze
    """,
}
PEOPLE_COLUMNS = tuple(_HEADINGS)
_NEEDED = PEOPLE_COLUMNS[:2]
_COLUMN_OF = {name: part for part, names in _HEADINGS.items() for name in names.split()}


def people_columns(
    header: Sequence[str], line: int, columns: Mapping[str, str], problems: Problems
) -> dict[str, tuple[int, ...]]:
    """The places of each column; those of several are joined with a space between.

    Parameters
    ----------
    header : sequence of str
        The headings of the file.
    line : int
        Their line.
    columns : mapping of str to str
        The headings that the caller names, one of `PEOPLE_COLUMNS` each; ``"A+B"`` for two.
    problems : Problems
        Receives columns that are missing, not known, or there twice.

    Raises
    ------
    DataError
        With all problems of the headings.
    InputError
        For a column or a heading of the caller that does not exist.

    Examples
    --------
    >>> people_columns(["Mitarbeiter", "Vertrag", "Freie Tage"], 1, {}, Problems("team.csv"))
    {'agent': (0,), 'contract': (1,), 'days_off': (2,)}
    """
    named = {name: _places(header, name, text, problems) for name, text in columns.items()}
    taken = {place for places in named.values() for place in places}
    found: dict[str, list[int]] = {}
    unknown = []
    for place, heading in enumerate(header):
        if place in taken or not heading:
            continue
        part = _COLUMN_OF.get(normalise(heading))
        if part is None:
            unknown.append(heading)
        elif part not in named:
            found.setdefault(part, []).append(place)
        else:
            unknown.append(heading)
    _refuse_several(found, header, line, problems)
    missing = [name for name in _NEEDED if name not in found and not named.get(name)]
    _refuse_missing(missing, header, unknown, line, problems)
    _refuse_unknown(unknown, {*found, *named}, line, problems)
    problems.check()
    both = named | {part: tuple(places) for part, places in found.items()}
    return {part: both[part] for part in PEOPLE_COLUMNS if both.get(part)}


def _places(header: Sequence[str], name: str, text: str, problems: Problems) -> tuple[int, ...]:
    """The places of the headings that the caller names for a column."""
    if name not in PEOPLE_COLUMNS:
        hint = nearest(name, list(PEOPLE_COLUMNS)) or f"; known: {', '.join(PEOPLE_COLUMNS)}"
        raise InputError(f"agent_columns has the unknown column {name!r}{hint}.", name="agents")
    folded = [normalise(heading) for heading in header]
    parts = [text] if text.strip() in header else text.split("+")
    places = []
    for part in filter(None, map(str.strip, parts)):
        same = [i for i, one in enumerate(header) if one == part]
        same = same or [i for i, one in enumerate(folded) if one == normalise(part)]
        if len(same) != 1:
            shown = ", ".join(heading for heading in header if heading)
            many = "several columns" if same else "no column"
            raise InputError(
                f"{option('agent_columns', {name: text})}: {problems.source} has {many} {part!r}. "
                f"The headings are {shown[:300]}.",
                name="agents",
                value=text,
            )
        places += same
    return tuple(places)


def _refuse_several(
    found: Mapping[str, Sequence[int]], header: Sequence[str], line: int, problems: Problems
) -> None:
    """Report columns that two headings mean."""
    for part, places in found.items():
        names = [header[place] for place in places]
        if len(names) > 1 and len(set(names)) == 1:
            problems.add(f"{len(names)} columns are called {names[0]!r}: keep one", line)
        elif len(names) > 1:
            both = " and ".join(f"'{name}'" for name in names)
            mapped = option("agent_columns", {part: names[0]})
            problems.add(
                f"{both} mean {part} — say which to read, {mapped}, and leave the heading of the "
                "other empty",
                line,
            )


def _refuse_missing(
    missing: Sequence[str],
    header: Sequence[str],
    unknown: Sequence[str],
    line: int,
    problems: Problems,
) -> None:
    """Report the columns that are needed, with the headings that there are."""
    if not missing:
        return
    mapped = {name: _nearest_heading(name, unknown) or "HEADING" for name in missing}
    headings = ", ".join(heading for heading in header if heading)
    problems.add(
        f"no column for {' and '.join(missing)}: the headings are {headings[:300]} — say which it "
        f"is: {option('agent_columns', mapped)}",
        line,
    )


def _nearest_heading(name: str, headings: Sequence[str]) -> str:
    """A heading that is nearly the name of a column; empty if there is none."""
    return next((one for one in headings if nearest(one.casefold(), [name])), "")


def _refuse_unknown(unknown: Sequence[str], known: set[str], line: int, problems: Problems) -> None:
    """Report headings that mean nothing, all in one line."""
    if not unknown:
        return
    listed = ", ".join(f"'{name}'" for name in unknown[:8]) + ", …" * (len(unknown) > 8)
    free = [name for name in PEOPLE_COLUMNS if name not in known]
    meant = next(((one, name) for name in free for one in unknown if _nearest_heading(name, [one])),
                 None)  # fmt: skip
    optional = [name for name in free if name not in _NEEDED]
    part, heading = (optional or [PEOPLE_COLUMNS[-1]])[-1], unknown[0]
    if meant is not None:
        heading, part = meant
    hint = f"; did you mean {part}?" if meant is not None else ""
    problems.add(
        f"unknown column{'s' * (len(unknown) > 1)} {listed}{hint} — say which column of people it "
        f"is ({', '.join(PEOPLE_COLUMNS)}), such as "
        f"{option('agent_columns', {part: heading})}, or leave a heading empty that a schedule "
        "does not need",
        line,
    )
