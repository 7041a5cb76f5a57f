"""A table of hires: a row per class, a column per team, or a column per month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, NoReturn, TypeAlias

from wfm.capacity_planning.file_records import PlanMonths
from wfm.capacity_planning.plan_months import days_named, must_be_a_month
from wfm.config.similar_words import nearest
from wfm.io.forecast.column_labels import is_total
from wfm.io.forecast.formula_cells import FORMULA_PROBLEM, FORMULA_TEXT
from wfm.io.forecast.heading_words import normalise, words_of
from wfm.io.forecast.problems import Problems
from wfm.io.text_values import original

__all__ = ["HireCell", "HirePlan", "HireRow", "hire_cells", "layout_of"]

HireRow: TypeAlias = tuple[Sequence[str], int]
"""The cells of a row, and its line."""


def _set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# Words of headings in small letters without accents, in the languages of forecasts; of several
# columns, one with a word of the first set is meant.
_MONTH = (
    _set("month monat mois mes mese maand"),
    _set(
        """
        start date period begin first day week startmonth startdate starting joining eintritt
        startmonat eintrittsmonat eintrittsdatum startdatum datum zeitraum beginn woche debut
        periode entree semaine inicio fecha periodo semana ingreso alta entrada data inizio
        ingresso settimana startmaand begindatum
        """
    ),
)
_TEAM = (
    _set("team"),
    _set(
        """
        group queue department unit gruppe abteilung bereich equipe groupe departement service
        equipo grupo departamento equipa squadra gruppo reparto afdeling groep ploeg
        """
    ),
)
_HIRES = (
    _set(
        """
        hires hire hiring recruits starters joiners newcomers einstellungen einstellung
        neueinstellungen neueinstellung eintritte neuzugange embauches recrutements recrues
        contrataciones incorporaciones altas contratacoes admissoes assunzioni inserimenti
        aanwervingen aanstellingen nieuwkomers
        """
    ),
    _set(
        """
        people persons headcount heads count personen anzahl kopfe mitarbeiter personnes effectif
        personas pessoas persone aantal
        """
    ),
)
# They say nothing about what a column has.
_BESIDE = _set(
    """
    new name of the planned number no neue geplante der de du des del nouvelles nouveaux nuevas
    nuevos novas novos nuove nuovi nieuwe nombre numero prevues prevus
    """
)
_SEARCHED = 30  # rows among which the headings are
_TOTALS = {"year", "jahr", "annee", "ano", "anno", "jaar", "all", "alle", "allteams", "overall"}


class HirePlan(NamedTuple):
    """The plan that hires are for.

    Attributes
    ----------
    teams : tuple of str
        Its teams.
    months : PlanMonths
        Its months.
    cut : bool
        Whether it has fewer months than its file, so that hires after them are no mistake.
    """

    teams: tuple[str, ...]
    months: PlanMonths
    cut: bool = False

    def has(self, day: date) -> bool:
        """Whether hires of a day are no mistake."""
        place = self.months.index(day)
        return place >= 0 and (self.cut or place < self.months.count)


class HireCell(NamedTuple):
    """The hires of a team on a day, as they are written.

    Attributes
    ----------
    team : str
        The team.
    day : datetime.date
        In the month, which may be after the plan.
    text : str
        The number of people.
    line : int
        Of the file.
    column : str
        Its heading.
    """

    team: str
    day: date
    text: str
    line: int
    column: str


class _Layout(NamedTuple):
    """Where months, teams and hires are.

    With `hires`, each row has a month, a team (None: the only one) and people; with `teams`,
    each row has a month, and a column is a team; with `days`, each row has a team, and a column
    is a month.
    """

    row: int
    month: int | None = None
    team: int | None = None
    hires: int | None = None
    teams: Mapping[int, str] = {}
    days: Mapping[int, date] = {}


def layout_of(rows: Sequence[HireRow], plan: HirePlan) -> _Layout | None:
    """Where the hires of a table are; None if it has none.

    Parameters
    ----------
    rows : sequence of row
        Its rows that are not blank, titles above the headings too.
    plan : HirePlan
        Teams and months.
    """
    layouts = (_layout(rows, place, plan) for place in range(min(len(rows), _SEARCHED)))
    return next((layout for layout in layouts if layout is not None), None)


def _layout(rows: Sequence[HireRow], place: int, plan: HirePlan) -> _Layout | None:
    """The layout whose headings are in one row."""
    heading = [cell.strip() for cell in rows[place][0]]
    month, team, hires = (_best(heading, known) for known in (_MONTH, _TEAM, _HIRES))
    if month is not None and hires is not None and (team is not None or len(plan.teams) == 1):
        return _Layout(place, month, team, hires)
    named = {i: _team(name, plan) for i, name in enumerate(heading) if i not in (month, team)}
    teams = {i: name for i, name in named.items() if name is not None}
    corner = next((i for i, name in enumerate(heading) if i not in teams), None)
    below = [_cell(cells, corner or 0) for cells, _ in rows[place + 1 :]]
    if corner is not None and days_named(heading[corner], plan.months):
        corner = None  # a row of a table without headings
    if (
        teams
        and corner is not None
        and month is None
        and any(len(days_named(one, plan.months)) == 1 for one in below)
    ):
        month = corner
    if teams and month is not None:
        return _Layout(place, month, teams=teams)
    known = {i: days_named(name, plan.months) for i, name in enumerate(heading) if i != team}
    days = {i: some[0] for i, some in known.items() if len(some) == 1}
    corner = next((i for i in range(len(heading)) if not known.get(i)), None)
    if team is None and corner is not None and corner not in teams:
        below = [_cell(cells, corner) for cells, _ in rows[place + 1 :]]
        team = corner if any(_team(one, plan) for one in below) else None
    return _Layout(place, team=team, days=days) if days and team is not None else None


def hire_cells(
    rows: Sequence[HireRow], plan: HirePlan, problems: Problems, notes: list[str]
) -> list[HireCell]:
    """All cells of hires, whatever the layout of the table is.

    Parameters
    ----------
    rows : sequence of row
        Its rows that are not blank.
    plan : HirePlan
        Teams and months.
    problems : Problems
        Receives teams and months that the plan does not have.
    notes : list of str
        Receives what is left out.
    """
    layout = layout_of(rows, plan)
    if layout is None:
        _refuse(rows, plan, problems)
    heading, line = rows[layout.row]
    width = max(len(cells) for cells, _ in rows)
    names = [_cell(heading, i) for i in range(width)]
    below = [([_cell(cells, i) for i in range(width)], at) for cells, at in rows[layout.row + 1 :]]
    if layout.row:
        above = ", ".join(str(at) for _, at in rows[: layout.row][:5])
        notes.append(f"headings in line {line}; not read above them: line {above}")
    if layout.hires is None:
        _check_columns(names, below, layout, plan, line, problems)
    totals = [at for cells, at in below if _is_total_row(cells, layout, plan)]
    if totals:
        notes.append(f"totals left out: line {', '.join(map(str, totals[:5]))}")
    kept = [(cells, at) for cells, at in below if at not in set(totals)]
    return list(_cells(names, kept, layout, plan, problems))


def _cells(
    names: Sequence[str],
    rows: Sequence[HireRow],
    layout: _Layout,
    plan: HirePlan,
    problems: Problems,
) -> Iterator[HireCell]:
    """The cells of the rows that are no totals."""
    for cells, line in rows:
        day, team = None, plan.teams[0] if layout.team is None else None
        if layout.month is not None:
            day = _day(cells, layout.month, names, line, plan, problems)
        if layout.team is not None:
            team = _known(cells[layout.team], line, plan, problems)
        if layout.days:
            for i, start in layout.days.items():
                if team is not None:
                    yield HireCell(team, start, cells[i], line, names[i])
        elif day is not None and layout.hires is not None and team is not None:
            yield HireCell(team, day, cells[layout.hires], line, names[layout.hires])
        elif day is not None and layout.hires is None:
            for i, name in layout.teams.items():
                yield HireCell(name, day, cells[i], line, names[i])


def _cell(cells: Sequence[str], place: int) -> str:
    """A cell without blanks; empty where the row is too short."""
    return cells[place].strip().lstrip("\ufeff") if place < len(cells) else ""


def _best(heading: Sequence[str], known: tuple[frozenset[str], frozenset[str]]) -> int | None:
    """The place of the heading that says best what is looked for."""
    ranks = {}
    for i, name in enumerate(heading):
        words = set(words_of(name)) - _BESIDE
        if words and words <= known[0] | known[1]:
            ranks[i] = 0 if words & known[0] else 1
    return min(ranks, key=lambda i: (ranks[i], i), default=None)


def _team(text: str, plan: HirePlan) -> str | None:
    """The team of a name, without regard to case and blanks; None for none."""
    for name in (text.strip(), original(text.strip())):
        if name in plan.teams:
            return name
        alike = [team for team in plan.teams if _plain(team) == _plain(name)]
        if len(alike) == 1:
            return alike[0]
    return None


def _plain(name: str) -> str:
    """A name in small letters with single blanks."""
    return " ".join(name.split()).casefold()


def _known(text: str, line: int, plan: HirePlan, problems: Problems) -> str | None:
    """The team of a row; another one is a problem."""
    team = _team(text, plan)
    if text == FORMULA_TEXT:
        problems.add(FORMULA_PROBLEM, line)
    elif team is None:
        hint = nearest(text, list(plan.teams))
        problems.add(f"team must be one of {', '.join(plan.teams)}: got {text!r}{hint}", line)
    return team


def _day(
    cells: Sequence[str],
    place: int,
    names: Sequence[str],
    line: int,
    plan: HirePlan,
    problems: Problems,
) -> date | None:
    """The day of a row."""
    days = days_named(cells[place], plan.months)
    if len(days) == 1 and plan.has(days[0]):
        return days[0]
    text = f"{must_be_a_month(plan.months)}: got {cells[place]!r}"
    text += "" if days else f"; write {plan.months.labels[0]}"
    if len(days) > 1:
        text = f"{cells[place]!r} is {days[0]} or {days[1]}: write one of these"
    problems.add(text, line, names[place])
    return None


def _is_total(text: str, plan: HirePlan) -> bool:
    """Whether a text names a total, and no team."""
    return _team(text, plan) is None and (is_total(text) or normalise(text) in _TOTALS)


def _is_total_row(cells: Sequence[str], layout: _Layout, plan: HirePlan) -> bool:
    """Whether a row has totals: its month or its team says so."""
    places = [i for i in (layout.month, layout.team) if i is not None]
    return any(_is_total(cells[i], plan) for i in places)


def _check_columns(
    names: Sequence[str],
    rows: Sequence[HireRow],
    layout: _Layout,
    plan: HirePlan,
    line: int,
    problems: Problems,
) -> None:
    """Columns that are no team and no month of the plan, and teams without a column."""
    days = {i for i, day in layout.days.items() if plan.has(day)}
    taken = {layout.month, layout.team, *layout.teams, *days}
    for i, name in enumerate(names):
        if i in taken or _is_total(name, plan) or not any(cells[i] for cells, _ in rows):
            continue
        if layout.days:
            form = (
                "" if i in layout.days else f"; write {plan.months.labels[0]}, or remove the column"
            )
            problems.add(f"{must_be_a_month(plan.months)}: got {name!r}{form}", line)
        else:
            hint = nearest(name, list(plan.teams)) or "; remove the column if it is none"
            problems.add(f"team must be one of {', '.join(plan.teams)}: got {name!r}{hint}", line)
    missing = [name for name in plan.teams if name not in layout.teams.values()]
    if missing and not layout.days:
        shown = ", ".join(name for name in names if name)[:300]
        problems.add(
            f"no column for the hires of {', '.join(missing)}: the headings are {shown}", line
        )


def _refuse(rows: Sequence[HireRow], plan: HirePlan, problems: Problems) -> NoReturn:
    """A table without headings of hires."""
    cells, line = next((row for row in rows if _best(row[0], _MONTH) is not None), rows[0])
    shown = ", ".join(cell.strip() for cell in cells if cell.strip())[:300]
    write = f"write month,team,hires, or month,{','.join(plan.teams)}"
    if _best(cells, _MONTH) is None:
        problems.stop(f"no column for the month: the headings are {shown}; {write}", line)
    problems.stop(
        f"no column for the hires of {', '.join(plan.teams)}: the headings are {shown}; {write}",
        line,
    )
