"""An explanation as text: one line per step, in aligned sections."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from wfm.explanation import Explanation, Step
from wfm.units import percent_text

__all__ = ["explanation_text", "step_text"]

_WIDTH = 110  # a wide terminal; formulas with their figures rarely fit into 80 columns
_INDENT = "  "
# a figure stays on the line of its unit, and a sum in one piece where it can
_UNIT = re.compile(r"(?<=[\d∞]) (?=(%|s|h|min|erlangs|agents|contacts)\b|%)")


def explanation_text(explanation: Explanation) -> str:
    """Every step of an explanation: formula = figures = value and unit.

    Parameters
    ----------
    explanation : Explanation
        As `wfm.planning.plan.Plan.explain` gives it.

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
      offered load  volume × aht / interval = 140 × 180 / 1800 = 14 erlangs
    """
    source = f" ({explanation.source})" if explanation.source else ""
    width = max((len(step.name) for step in explanation.steps), default=0) + 2
    parts = [f"{explanation.title}{source}", "\n".join(_lines(explanation, width))]
    return "\n\n".join([part for part in parts if part] + list(explanation.notes))


def _lines(explanation: Explanation, width: int) -> Iterator[str]:
    """The sections, each with its title and the lines of its steps."""
    for section in explanation.sections:
        if section.steps:
            yield section.title
        for step in section.steps:
            yield from _wrapped(step.name.ljust(width), step_text(step), width)


def _wrapped(name: str, text: str, width: int) -> list[str]:
    """A step in lines no wider than the terminal; figures stay with their units."""
    lines = textwrap.wrap(
        _INDENT + name + _UNIT.sub("\u00a0", text),
        _WIDTH,
        subsequent_indent=" " * (width + 2 * len(_INDENT)),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\u00a0", " ") for line in lines]


def step_text(step: Step) -> str:
    """The formula of a step, its figures and its value, with " = " between them.

    Parameters
    ----------
    step : Step
        The step.

    Examples
    --------
    >>> step_text(Step("asa", "C · h / (n − a)", value=20.128, unit="s"))
    'C · h / (n − a) = 20.13 s'
    """
    return " = ".join(part for part in (step.formula, step.substitution, _value_text(step)) if part)


def _value_text(step: Step) -> str:
    """The value of a step with its unit."""
    value, unit = step.value, step.unit
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if unit == "fraction":
        return percent_text(float(value), 2)
    figures = f"{value:.4g}" if unit == "s" else f"{value:.6g}"
    if isinstance(value, int):
        figures = str(value)
    return f"{figures} {unit}".rstrip()
