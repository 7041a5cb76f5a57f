"""What a text that is not a plain number probably means: thousands marks, currencies, ``1.5k``.

Tables, options and keys refuse such texts alike, with the number to write instead.
"""

from __future__ import annotations

import math
import re

__all__ = ["certain_text", "count_text", "grouping_cure", "name_order", "number_cure", "number_in"]

_CURRENCY = re.compile(r"[$€£¥₹]|\b(?:EUR|USD|GBP|CHF|JPY|INR|BRL|R\$)\b|R\$")
_FACTORS = {
    "": 1.0,
    "k": 1e3,
    "tsd": 1e3,
    "tausend": 1e3,
    "thousand": 1e3,
    "mio": 1e6,
    "mn": 1e6,
    "m": 1e6,
}
_PARTS = re.compile(
    r"([-+]?[\d.,'’ ]*\d)\s*(k|tsd\.?|tausend|thousand|mio\.?|mn|m)?", re.IGNORECASE
)
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}(?:([.,' ’])\d{2,3})(?:\1\d{2,3})*(?:[.,]\d+)?")
# A point before three digits, which may be that of the decimals or of the thousands.
_DOUBTFUL = re.compile(r"([-+]?[1-9]\d{0,2})\.(\d{3})\s*(s?)")


def number_in(text: str) -> float:
    """A number as Python writes it, NaN for any other text and for digits joined by "_".

    >>> number_in("12.5"), number_in("1_000"), number_in("1,240")
    (12.5, nan, nan)
    """
    try:
        return float(text) if "_" not in text else math.nan
    except ValueError:
        return math.nan


def count_text(number: float, noun: str, plural: str = "") -> str:
    """A number and what is counted, in the singular for one.

    >>> count_text(1, "day"), count_text(1234, "person", "people"), count_text(0.5, "agent-hour")
    ('1 day', '1,234 people', '0.5 agent-hours')
    """
    figure = f"{number:,}" if isinstance(number, int) else f"{number:g}"
    return f"{figure} {noun if number == 1 else plural or noun + 's'}"


def name_order(name: str) -> list[tuple[int, str]]:
    """The key by which names are sorted: "P 2" is before "P 10".

    >>> sorted(["P 10", "p 2", "Ann"], key=name_order)
    ['Ann', 'p 2', 'P 10']
    """
    parts = re.split("([0-9]+)", name.casefold())
    return [(len(one), one) if one.isdecimal() else (0, one) for one in parts]


def number_cure(text: str) -> str:
    """What to write instead of a text; empty if it has no number.

    >>> number_cure("1,240"), number_cure("12,5"), number_cure("1.5k")
    ("write 1240, or 1.24 if ',' is the decimal mark", 'write 12.5', 'write 1500')
    >>> number_cure("€ 1.234,50"), number_cure("85%"), number_cure("many")
    ('write 1234.5', 'write a number, not a percentage', '')
    """
    if "%" in text:
        return "write a number, not a percentage"
    plain = text.replace("\u00a0", " ").replace("\u202f", " ").replace("_", "")
    parts = _PARTS.fullmatch(_CURRENCY.sub("", plain).strip())
    if parts is None:
        return ""
    factor = _FACTORS[(parts[2] or "").casefold().rstrip(".")]
    values = [f"{factor * value:.15g}" for value in _readings(parts[1])]
    if not values:
        return ""
    mark = next((c for c in parts[1] if c in ".,"), "")
    values = [certain_text(value) for value in values]
    other = f", or {values[1]} if '{mark}' is the decimal mark" if len(values) > 1 else ""
    return f"write {values[0]}{other}"


def grouping_cure(text: str) -> str:
    """What to write for a typed number such as 1.200 or 1.200s; empty if it has one reading.

    >>> grouping_cure("1.200"), grouping_cure("-12.345 s")
    ("write 1200, or 1.2 if '.' is the decimal mark", \
"write -12345s, or -12.3450s if '.' is the decimal mark")
    >>> grouping_cure("0.125"), grouping_cure("1.25"), grouping_cure("1234.567")
    ('', '', '')
    """
    doubtful = _DOUBTFUL.fullmatch(text.strip())
    if doubtful is None:
        return ""
    whole, digits, unit = doubtful.groups()
    decimal = certain_text(f"{whole}.{digits}".rstrip("0").rstrip("."))
    return f"write {whole}{digits}{unit}, or {decimal}{unit} if '.' is the decimal mark"


def certain_text(number: str) -> str:
    """A number with a decimal point as text that cannot be read as grouped in thousands.

    >>> certain_text("1.234"), certain_text("1.25")
    ('1.2340', '1.25')
    """
    return f"{number}0" if _DOUBTFUL.fullmatch(number) else number


def _readings(text: str) -> list[float]:
    """The numbers that digits with marks can be: grouped in thousands first."""
    grouped = _GROUPED.fullmatch(text)
    found = []
    if grouped and not (grouped[1] in ".," and re.fullmatch(r"[-+]?\d+[.,]\d{2}", text)):
        found.append(text.replace(grouped[1], "").replace(",", "."))
    if text.count(",") + text.count(".") == 1:
        found.append(text.replace(" ", "").replace(",", "."))
    elif not grouped:
        found.append(text.replace(" ", ""))
    values = [number_in(one) for one in dict.fromkeys(found)]
    return [value for value in dict.fromkeys(values) if math.isfinite(value)]
