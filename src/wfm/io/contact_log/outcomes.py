"""Which contacts of a log abandoned: yes and no, or the words of an outcome."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wfm.io.forecast.problems import Problems
from wfm.option_text import option

__all__ = ["OutcomeColumn"]

_YES = frozenset(["1", "1.0", "yes", "y", "true", "t", "x", "ja", "oui", "si", "sí", "sim", "s"])
_NO = frozenset(["0", "0.0", "no", "n", "false", "f", "nein", "non", "não", "nao"]) | {""}
# "unanswered" before "answered": the first pattern that fits decides.
_ABANDONED = re.compile(
    r"(?i)abandon|aban\b|hang|hung|\blost|miss|no.?answer|(un|not.?)answered|dropped|give.?up|"
    r"gave.?up|aufgelegt|verloren|abgebrochen|nicht|perdu|perdid|opgehangen|\bcancel|abbandon|"
    r"unbeantwort|verpasst|verlassen|raccroch|non.?(trait|r[eé]pond|rispost|gestit)|colgad|desist|"
    r"(no|n[aã]o).?(atendid|contestad|respondid)|desligad|verlaten|gemist|niet|onbeantwoord|"
    r"\bpers[aei]\b|riagganc"
)
_ANSWERED = re.compile(
    r"(?i)answer|agent|handled|connect|complet|served|accept|resolved|transfer|success|^ok$|"
    r"angenommen|beantwort|bearbeitet|contestad|atendid|repondu|répondu|trait|rispost|verbunden|"
    r"abgeschlossen|erledigt|d[eé]croch|respondid|resuelt|finalizad|beantwoord|aangenomen|"
    r"afgehandeld|gestit|evas|accettat"
)
_EXCLUDED, _UNKNOWN = 2, 3
_SHOWN = 8  # unknown outcomes that a message names


class OutcomeColumn:
    """One column, cell by cell; equal texts are looked at once.

    Parameters
    ----------
    name : str
        Heading.
    is_flag : bool
        Yes and no, instead of words.
    yes_means_answered : bool
        Whether yes is answered.
    exclude : sequence of str
        Outcomes of rows that are no contacts.
    """

    def __init__(
        self,
        name: str,
        *,
        is_flag: bool,
        yes_means_answered: bool = False,
        exclude: Sequence[str] = (),
    ) -> None:
        self._name = name
        self._is_flag = is_flag
        self._answered = yes_means_answered
        self._exclude = frozenset(text.strip().casefold() for text in exclude)
        self._known: dict[str, int] = {}
        self._seen: Counter[str] = Counter()
        self._line: dict[str, int] = {}

    def codes(self, texts: Sequence[str], lines: Sequence[int]) -> NDArray[np.int8]:
        """1 abandoned, 0 answered, 2 excluded, 3 unknown, for each cell."""
        codes = np.empty(len(texts), dtype=np.int8)
        known = self._known
        for row, text in enumerate(texts):
            code = known.get(text)
            if code is None:
                code = known[text] = self._code(text.strip())
                self._line[text] = lines[row]
            if code == _UNKNOWN:
                self._seen[text] += 1
            codes[row] = code
        return codes

    def _code(self, text: str) -> int:
        """The code of one text."""
        word = text.casefold()
        if word in self._exclude:
            return _EXCLUDED
        if self._is_flag:
            if word in _YES:
                return 0 if self._answered else 1
            if word in _NO:
                return 1 if self._answered else 0
            return _UNKNOWN
        if _ABANDONED.search(text):
            return 1
        return 0 if _ANSWERED.search(text) else _UNKNOWN

    @property
    def texts(self) -> dict[str, int]:
        """Each text and its code."""
        return self._known

    def check(self, problems: Problems) -> None:
        """Report texts that are neither answered nor abandoned, once each."""
        if self._seen and not self._is_flag and min(self._known.values()) == _UNKNOWN:
            listed = ", ".join(f"'{text.strip()[:40]}'" for text in list(self._seen)[:_SHOWN])
            problems.add(
                f"no outcome is answered or abandoned: {listed} — name the column of outcomes, "
                f"{option('columns', {'outcome': 'HEADING'})}, or read none, "
                f"{option('columns', {'outcome': ''})}",
                min(self._line.values()),
                self._name,
            )
            return
        for text, count in self._seen.most_common(_SHOWN):
            shown = f"'{text.strip()[:40]}'" if text.strip() else "an empty cell"
            rows = f"{count:,} row{'s' * (count > 1)}"
            if self._is_flag:
                what = "neither yes nor no — write yes or no"
            else:
                what = (
                    "neither answered nor abandoned — correct it, or leave these rows out with "
                    f"{option('exclude', text.strip() or 'WORD')}"
                )
            problems.add(f"{shown} ({rows}) is {what}", self._line[text], self._name)
        if len(self._seen) > _SHOWN:
            problems.add(f"{len(self._seen) - _SHOWN:,} more outcomes are not known", 0, self._name)
