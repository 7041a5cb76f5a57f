"""Headings of targets, shrinkage and patience: their words, languages and units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from wfm.io.forecast.agents_words import agents_headings
from wfm.io.forecast.heading_words import (
    UNIT_SECONDS,
    normalise,
    split_compound,
    unit_of_heading,
    without_unit,
    words_of,
)
from wfm.io.forecast.read_options import INPUT_QUANTITIES
from wfm.vocabulary import TERMS, term

__all__ = [
    "InputColumn",
    "input_column",
    "input_headings",
    "input_of_heading",
    "says_goal",
    "says_level",
    "says_other_than_limit",
    "words_and_unit",
]

_SHARES = ("shrinkage", "max_occupancy", "target_abandonment")
_PERCENT = ("pct", "percent", "percentage")
# The inputs in other languages than English, without case, accents, spaces and punctuation.
_OTHER_LANGUAGES = {
    "target": """
        servicelevelziel slziel zielservicelevel servicegradziel zielservicegrad servicegradvorgabe
        objectif objectifdeservice objectifdeniveaudeservice objectifniveaudeservice objectifns
        objectifqs objetivo objetivodeservicio objetivodeniveldeservicio objetivoniveldeservicio
        objetivons metadeniveldeservico metaniveldeservico metadeservico objetivodeservico
        servicedoel servicelevelsdoel serviceleveldoel doelservicelevel
        obiettivo obiettivodiservizio obiettivolivellodiservizio obiettivodilivellodiservizio
    """,
    "shrinkage": """
        schwund schwundquote ausfallquote ausfallzeitquote abwesenheitsquote
        tauxdeshrinkage shrinkageglobal reductor reduccion encogimiento merma mermas
        tasadeshrinkage taxadeshrinkage taxadeperdas krimp krimppercentage verzuimpercentage
        percentualedishrinkage
    """,
    "patience": "geduld mittleregeduld patiencemoyenne paciencia pacienciamedia pazienza",
    "max_occupancy": """
        maxauslastung maximaleauslastung auslastungsgrenze occupationmax occupationmaximale
        tauxdoccupationmax ocupacionmax ocupacionmaxima ocupacaomax ocupacaomaxima maxbezetting
        maximalebezetting occupazionemax occupazionemassima
    """,
}
_LONGEST = 100  # characters; no heading is longer
# Of these a limit is an input, and a value alone a result.
_LIMITED = {
    "max_occupancy": "occupancy",
    "target_abandonment": "abandonment",
    "target_asa": "asa",
}
# A waiting time is none of these: it may be the limit of a service level, or an ASA.
_TIME_LIMITS = (
    {"goal", "time"}, {"limit"}, {"level", "time"}, {"level", "limit"}, {"level", "goal", "time"},
    {"level", "limit", "time"}, {"goal", "answer", "time"}, {"answer", "limit"},
    {"answer", "limit", "time"}, {"limit", "time"}, {"max", "answer", "time"},
)  # fmt: skip
_OF_LIMITS = frozenset().union(*_TIME_LIMITS)
_OTHER_RESULTS = ("speed_of_answer", "average_speed_of_answer", "avg_speed_of_answer", "wait_time",
                  "average_wait", "avg_wait", "abandons", "lost", "occ", "utilisation")  # fmt: skip
_INPUTS = {name: part for part, names in _OTHER_LANGUAGES.items() for name in names.split()}


# Words of these headings, in seven languages; a heading of other words too means none of them.
_WORDS = {
    "goal": """
        target goal ziel zielwert zielvorgabe vorgabe soll sollwert objectif cible objetivo
        alvo meta
        doel doelstelling streef norm obiettivo
    """,
    "limit": """
        threshold schwelle schwellwert schwellenwert grenze grenzwert seuil umbral limite limiar
        drempel drempelwaarde limiet soglia limit
    """,
    "max": """
        max maximal maximale maximaler maximales maximum maximo maxima massimo massima
        hochst hochste
        hoechst obergrenze plafond tope
    """,
    "level": """
        sl sla slm servicelevel servicelevels servicegrad serviceniveau ns nds qs niveaudeservice
        niveauservice qualitedeservice nivelservicio niveldeservicio nivelservico niveldeservico
        livelloservizio livellodiservizio level service servicio servico servizio niveau nivel
        livello qualite
    """,
    "time": """
        time zeit sekunden temps delai secondes tiempo segundos tempo prazo tijd termijn seconden
        secondi seconds
    """,
    "answer": """
        answer antwort annahme beantwortung reponse decroche respuesta contestacion resposta
        atendimento antwoord opneem beantwoordings risposta
    """,
    "asa": "asa",
    "occupancy": """
        occ occupancy utilisation utilization auslastung auslastungs auslastungsgrad occupation
        ocupacion ocupacao bezetting bezettings bezettingsgraad occupazione saturazione
    """,
    "abandonment": """
        abandonment abandon abandons abbruch abbruche aufleger abandono abandonos afhaak afhakers
        afhaken ophang abbandono abbandoni
    """,
    "patience": """
        patience geduld wartebereitschaft paciencia pazienza
    """,
    "shrinkage": """
        shrinkage shrink schwund schwundquote reductor encogimiento merma krimp krimppercentage
    """,
    "absence": "ausfall ausfallzeit ausfallzeiten abwesenheit abwesenheits verzuim absence",
    "average": """
        mean average avg mittlere durchschnittliche moyenne media promedio gemiddelde medio
        durchschn
    """,
    "rate": """
        rate quote grad anteil taux tasa taxa tasso percentage percentuale porcentaje percentuel
    """,
    "total": "total gesamt global globale overall totale totaal",
    "": """
        de du des d la le les l del do da dos di della dello van per of the in for pro im
        von der die
        das en
    """,
}
_NAMED = {word: tag for tag, words in _WORDS.items() for word in words.split()}
_KNOWN = {word: frozenset((tag,)) for word, tag in _NAMED.items()}
_LEVEL_WORDS = frozenset(  # a level of what, if nothing else is beside it
    "level service servicio servico servizio niveau nivel livello qualite".split()  # noqa: SIM905
)

_TIME_OF_WORK = frozenset(
    "norm soll sollwert vorgabe zeit time tijd tempo tiempo temps".split()  # noqa: SIM905
)
_LIMIT_WORDS = frozenset("limit limite limiet grenze grenzwert".split())  # noqa: SIM905


def _tags(heading: str) -> set[str]:
    """What the words of a heading say; empty if one of them is not known."""
    parts: list[str] = []
    for word in words_of(heading):
        own = [word] if word in _NAMED else split_compound(word, _KNOWN)
        if not own:
            return set()
        parts += own
    if _TIME_OF_WORK.issuperset(parts):
        return set()  # the norm of a handle time, or of working hours
    level = [part for part in parts if _NAMED[part] == "level"]
    if (len(level) == 1 and level[0] in _LEVEL_WORDS) or (set(parts) <= _LIMIT_WORDS):
        return set()  # a "niveau" or a "limit" alone is of anything
    tags = {_NAMED[part] for part in parts}
    return tags - {""}


@cache
def input_of_heading(heading: str) -> str | None:
    """The input that a heading means, such as "target"; None if it means none.

    >>> input_of_heading("Servicelevel-Ziel"), input_of_heading("Zielzeit")
    ('target', 'within')
    >>> input_of_heading("Max. Auslastung"), input_of_heading("Auslastung")
    ('max_occupancy', None)
    """
    known = _INPUTS.get(normalise(heading))
    if known or len(heading) > _LONGEST:
        return known
    tags = _tags(heading)
    extra = tags - {"rate", "total", "average"}
    wanted = bool(extra & {"goal", "max", "limit"})
    for part, word in _LIMITED.items():
        if wanted and word in extra and not extra - {"goal", "max", "limit", word}:
            return part
    if extra in ({"patience"}, {"shrinkage"}):
        return extra.pop()
    if tags == {"absence", "rate"}:  # without a rate, it may be hours
        return "shrinkage"
    if extra in _TIME_LIMITS and not tags - extra:
        return "within"
    return "target" if extra == {"goal", "level"} else None


def says_level(heading: str) -> bool:
    """Whether a heading is a service level, measured or as a target.

    >>> says_level("Niveau de service"), says_level("SL %"), says_level("Nivel")
    (True, True, False)
    """
    return len(heading) <= _LONGEST and _tags(heading) - {"rate"} == {"level"}


def says_other_than_limit(heading: str) -> bool:
    """Whether a heading is a known quantity other than the time limit of a service level.

    >>> says_other_than_limit("Agents"), says_other_than_limit("ASA (s)")
    (True, True)
    >>> says_other_than_limit("Threshold"), says_other_than_limit("Column 7")
    (False, False)
    """
    words, _, _ = words_and_unit(heading)
    if agents_headings([words]) or normalise(words) in _terms() - {"within", "interval"}:
        return True
    tags = _tags(words)
    return bool(tags - _OF_LIMITS - {"average", "rate", "total"})


@cache
def _terms() -> frozenset[str]:
    """The names of all quantities, and other names of inputs than the time limit."""
    named = {heading for part in INPUT_QUANTITIES if part != "within"
             for heading in term(part).headings}  # fmt: skip
    return frozenset(
        map(normalise, (*(one.name for one in TERMS), *named, *_INPUTS, *_OTHER_RESULTS))
    )


def says_goal(heading: str) -> bool:
    """Whether a heading says no more than that it is a goal, of whatever.

    >>> says_goal("Ziel"), says_goal("Meta"), says_goal("Ziel Anrufe")
    (True, True, False)
    """
    return len(heading) <= _LONGEST and _tags(heading) == {"goal"}


def words_and_unit(heading: str) -> tuple[str, float, bool]:
    """A heading without its unit, the seconds of the unit, and whether it is in percent.

    >>> words_and_unit("SL Threshold (sec)"), words_and_unit("Max Occ %")
    (('sl_threshold', 1.0, False), ('max_occ', 0.0, True))
    """
    words = re.findall(r"[^\W_]+", heading.casefold().lstrip("\ufeff"))
    percent = "%" in heading
    while len(words) > 1 and words[-1] in {*_PERCENT, "in"}:
        percent = percent or words[-1] in _PERCENT
        words.pop()
    return "_".join(without_unit(words)[0]), _seconds_of_unit(heading), percent


def _seconds_of_unit(heading: str) -> float:
    """The seconds of the unit that a heading says; 0 if it says none.

    Clock times of a heading such as "(mm:ss)" are texts, of which each says how it is read.
    """
    return UNIT_SECONDS.get(unit_of_heading(heading), 0.0)


class InputColumn(NamedTuple):
    """A column of one input: where it is, and what its heading says of its unit."""

    place: int
    heading: str
    scale: float = 0.0  # seconds of its unit; 0 where the heading has no unit
    percent: bool = False


def input_column(place: int, heading: str) -> InputColumn:
    """A column with the unit in its heading."""
    _, scale, percent = words_and_unit(heading)
    return InputColumn(place, heading.strip().lstrip("\ufeff"), scale, percent)


def input_headings(header: Sequence[str]) -> dict[str, list[InputColumn]]:
    """The columns of each input, by their headings, in the order of `INPUT_QUANTITIES`."""
    known = {name: part for part in INPUT_QUANTITIES for name in (part, *term(part).headings)}
    found: dict[str, list[InputColumn]] = {}
    for index, heading in enumerate(header):
        words, _, _ = words_and_unit(heading)
        column = input_column(index, heading)
        part = known.get(words) or input_of_heading(words)
        if part in ("target", "within") and (column.scale or column.percent):
            part = "within" if column.scale else "target"
        if column.scale and (part in _SHARES or (part == "within" and column.scale > 60)):
            continue  # hours of shrinkage, or hours that a target asks for
        if part:
            found.setdefault(part, []).append(column)
    _separate_limits(found)
    return {part: found[part] for part in INPUT_QUANTITIES if part in found}


def _separate_limits(found: dict[str, list[InputColumn]]) -> None:
    """Of two time limits the one without a unit is the share: 'threshold' beside 'target_s'."""
    limits = found.get("within", [])
    plain = [column for column in limits if not column.scale]
    if len(limits) == 2 and len(plain) == 1 and "target" not in found:
        found["target"], found["within"] = plain, [one for one in limits if one.scale]
