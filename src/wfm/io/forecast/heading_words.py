"""The words of headings in seven languages, and what a heading made of them means.

A heading is a known name, such as ``calls_offered``, or it consists of known words only:
``Ø Bearbeitungszeit (Sek.)`` is an average, a handling, a time and a unit. One word that is not
known, as in ``Calls Abandoned``, and the heading means nothing. Accents, case, spaces and
punctuation do not matter, and compounds are split: ``Gesamtbearbeitungszeit``.

The words are English, German, French, Spanish, Portuguese, Dutch and Italian.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from wfm.io.forecast.heading_tables import CLOCK, DATES, HANDLE_TIME, QUEUES, TIMES, VOLUME
from wfm.vocabulary import term

__all__ = [
    "UNIT_SECONDS",
    "Sense",
    "is_figure",
    "meanings",
    "normalise",
    "split_compound",
    "split_unit",
    "unit_of_heading",
    "without_unit",
    "words_of",
]

_UNIT_WORDS = {
    "s": "s sec secs second seconds sek sekunde sekunden seconde secondes seg segs segundo "
    "segundos secondi seconden",
    "ms": "ms msec msecs millisecond milliseconds millis millisekunden milisegundos millisecondes",
    "min": "m min mins minute minutes minuten minuto minutos minuti minuut",
    "h": "h hr hrs hour hours stunden heures horas ore uren",
    "mmss": "mmss mss",
    "hhmmss": "hhmmss hmmss",
}
_UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
_UNIT_PARTS = frozenset(_UNITS) | {"mm", "ss", "hh"}
UNIT_SECONDS = {"s": 1.0, "ms": 1e-3, "min": 60.0, "h": 3600.0}  # of the units that are numbers
_BRACKETS = re.compile(r"[(\[{<]([^()\[\]{}<>]*)[)\]}>]")
_PER = frozenset("per pro je par por a al by each every of the last".split())  # noqa: SIM905
_SHORTEST_ALONE = 3  # letters of a heading that is a unit alone, such as "Minuten"; "m" may be all
_UNIT_TEXT = "|".join(sorted((re.escape(word) for word in _UNITS), key=len, reverse=True))
# (min) and [s]; _s; sec. A letter after a space may be part of a name: Team S
_UNIT_AT_END = re.compile(
    rf"(?i)(.*\S)(\s*[(\[](?:in )?(?:{_UNIT_TEXT}|h+:m+:s+|m+:s+)\.?[)\]]|_(?:{_UNIT_TEXT})"
    r"|[ _](?:secs?|mins?|seconds|minutes|sekunden|minuten|sek)\.?)"
)


def _set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# After-call work as one word.
_AFTER_CALL = re.compile(
    r"(after|post|pos|apres|dopo)[\s_-]*(call|contact|appel|llamada|chamada|chiamata)([\s_-]*work)?"
)
# Words that are a number of contacts only beside others: a column "Created" may hold dates.
_NEVER_ALONE = _set("handle answer acd new created entered completed connected taken")
_SINGULAR = _set(
    """
    call contact chat email mail ticket case interaction conversation transaction enquiry inquiry
    request message interaktion anruf gesprach gespraech kontakt vorgang anfrage telefonat appel
    courriel
    demande llamada contacto correo solicitud chamada ligacao contato oproep gesprek chiamata
    contatto richiesta
    """
)
# "Planned" alone may be agents or hours as well as contacts, unlike "Forecast".
_PLANNED = _set(
    """
    planned projected geplant geplante gepland planifie planifies planificado planificadas
    planejado planejadas pianificato pianificate total sum summe gesamt actual act ist
    """
)
_WEAK = {
    # without "no" and "number", which number the rows
    "volume": _set(
        "count counts qty quantity anzahl nombre cantidad quantidade qtd qtde aantal quantita"
    ),
    "aht": _set("duration dauer duree duracion duracao duur durata"),
}


class Sense(NamedTuple):
    """What a heading says about the quantity that it means.

    Attributes
    ----------
    rank : tuple of int
        The order in which candidates are preferred, the lowest first.
    tags : frozenset of str
        What the heading says: "offered", "answered", "forecast", "actual", "average", "total".
    unit : str
        Unit of a handle time, empty if the heading does not say it.
    """

    rank: tuple[int, ...] = (0,)
    tags: frozenset[str] = frozenset()
    unit: str = ""


# What a known name says if its words are not known.
_SENSES = {"volume": Sense((1, 0)), "aht": Sense((0, 1, len(_UNIT_WORDS)))}


def normalise(text: str) -> str:
    """A heading without accents, case, spaces and punctuation.

    >>> normalise("Calls Offered"), normalise("Übergabe-Nr.")
    ('callsoffered', 'ubergabenr')
    """
    return re.sub(r"[\W_]+", "", _plain(text))


_LONGEST_HEADING = 200  # characters; the search takes time with the square of the length


@cache
def meanings(heading: str) -> dict[str, Sense]:
    """The quantities that a heading can be.

    Parameters
    ----------
    heading : str
        As it is in the file.

    Returns
    -------
    dict of str to Sense
        By quantity: "queue", "start", "date", "time", "volume", "abandoned", "aht", "talk",
        "hold", "wrap"; "weak volume" and "weak aht" are a count and a duration of something.

    Examples
    --------
    >>> sorted(meanings("Start Time")), meanings("Calls Abandoned per Agent")
    (['start', 'time'], {})
    >>> meanings("Gesamtbearbeitungszeit (Min.)")["aht"].unit
    'min'
    """
    if len(heading) > _LONGEST_HEADING or "%" in heading or not (name := normalise(heading)):
        return {}
    found = {role: _SENSES.get(role, Sense()) for role in _names().get(name, ())}
    for rank, names in enumerate(QUEUES):
        if name in names.split():
            found["queue"] = Sense((rank,))
    words = words_of(heading)
    found |= _volume(words) | _handle_time(words)
    if "volume" in found and _PLANNED.issuperset(words):
        found["weak volume"] = found.pop("volume")
    if not found.keys() & {"start", "date", "time"}:
        found |= _clock(words)
    for role, weak in _WEAK.items():
        if name in weak and role not in found:
            found[f"weak {role}"] = Sense()
    return found


@cache
def _names() -> dict[str, set[str]]:
    """The quantities of each known name; ``hour`` is a date-time or a time."""
    words = {
        "queue": (),
        "start": term("start").headings,
        "volume": term("volume").headings,
        "aht": term("aht").headings,
        "date": DATES,
        "time": TIMES,
    }
    roles: dict[str, set[str]] = {}
    for role, headings in words.items():
        for heading in headings:
            roles.setdefault(normalise(heading), set()).add(role)
    return roles


def _plain(text: str) -> str:
    """Lower case without accents; ß is ss."""
    text = unicodedata.normalize("NFKD", text.replace("#", " no ").casefold())
    return "".join(c for c in text if not unicodedata.combining(c))


def words_of(heading: str) -> list[str]:
    """The words of a heading in lower case without accents.

    >>> words_of("nOffered"), words_of("Größe (ab 5)")
    (['n', 'offered'], ['grosse', 'ab', '5'])
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", heading)
    return re.findall(r"[^\W_]+", _AFTER_CALL.sub("acw", _plain(apart)))


