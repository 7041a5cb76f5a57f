"""What the heading of a column of a wide table says: a date, a weekday, a time, a queue, a measure.

``Mon``, ``2026-03-02`` and ``08:00-08:30`` are labels of columns whose cells are contacts;
``Sales AHT`` is the AHT of the queue Sales, ``Calls Mon`` the contacts of Monday.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from wfm.io.forecast.calendar_words import is_weekday
from wfm.io.forecast.clock_times import is_time_of_day, time_forms
from wfm.io.forecast.dates import date_of_text, has_date_and_time
from wfm.io.forecast.heading_words import split_unit
from wfm.io.forecast.headings import roles_of

__all__ = [
    "TOTAL_WORDS",
    "Heading",
    "cell_kind",
    "heading_of",
    "hour_labels",
    "is_statistic",
    "is_total",
    "measure_of",
    "split_heading",
]

# Words of rows and columns that hold totals or averages of others.
_TOTALS = """
    total totals subtotal sub-total sum sums average avg mean summe gesamt gesamtsumme zwischensumme
    gesamtergebnis durchschnitt mittelwert somme sous-total moyenne suma promedio subtotales
    totales soma totais totaal gemiddelde subtotaal totale totali somma subtotale
"""
TOTAL_WORDS = re.compile(
    rf"(?i)\W*(?:(?:grand|overall|hourly|daily|weekly|hour|day|week)\s+)?"
    rf"(?:(?:tages|wochen|stunden)-?)?(?:{'|'.join(_TOTALS.split())}|ø|∑|Σ)"
    r"(?:\b.*|\W*)|\W*(?:media|média|ergebnis)\W*"
)
_TOTAL_AT_END = re.compile(
    r"(?i).*\b(?:(?:tages|wochen|monats|stunden|zwischen|dag|week|maand|uur|sub|sous)-?)?"
    r"(?:total|gesamt|summe|sum|ergebnis|somme|suma|soma|totaal|totale)\W*"
)
# Other words of rows below a table, in place of a time: they may be names of queues elsewhere.
_STATISTICS = re.compile(
    r"(?i)\W*(?:max|min|maximum|minimum|maximal\w*|minimal\w*|maximaal|minimaal|median\w*|peak"
    r"|std|stdev|std\.? ?dev|standardabweichung|mittel|schnitt|spitze\w*|daily|weekly|per day"
    r"|per week|pro tag|pro woche|täglich|wöchentlich|m[aá]ximo|m[ií]nimo|massimo|pico|mediana"
    r"|hourly|médiane|quotidien|diario|diário|per dag|dagelijks|gemiddeld)\W*"
)
# What a column of contacts may be beside its measure: no queue, but another figure of the same.
_QUALIFIERS = frozenset(
    """
    forecast forecasted fcst fc plan planned budget prognose previsto prévision pronostico expected
    predicted actual actuals ist real réel target soll handled answered abandoned offered lost
    missed transferred inbound outbound in out acd aban acw wrap talk hold max min short flow
    flowed avg average sum total last previous prior ly py yoy new old internal external ring net
    gross per queued received within outside and of no number anzahl angenommen verloren
    """.split()  # noqa: SIM905 - a table
)
# 02.03.26; intervals begin at whole minutes, so that 08.30.00 is a time.
_SHORT_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?!00)\d\d")
_SEPARATOR = r"[\s_\-–/:|.,()]"
KINDS = ("date", "weekday", "start", "time")


class Heading(NamedTuple):
    """The parts of a heading.

    `kind` is one of `KINDS` and `label` its text if it is a label of a column; `measure` is
    ``"volume"`` or ``"aht"`` if it says one, in the words `said`; `rest` is any other text.
    """

    kind: str = ""
    label: str = ""
    measure: str = ""
    said: str = ""
    rest: str = ""

    @property
    def is_queue(self) -> bool:
        """Whether the rest can be the name of a queue, and not another figure of the contacts."""
        words = re.split(rf"{_SEPARATOR}+", self.rest.casefold())
        return (
            bool(self.rest)
            and not _QUALIFIERS & set(words)
            and not TOTAL_WORDS.fullmatch(self.rest)
        )


def measure_of(text: str) -> str:
    """``"volume"`` or ``"aht"`` if a text is the name of the measure, else empty.

    >>> measure_of("Calls Offered"), measure_of("AHT (s)"), measure_of("Sales")
    ('volume', 'aht', '')
    """
    roles = roles_of(text)
    if roles & {"start", "date", "time", "queue"}:
        return ""
    return next((name for name in ("volume", "aht") if roles & {name, f"weak {name}"}), "")


def is_total(text: str) -> bool:
    """Whether a text is a label of totals or averages: "Total", "Mon total", "Ø".

    >>> is_total("Grand Total"), is_total("2026-03-02 Total"), is_total("Totally new")
    (True, True, False)
    """
    return bool(TOTAL_WORDS.fullmatch(text) or _TOTAL_AT_END.fullmatch(text))


def is_statistic(text: str) -> bool:
    """Whether a text in place of a time is a label of a row below the table: "Max", "Daily".

    >>> is_statistic("Max."), is_statistic("Maxima GmbH")
    (True, False)
    """
    return bool(_STATISTICS.fullmatch(text))


def heading_of(text: str) -> Heading:
    """The parts of a heading.

    Examples
    --------
    >>> heading_of("Mon")
    Heading(kind='weekday', label='Mon', measure='', said='', rest='')
    >>> heading_of("Sales AHT (s)")
    Heading(kind='', label='', measure='aht', said='AHT (s)', rest='Sales')
    """
    text = text.strip()
    measure = measure_of(text)
    if measure:
        return Heading(measure=measure, said=text)
    if kind := _label_kind(text):
        return Heading(kind, text)
    return split_heading(text) or Heading(rest=text)


_LONGEST = 200  # characters; no heading is longer


def split_heading(text: str) -> Heading | None:
    """A label or another text and a measure; None if the heading has no measure beside it.

    >>> split_heading("Chat Calls")
    Heading(kind='', label='', measure='volume', said='Calls', rest='Chat')
    >>> split_heading("AHT Chat (min)")
    Heading(kind='', label='', measure='aht', said='AHT (min)', rest='Chat')
    """
    if len(text) > _LONGEST:  # the search takes time with the square of the length
        return None
    before, unit = split_unit(text.strip())
    for rest, said in _with_measure(before):
        measure = measure_of(said)
        if rest and (not unit or measure == "aht"):
            kind = _label_kind(rest)
            return Heading(kind, rest if kind else "", measure, said + unit, "" if kind else rest)
    return None


@lru_cache(maxsize=4096)  # the cells of a sample are looked at for several reasons
def _label_kind(text: str) -> str:
    """The kind of a label: a date, a weekday, a date with a time, or a time of day."""
    if not text or len(text) > 60:
        return ""
    if is_weekday(text):
        return "weekday"
    return _moment_kind(text)


def _moment_kind(text: str) -> str:
    """Whether a text is a date, a date with a time, or a time of day."""
    if not any(map(str.isdigit, text)):
        return ""
    if _SHORT_DATE.fullmatch(text) and date_of_text(text):
        return "date"
    if is_time_of_day(text):
        return "time"
    if date_of_text(text):
        return "date"
    return "start" if has_date_and_time(text) else ""


def _with_measure(text: str) -> Iterator[tuple[str, str]]:
    """The rest and the measure of a text that begins or ends with one, the longest first."""
    cuts = [match.span() for match in re.finditer(rf"{_SEPARATOR}+", text)]
    for begin, end in cuts:
        if measure_of(text[end:]):
            yield text[:begin].strip(" _-–/:|.,("), text[end:]
    for begin, end in reversed(cuts):
        if measure_of(text[:begin]):
            yield text[end:].strip(" _-–/:|.,)"), text[:begin]


def hour_labels(header: Sequence[str]) -> dict[int, str]:
    """The columns whose headings count the hours of a day: 8, 9, 10; each as a time of day.

    >>> hour_labels(["Date", "8", "9", "10"])
    {1: '8:00', 2: '9:00', 3: '10:00'}
    """
    texts = [text.strip() for text in header]
    hours = {i: int(text) for i, text in enumerate(texts) if re.fullmatch(r"\d{1,2}", text)}
    first = next(iter(hours.values()), 0)
    if len(hours) < 3 or [*hours.values()] != [*range(first, first + len(hours))]:
        return {}
    # a row of data has a date or a time beside its numbers
    others = [text for i, text in enumerate(texts) if i not in hours]
    if first + len(hours) > 24 or any(map(_moment_kind, others)):
        return {}
    return {i: f"{hour}:00" for i, hour in hours.items()}


def cell_kind(cells: Iterable[str]) -> str:
    """What the cells of a column all are; empty cells do not count.

    Returns
    -------
    str
        "date", "weekday", "start", "time", "measure", "number" or "text"; empty without cells.

    Examples
    --------
    >>> cell_kind(["08:00", "08:30"]), cell_kind(["41", "55.5"]), cell_kind(["AHT", "Calls"])
    ('time', 'number', 'measure')
    """
    texts = [text for text in map(str.strip, cells) if text and not TOTAL_WORDS.fullmatch(text)]
    if not texts:
        return ""
    forms = time_forms(texts, separate=True)
    if (forms.fractions or (forms.compact and _on_grid(texts))) and all(
        is_time_of_day(text, forms) for text in texts
    ):
        return "time"
    if any(map(date_of_text, texts)):
        return _one_kind(texts)
    if all(re.fullmatch(r"[-+]?[\d.,' \u00a0]*\d%?", text) for text in texts):
        dotted = all(re.fullmatch(r"\d{1,2}\.[0-5]\d", text) for text in texts)
        return "time" if dotted and _on_grid(texts) else "number"
    return _one_kind(texts)


def _one_kind(texts: Sequence[str]) -> str:
    """The kind that all texts have; a date among dates and times is midnight.

    A few texts among dates or times are labels of rows below the table, such as a source.
    """
    labels = [text for text in texts if not _label_kind(text)]
    kinds = {_label_kind(text) for text in texts}
    weight = sum(2 if any(map(str.isdigit, text)) else 1 for text in labels)
    if kinds - {""} <= {"date", "start", "time"} and weight <= len(texts) - len(labels):
        kinds -= {""}
    if kinds == {"date", "start"}:
        return "start"
    if len(kinds) == 1 and kinds != {""}:
        return kinds.pop()
    return "measure" if all(map(measure_of, texts)) else "text"


def _on_grid(texts: Sequence[str]) -> bool:
    """Whether times such as 08.30 or 830 are at whole quarters of an hour, as prices are not."""
    quarters = ("0", "00", "15", "30", "45")
    return len(set(texts)) > 1 and all(text[-2:] in quarters for text in texts)
