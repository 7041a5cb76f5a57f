"""Headings of interval reports: what happened, beside the volume and the handle time.

A heading is matched by its words without units, counts and the limit of the service level:
``Answered within 20 s`` and ``% Answered in 20`` have the same words.
"""

from __future__ import annotations

import re

from wfm.io.forecast.agents_words import GROSS_WORDS
from wfm.io.forecast.heading_words import meanings, normalise, words_of

__all__ = ["REPORT_QUANTITIES", "is_forecast_heading", "limit_of_heading", "report_quantity"]

# What a column of a report can be, beside what a forecast has: the names of ``--map``.
REPORT_QUANTITIES = (
    "answered", "abandoned", "in_time", "service_level", "asa", "agents", "scheduled",
    "occupancy", "abandonment",
)  # fmt: skip

_FILLERS = frozenset(
    """
    s sec secs second seconds sek sekunden segundos secondes secondi m min mins minutes mm ss hh
    avg average ave mean ø durchschnitt durchschnittliche mittlere moyen moyenne medio media
    gemiddelde
    percent pct prozent rate quote taux tasa taxa percentuale percentage ratio
    no nr number num n of count anzahl nombre numero aantal
    the in an der die das des de du la le les el los di
    call calls contact contacts anrufe appels llamadas chamadas chiamate
    actual act ist real effektiv
    """.split()  # noqa: SIM905 - a table
)
_WORDS = {
    "service_level": """
        servicelevel sl sla svl svclevel svclvl servicelvl svcl servicegrade gradeservice gos tsf
        servicelevelachieved
        achievedservicelevel slachieved servicelevelmet slmet servicegrad sg
        niveauservice qualiteservice qs nivelservicio ns nivelservico livelloservizio serviceniveau
        answeredwithin answered within
    """,
    "in_time": """
        answeredwithin answeredwithinsl answeredsl answeredwithinservicelevel
        answeredwithinthreshold
        answeredsla answeredwithinsla withinsla handledsl handledsla handledwithinsl
        handledwithinsla anssl anssla answithinsl answithin
        answeredwithintarget answeredtime answeredontime handledwithin withinsl withinservicelevel
        withinthreshold withintarget withinslt acceptable acceptablecalls sl intime ontime
        servicelevelnumerator beantwortetinnerhalb angenommeninnerhalb innerhalbservicelevel
        reponduen traitesen atendidasdentro atendidasantes risposteentro beantwoordbinnen
    """,
    "asa": """
        asa speedans
        speedanswer speedtoanswer answerspeed asaspeedanswer answertime timetoanswer waittime
        waitingtime queuetime timeinqueue wait wartezeit wartedauer attente tempsattente
        delaireponse tiempoespera tiemporespuesta tempoespera tempoatesa tempoattesa wachttijd
    """,
    "agents": """
        agents agent staffed posstaff logged seat seats hc
        agentsstaffed staffedagents staff loggedin agentsloggedin
        loggedinagents agentslogged loggedagents positions positionsstaffed staffedpositions
        posstaffed positionsmanned manned available agentsavailable availableagents agentsonline
        onlineagents present agentspresent heads headcount fte agenten mitarbeiter angemeldete
        angemeldeteagenten agentenangemeldet conseillers agentsconnectes conseillersconnectes
        agentes agentesconectados agenteslogados operatori operatoriconnessi medewerkers
        ingelogdeagenten
    """,
    "occupancy": """
        occupancy occ agentoccupancy auslastung occupation occupationagents ocupacion ocupacao
        ocupacaoagentes occupazione bezettingsgraad saturazione
    """,
    "abandonment": """
        abandon abandonment abandons abandoned aba aban lost abbruch abbruche abandono abandonos
        abbandono abandonne abandonnes
    """,
}
_KNOWN = {name: frozenset(words.split()) for name, words in _WORDS.items()}
_RATE = re.compile(
    r"(?i)%|percent|pct|prozent|\b(rate|ratio|quote|taux|tasa|taxa)\b|(rate|quote)\b|level"
)
_GROSS = frozenset((
    *GROSS_WORDS.split(), "staffscheduled", "agentscheduled", "schedagents", "scheduledhc",
    "agentssched", "schedstaff",
))  # fmt: skip
# "within 20 s", "in 20", "(20s)", "≤ 20", "20/80": digits with or without a unit of seconds
_LIMIT = re.compile(r"(?<![\d.,])(\d{1,4})(?![\d.,])")


def report_quantity(heading: str) -> str:
    """What a heading of a report is, one of `REPORT_QUANTITIES`; empty for another one.

    Examples
    --------
    >>> report_quantity("Service Level % (20s)"), report_quantity("Answered within 20 s")
    ('service_level', 'in_time')
    >>> report_quantity("Agents Staffed"), report_quantity("Calls Offered")
    ('agents', '')
    >>> report_quantity("Abandoned"), report_quantity("Abandon Rate")
    ('abandoned', 'abandonment')
    """
    if normalise(heading) in _GROSS:
        return "scheduled"
    words = [word for word in words_of(heading) if word not in _FILLERS and not word.isdigit()]
    bare, share = "".join(words), bool(_RATE.search(heading))
    if bare in _KNOWN["abandonment"] and share:
        return "abandonment"
    limited = limit_of_heading(heading) is not None
    counted = ("answeredwithin", "answered", "within")
    if bare in _KNOWN["service_level"] and (share or bare not in counted):
        return "service_level" if not (bare == "answered" and not limited) else ""
    if (bare in _KNOWN["in_time"] or (bare == "answered" and limited)) and not share:
        return "in_time"
    for name in ("asa", "agents", "occupancy"):
        if bare in _KNOWN[name]:
            return name
    return _counted(heading)


def _counted(heading: str) -> str:
    """Whether a heading is a number of contacts that were answered, or that abandoned."""
    if heading.strip().casefold() == "answer":  # of Genesys, beside "Offer" and "Abandon"
        return "answered"
    known = meanings(heading)
    if "abandoned" in known:
        return "abandoned"
    volume = known.get("volume")
    return "answered" if volume is not None and "answered" in volume.tags else ""


def limit_of_heading(heading: str) -> float | None:
    """The limit of a service level that a heading says, None if it says none. [s].

    Examples
    --------
    >>> limit_of_heading("Answered within 20s"), limit_of_heading("Service Level %")
    (20.0, None)
    """
    found = _LIMIT.findall(heading)
    # 80/20 has the share first
    return float(found[-1]) if found else None


def is_forecast_heading(heading: str) -> bool:
    """Whether a heading is a volume or a handle time that was forecast, not one that happened.

    Examples
    --------
    >>> is_forecast_heading("Forecast Calls"), is_forecast_heading("Calls Offered")
    (True, False)
    """
    known = meanings(heading)
    senses = [known[name] for name in ("volume", "weak volume", "aht") if name in known]
    return any("forecast" in sense.tags for sense in senses)