@cache
def _dictionary(name: str) -> dict[str, frozenset[str]]:
    """The tags of each word of one kind of heading."""
    groups = {"volume": VOLUME, "aht": HANDLE_TIME, "clock": CLOCK}[name]
    tags: dict[str, set[str]] = {}
    for tag, words in groups.items():
        for word in words.split():
            tags.setdefault(word, set()).add(tag)
    return {word: frozenset(known) for word, known in tags.items()}


def _tags(words: list[str], kind: str) -> set[str] | None:
    """The tags of all words, compounds split; None if one of them is not known."""
    known, tags = _dictionary(kind), set[str]()
    for word in words:
        parts = [word] if word in known else split_compound(word, known)
        if not parts:
            return None
        tags.update(tag for part in parts for tag in known[part])
    return tags - {""}


def split_unit(heading: str) -> tuple[str, str]:
    """A heading without the unit at its end, and the unit with what is before it.

    >>> split_unit("AHT Sales (min)"), split_unit("AHT Team S")
    (('AHT Sales', ' (min)'), ('AHT Team S', ''))
    """
    match = _UNIT_AT_END.fullmatch(heading)
    return (match[1], match[2]) if match else (heading, "")


# Letters; the time grows with their cube, and no heading has a word as long.
_LONGEST_COMPOUND = 80


def split_compound(word: str, known: Mapping[str, frozenset[str]]) -> list[str]:
    """A compound as known words of at least three letters; empty if it is none, or over 80 letters.

    >>> split_compound("startzeit", {"start": frozenset(), "zeit": frozenset()})
    ['start', 'zeit']
    """
    if len(word) > _LONGEST_COMPOUND:
        return []
    best: dict[int, list[str]] = {0: []}
    for end in range(3, len(word) + 1):
        for begin in range(end - 2):
            if begin in best and word[begin:end] in known:
                best[end] = [*best[begin], word[begin:end]]
                break  # the longest last word
    return best.get(len(word), [])


def _volume(words: list[str]) -> dict[str, Sense]:
    """A number of contacts: offered, answered or abandoned."""
    tags = _tags(words, "volume")
    if not tags or not tags - {"actual", "total", "count"} or _is_name(words, tags):
        return {}
    when = _when(tags)
    if "abandoned" in tags:
        return {} if "answered" in tags else {"abandoned": Sense((when,), frozenset(tags))}
    if "answered" in tags:
        part = 2
    else:
        part = 1 if tags & {"total", "queued"} and "offered" not in tags else 0
    return {"volume": Sense((when, part), frozenset(tags))}


