"""Headings of targets, shrinkage and patience: their words, languages and units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from wfm.io.forecast.heading_words import normalise
from wfm.io.forecast.read_options import INPUT_QUANTITIES
from wfm.vocabulary import term

__all__ = [
    "InputColumn",
    "input_column",
    "input_headings",
    "input_of_heading",
    "words_and_unit",
]

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
