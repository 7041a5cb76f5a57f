"""Headings of targets, shrinkage and patience in other languages than English."""

from __future__ import annotations

import re

from wfm.io.forecast.heading_words import normalise

__all__ = ["input_of_heading", "words_and_unit"]

_TIME_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60.0),
}
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
_INPUTS = {name: part for part, names in _OTHER_LANGUAGES.items() for name in names.split()}


def input_of_heading(heading: str) -> str | None:
    """The input that a heading means, such as "target"; None if it means none.

    >>> input_of_heading("Servicelevel-Ziel"), input_of_heading("Wetter")
    ('target', None)
    """
    return _INPUTS.get(normalise(heading))


def words_and_unit(heading: str) -> tuple[str, float, bool]:
    """A heading without its unit, the seconds of the unit, and whether it is in percent.

    >>> words_and_unit("SL Threshold (sec)"), words_and_unit("Max Occ %")
    (('sl_threshold', 1.0, False), ('max_occ', 0.0, True))
    """
    words = re.findall(r"[^\W_]+", heading.casefold().lstrip("\ufeff"))
    percent, scale = "%" in heading, 0.0
    while len(words) > 1 and words[-1] in {*_TIME_UNITS, *_PERCENT, "in"}:
        scale = _TIME_UNITS.get(words[-1], scale)
        percent = percent or words[-1] in _PERCENT
        words.pop()
    return "_".join(words), scale, percent
