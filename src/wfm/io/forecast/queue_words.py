"""Headings that are queues only beside headings of their language: "File" in French."""

from __future__ import annotations

from collections.abc import Sequence

from wfm.io.forecast.heading_words import Sense, normalise, words_of

__all__ = ["queue_beside"]

_FILE = ("file", "files")  # of queues; in English of documents
_FRENCH = frozenset(
    """
    heure heures creneau tranche plage jour appel appels recus presentes entrants offerts prevus
    traites duree temps moyen moyenne dmt tmt abandonnes perdus nombre
    """.split()  # noqa: SIM905 - a table
)


def queue_beside(header: Sequence[str]) -> dict[int, Sense]:
    """The columns "File" of a table whose other headings are French.

    >>> queue_beside(["Date", "Heure", "File", "Appels"]), queue_beside(["Date", "File", "Calls"])
    ({2: Sense(rank=(0,), tags=frozenset(), unit='')}, {})
    """
    found = [i for i, name in enumerate(header) if normalise(name) in _FILE]
    if not found or not any(_FRENCH & set(words_of(name)) for name in header):
        return {}
    return {i: Sense() for i in found}
