"""Which contacts of a log abandoned: yes and no, or the words of an outcome."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.errors import InputError
from wfm.io.forecast.log_words import OUTBOUND
from wfm.io.forecast.problems import Problems
from wfm.option_text import option

__all__ = ["EXCLUDED", "NO_WORDS", "DirectionColumn", "OutcomeColumn", "OutcomeWords"]

_YES = frozenset(["1", "1.0", "yes", "y", "true", "t", "x", "ja", "oui", "si", "sí", "sim", "s"])
_NO = frozenset(["0", "0.0", "no", "n", "false", "f", "nein", "non", "não", "nao"]) | {""}
# Words that say neither: a call may be disconnected in the queue or after the conversation.
_DOUBTFUL = re.compile(
    r"(?i)(?<!un)disconnect|incomplet|unsuccess|unvollst|no.?agents?\b|agents?.not|reject|declin"
)
# "unanswered" before "answered": the first pattern that fits decides.
_ABANDONED = re.compile(
    r"(?i)abandon|aban\b|\b(ab|abn|abd|abdn|abnd|aband|abandn)\b|hang|hung|\blost|miss|no.?answer|"
    r"(un|\bnot.?|\bnon.?|never.?)(answer|accept|connect|handl|serv|attend|pick)|dropped|give.?up|"
    r"gave.?up|left.(the.)?queue|in.(the.)?queue|aufgelegt|aufgegeben|verloren|abgebr|nicht|"
    r"entgangen|\bkeine?\b|perdu|perdid|opgehangen|afgebroken|\bcancel|abbandon|unbeantwort|"
    r"verpasst|verlassen|raccroch|manqu[eé]|\bpas\b|non.?(trait|r[eé]pond|d[eé]croch|abouti|rispost|"
    r"gestit)|colg(ad|ó|o\b)|cuelg|desist|renunci|rinunci|(no|n[aã]o|sin|sem).?(atend|contest|"
    r"respond|respuesta|resposta)|(in|des)atendid|deslig(ad|ou)|verlaten|gemist|niet|onbeantwoord|"
    r"\bgeen\b|\b(sans|senza|ohne)\b|\bpers[aoei]\b|inevas|mancat|riagganc|riattacc"
)
_IN_QUEUE = re.compile(r"(?i)in.(the.)?queue|abandon")
_ANSWERED = re.compile(
    r"(?i)answer|agent|handled|connect|complet|served|accept|resolved|transfer|success|"
    r"^(ok|ans|answ|hnd|hndl|hdl)$|"
    r"angenommen|beantwort|bearbeitet|contestad|atendid|repondu|répondu|trait|rispost|verbunden|"
    r"abgeschlossen|erledigt|d[eé]croch|respondid|resuelt|finalizad|beantwoord|aangenomen|"
    r"afgehandeld|gestit|evas|accettat"
)
_ANSWERS, _ABANDONS, EXCLUDED, _UNKNOWN = 0, 1, 2, 3
_ORDER = (_ABANDONS, _ANSWERS, EXCLUDED)  # of the fields of OutcomeWords
_SHOWN = 8  # unknown outcomes that a message names


class OutcomeWords(NamedTuple):
    """The outcomes that the caller says the meaning of; case and outer spaces do not matter.

    Attributes
    ----------
    abandoned, answered : sequence of str
        Outcomes of contacts that abandoned, and of those that were answered.
    exclude : sequence of str
        Outcomes of rows that are no contacts.
    """

    abandoned: Sequence[str] = ()
    answered: Sequence[str] = ()
    exclude: Sequence[str] = ()

    def codes(self) -> dict[str, int]:
        """The code of each word.

        Raises
        ------
        InputError
            For a word with two meanings.
        """
        found: dict[str, int] = {}
        given = zip(self._fields, (_ABANDONS, _ANSWERS, EXCLUDED), self, strict=True)
        for name, code, words in given:
            for text in words:
                word = text.strip().casefold()
                if found.setdefault(word, code) != code:
                    raise InputError(
                        f"{option(name, (text,))}: the outcome {text!r} has another meaning in "
                        f"{option(self._fields[_ORDER.index(found[word])])}; say one of the two.",
                        name=name,
                        value=text,
                    )
        return found


NO_WORDS = OutcomeWords()


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
    words : OutcomeWords
        The outcomes that the caller says the meaning of.
    """

    def __init__(
        self,
        name: str,
        *,
        is_flag: bool,
        yes_means_answered: bool = False,
        words: OutcomeWords = NO_WORDS,
    ) -> None:
        self._name = name
        self._is_flag = is_flag
        self._answered = yes_means_answered
        self._words = words.codes()
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
        if word in self._words:
            return self._words[word]
        if self._is_flag:
            if word in _YES:
                return 0 if self._answered else 1
            if word in _NO:
                return 1 if self._answered else 0
            return _UNKNOWN
        if _DOUBTFUL.search(text) and not _IN_QUEUE.search(text):
            return _UNKNOWN
        if _ABANDONED.search(text):
            return 1
        return 0 if _ANSWERED.search(text) else _UNKNOWN

    def notes(self, elsewhere: Iterable[str] = ()) -> list[str]:
        """The words of the caller that no row has, here or `elsewhere`."""
        seen = {text.strip().casefold() for text in (*self._known, *elsewhere)}
        unused = [f"'{word}'" for word in self._words if word not in seen]
        return [f"no row has the outcome {', '.join(unused)}"] if unused else []

    @property
    def texts(self) -> dict[str, int]:
        """Each text and its code."""
        return self._known

    def check(self, problems: Problems) -> None:
        """Report texts that are neither answered nor abandoned, once each."""
        if self._seen and not self._is_flag and min(self._known.values()) == _UNKNOWN:
            listed = ", ".join(f"'{text.strip()[:40]}'" for text in list(self._seen)[:_SHOWN])
            word = (next(iter(self._seen)).strip(),)
            problems.add(
                f"no outcome is answered or abandoned: {listed} — say what each means, "
                f"{option('abandoned', word)} or {option('answered', word)}; name the column of "
                f"outcomes, {option('columns', {'outcome': 'HEADING'})}, or read none, "
                f"{option('columns', {'outcome': ''})}",
                min(self._line.values()),
                self._name,
            )
            return
        for text, count in self._seen.most_common(_SHOWN):
            shown = f"'{text.strip()[:40]}'" if text.strip() else "an empty cell"
            rows = f"{count:,} row{'s' * (count > 1)}"
            word = (text.strip(),)
            meant = f"{option('abandoned', word)} or {option('answered', word)}"
            if self._is_flag:
                what = f"neither yes nor no — write yes or no, or say what it means: {meant}"
            else:
                what = (
                    f"neither answered nor abandoned — say what it means: {meant}; only rows that "
                    f"are no contacts may be left out with {option('exclude', word)}: without "
                    "abandoned contacts, abandonment and patience would be wrong"
                )
            problems.add(f"{shown} ({rows}) is {what}", self._line[text], self._name)
        if len(self._seen) > _SHOWN:
            problems.add(f"{len(self._seen) - _SHOWN:,} more outcomes are not known", 0, self._name)


class DirectionColumn:
    """Whether contacts came in or went out; rows whose text the caller excludes are no contacts.

    Parameters
    ----------
    name : str
        Heading.
    words : OutcomeWords
        Those to exclude.
    """

    def __init__(self, name: str, words: OutcomeWords) -> None:
        self._name = name
        self._words = {word for word, code in words.codes().items() if code == EXCLUDED}
        self.seen: Counter[str] = Counter()

    def excluded(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Which cells have a word of the caller."""
        self.seen.update(texts)
        if not self._words:
            return np.zeros(len(texts), dtype=bool)
        return np.array([text.strip().casefold() in self._words for text in texts], dtype=bool)

    def notes(self) -> list[str]:
        """The rows that went out and are counted as arrivals."""
        return [
            f"{count:,} row{'s' * (count > 1)} with '{text.strip()}' in '{self._name}' count as "
            f"arrivals: leave them out with {option('exclude', (text.strip(),))} if agents made "
            "these contacts"
            for text, count in self.seen.items()
            if OUTBOUND.fullmatch(text) and text.strip().casefold() not in self._words
        ]
