"""An explanation as text: one line per step, in aligned sections."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from wfm.explanation import Explanation, Step
from wfm.printable_text import printable, printable_line
from wfm.report.text_table import wrapped
from wfm.units import percent_text

__all__ = ["explanation_text", "value_text"]

_WIDTH = 110  # a wide terminal; formulas with their figures rarely fit into 80 columns
_MIN_WIDTH = 72  # below it the column of the formulas is too narrow to read
_INDENT = "  "
_GAP = "  "
# a figure stays on the line of its unit, and a sum in one piece where it can
_UNIT = re.compile(r"(?<=[\d∞]) (?=(%|s|h|min|erlangs|agents|contacts)\b|%)")


def explanation_text(explanation: Explanation, width: int | None = None) -> str:
    """Every step of an explanation: its value with unit, then formula = figures.

    Parameters
    ----------
    explanation : Explanation
        As `wfm.planning.plan.Plan.explain` gives it.
    width : int, optional
        Columns of the terminal, of which 72 to 110 are used; 110 if it is not known.

    Returns
    -------
    str
        A heading, the sections with their steps, and the notes.

    Examples
    --------
    >>> from wfm.explanation import Section
    >>> load = Step("offered load", "volume × aht / interval", "140 × 180 / 1800", 14.0, "erlangs")
    >>> print(explanation_text(Explanation("voice", "f.csv, line 2", (Section("load", (load,)),))))
    voice (f.csv, line 2)
    <BLANKLINE>
    load
      offered load  14 erlangs  volume × aht / interval = 140 × 180 / 1800
    """
    explanation = _printable(explanation)
    width = min(max(width or _WIDTH, _MIN_WIDTH), _WIDTH)
    source = f" ({explanation.source})" if explanation.source else ""
    title = wrapped(f"{explanation.title}{source}", width)
    parts = [title, "\n".join(_lines(explanation, width))]
    return "\n\n".join([part for part in parts if part] + list(explanation.notes))


def _printable(explanation: Explanation) -> Explanation:
    """The same with texts of one line each, without characters that act on a terminal."""
    sections = [
        section._replace(
            title=printable_line(section.title),
            steps=tuple(
                Step(
                    printable_line(step.name),
                    printable_line(step.formula),
                    printable_line(step.substitution),
                    printable_line(step.value) if isinstance(step.value, str) else step.value,
                    step.unit,
                )
                for step in section.steps
            ),
        )
        for section in explanation.sections
    ]
    return Explanation(
        printable_line(explanation.title),
        printable_line(explanation.source),
        tuple(sections),
        tuple(map(printable, explanation.notes)),  # the defaults used are wrapped already
    )


def _lines(explanation: Explanation, width: int) -> Iterator[str]:
    """The sections, each with its title and the lines of its steps."""
    steps = explanation.steps
    names = max((len(step.name) for step in steps), default=0)
    values = max((len(value_text(step)) for step in steps), default=0)
    for section in explanation.sections:
        if section.steps:
            yield section.title
        for step in section.steps:
            yield from _wrapped(step, names, values, width)


def _wrapped(step: Step, names: int, values: int, width: int) -> list[str]:
    """A step in lines no wider than the terminal; figures stay with their units."""
    value = value_text(step)
    label = f"{_INDENT}{step.name.ljust(names)}{_GAP}{value.ljust(values)}{_GAP}"
    formula = " = ".join(part for part in (step.formula, step.substitution) if part)
    indent = " " * (len(label) + len(_INDENT))
    lines = textwrap.wrap(
        label.replace(" ", "\u00a0") + _UNIT.sub("\u00a0", formula),
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\u00a0", " ").rstrip() for line in lines]


def value_text(step: Step) -> str:
    """The value of a step with its unit; fractions in per cent.

    Parameters
    ----------
    step : Step
        The step.

    Examples
    --------
    >>> value_text(Step("asa", value=20.128, unit="s"))
    '20.13 s'
    >>> value_text(Step("cost", value=1_248_300.4, unit="USD"))
    '1,248,300 USD'
    """
    value, unit = step.value, step.unit
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if unit == "fraction":
        return percent_text(float(value), 2)
    digits = 0 if isinstance(value, int) else 4 if unit == "s" else 6
    figures = f"{value:,.{digits}g}" if digits else f"{value:,}"
    if "e+" in figures:  # amounts of money are read in full
        figures = f"{value:,.0f}"
    if figures == "1":
        unit = {"people": "person"}.get(unit, unit.removesuffix("s") if len(unit) > 1 else unit)
    return f"{figures} {unit}".rstrip()
