"""How one number of a plan was computed: its steps as data, with formula, figures and result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Explanation", "Section", "Step"]


class Step(NamedTuple):
    """One step of a computation.

    Attributes
    ----------
    name : str
        What is computed: "offered load".
    formula : str
        How, in symbols or words: "volume × aht / interval". "" if the value is given.
    substitution : str
        The formula with its figures: "140 × 180 s / 1800 s". "" if there is none.
    value : float, int, str or None
        The result, unrounded; None for a step that only states a rule.
    unit : str
        Unit of the value: "erlangs", "s", "contacts", "agents", "fraction"; "" for none. A
        "fraction" is printed in per cent.

    Examples
    --------
    >>> Step("offered load", "volume × aht / interval", "140 × 180 s / 1800 s", 14.0, "erlangs")
    Step(name='offered load', formula='volume × aht / interval', substitution='140 × 180 s / 1800 s', value=14.0, unit='erlangs')
    """  # noqa: E501 - the output of the example is one line

    name: str
    formula: str = ""
    substitution: str = ""
    value: float | int | str | None = None
    unit: str = ""


class Section(NamedTuple):
    """Steps that belong together.

    Attributes
    ----------
    title : str
        "volume", "load", "agents", "service", …
    steps : tuple of Step
        In the order in which they are computed.
    """

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Explanation:
    """One row of a plan, with every step from the forecast to its paid hours.

    Attributes
    ----------
    title : str
        Which row: "voice, Mon 2026-03-02 10:00".
    source : str
        Where the forecast has it: "forecast.csv, line 12"; "" if nowhere.
    sections : tuple of Section
        The steps, grouped; a section without steps is left out of texts and frames.
    notes : tuple of str
        What the model assumes, and the defaults used; one sentence each.

    Examples
    --------
    >>> load = Step("offered load", "volume × aht / interval", "140 × 180 / 1800", 14.0, "erlangs")
    >>> found = Explanation("Mon 10:00", "forecast.csv, line 12", (Section("load", (load,)),))
    >>> found.value("offered load")
    14.0
    """

    title: str
    source: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps in order, without their sections."""
        return tuple(step for section in self.sections for step in section.steps)

    def value(self, name: str) -> float | int | str | None:
        """The value of the last step of a name.

        Parameters
        ----------
        name : str
            Name of the step.

        Raises
        ------
        KeyError
            If there is no step of that name.
        """
        for step in reversed(self.steps):
            if step.name == name:
                return step.value
        raise KeyError(name)

    def to_frame(self) -> pd.DataFrame:
        """One row per step, with the columns section, name, formula, substitution, value, unit.

        Returns
        -------
        pandas.DataFrame
        """
        import pandas as pd

        rows = [(section.title, *step) for section in self.sections for step in section.steps]
        columns = ["section", *Step._fields]
        # values of several types stand in one column: numbers must not become text or floats
        return pd.DataFrame(rows, columns=columns, dtype=object)