def is_figure(text: str) -> bool:
    """Whether a text says which contacts are counted, and is no name of a queue.

    >>> is_figure("Angenommene"), is_figure("Chat"), is_figure("Sales")
    (True, False, False)
    """
    which = {"offered", "answered", "abandoned", "forecast", "actual", "inbound", "queued"}
    return bool((_tags(words_of(text), "volume") or set()) & which)


def _is_name(words: list[str], tags: set[str]) -> bool:
    """Whether a heading of volume words may name one contact: "Ticket", "Case No"."""
    if len(words) == 1 and words[0] in _NEVER_ALONE:
        return True
    if not tags <= {"contacts", "count"} or any(
        word.endswith(("anzahl", "zahl")) for word in words
    ):
        return False
    return _SINGULAR.issuperset(
        word for word in words if "contacts" in _dictionary("volume").get(word, ())
    ) and not {"count", "counts", "qty", "quantity"} & set(words)


def _when(tags: set[str]) -> int:
    """A forecast before a plain number, the actual number last."""
    return 0 if "forecast" in tags else 2 if "actual" in tags else 1


def _handle_time(words: list[str]) -> dict[str, Sense]:
    """A handle time, or a part of it."""
    words, unit = without_unit(words)
    tags = _tags(words, "aht")
    if not tags:
        return {}
    timed = bool(tags & {"time", "average"})
    parts = [role for role in ("talk", "hold", "wrap") if role in tags]
    named = timed and ("handle" in tags or ("handled" in tags and "time" in tags))
    if "aht" in tags or (named and parts != ["wrap"]):
        role = "aht"
    elif len(parts) == 1 and (unit or timed or words[0] in ("acw", "wrapup")):
        role = parts[0]
    else:
        return {}
    if "aht" in tags:
        tags.add("average")
    if "average" in tags:
        tags.discard("total")
    said = 0 if "average" in tags else 2 if "total" in tags else 1
    order = list(_UNIT_WORDS).index(unit) if unit else len(_UNIT_WORDS)
    return {role: Sense((said, _when(tags), order), frozenset(tags), unit)}


def unit_of_heading(heading: str) -> str:
    """The unit of time that any heading says: in brackets, as its last word, or before "per".

    Returns
    -------
    str
        "s", "ms", "min", "h", "mmss" or "hhmmss"; empty if it says none, or several.

    Examples
    --------
    >>> unit_of_heading("Durata (min)"), unit_of_heading("case_time_hrs"), unit_of_heading("Dauer")
    ('min', 'h', '')
    >>> unit_of_heading("Minutes per case"), unit_of_heading("Cases per hour")
    ('min', '')
    """
    if len(heading) > _LONGEST_HEADING:
        return ""
    inside = {_unit_of_words(words_of(text)) for text in _BRACKETS.findall(heading)} - {""}
    if inside:
        return inside.pop() if len(inside) == 1 else ""
    words = words_of(heading)
    if len(words) == 1:
        return _UNITS.get(words[0], "") if len(words[0]) >= _SHORTEST_ALONE else ""
    rest, unit = without_unit(words)
    if unit:
        return "" if rest[-1] in _PER else unit
    return _UNITS.get(words[0], "") if words and words[1] in _PER else ""


def _unit_of_words(words: list[str]) -> str:
    """The unit that some words are, with "in" before it or not."""
    return _UNITS.get("".join(words[1:] if words[:1] == ["in"] else words), "")


def without_unit(words: list[str]) -> tuple[list[str], str]:
    """The words of a heading of a time before its unit, and the unit.

    >>> without_unit(["talk", "time", "in", "min"]), without_unit(["talk", "time"])
    ((['talk', 'time'], 'min'), (['talk', 'time'], ''))
    """
    end = len(words)
    while end > 1 and words[end - 1] in _UNIT_PARTS:
        end -= 1
    if unit := _UNITS.get("".join(words[end:]), ""):
        return words[: end - (end > 1 and words[end - 1] == "in")], unit
    last = words[-1] if words else ""
    for word in sorted(_UNITS, key=len, reverse=True):  # ahtmin, without a space
        stem = last.removesuffix(word)
        if stem != last and stem.removesuffix("in") in ("aht", "raht", "acht"):
            return [*words[:-1], stem.removesuffix("in")], _UNITS[word]
    return words, ""


def _clock(words: list[str]) -> dict[str, Sense]:
    """A date, a time of day, or both."""
    tags = _tags(words, "clock")
    if not tags:
        return {}
    if "stamp" in tags or ("date" in tags and "clock" in tags):
        return {"start": Sense()}
    if "date" in tags:
        return {"date": Sense()}
    said = Sense(tags=frozenset(tags))
    roles = {"start": "start" in tags, "time": bool(tags & {"clock", "interval"})}
    return {role: said for role, is_said in roles.items() if is_said}
