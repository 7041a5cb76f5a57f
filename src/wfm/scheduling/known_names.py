"""Names that people may have of contracts, shifts and queues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wfm.io.forecast.read_options import nearest
from wfm.scheduling.contracts import Agent

__all__ = ["KnownNames", "hint"]


@dataclass(frozen=True)
class KnownNames:
    """What the entries of people may name.

    Attributes
    ----------
    contracts : sequence of str
        Contracts of the rules.
    shifts : sequence of str or None
        Shifts of the rules; None where they are not known, so that any name is taken.
    queues : sequence of str or None
        Queues or teams of the plan, in the same form.
    pool : bool
        Whether all people serve all queues.
    """

    contracts: Sequence[str]
    shifts: Sequence[str] | None = None
    queues: Sequence[str] | None = None
    pool: bool = False

    @property
    def needs_skills(self) -> bool:
        """Whether several queues need people of their own."""
        return not self.pool and self.queues is not None and len(self.queues) > 1

    def unknown_skill(self, skill: str) -> str:
        """Why a skill names no queue of the plan, in words; empty where it names one."""
        if self.queues is None or skill in self.queues:
            return ""
        if self.queues:
            return f"unknown skill {skill!r}{hint(skill, self.queues)}"
        return (
            f"unknown skill {skill!r}: the queue of the plan has no name; leave the skills out, or "
            "add a column 'queue' to the plan"
        )

    def unknown(self, people: Iterable[Agent]) -> Iterator[str]:
        """The names that people of a program have and that do not exist, in words."""
        for one in people:
            names: list[tuple[str, str, Sequence[str] | None]] = [
                ("contract", one.contract, self.contracts)
            ]
            names += [
                ("shift", wish.template, self.shifts)
                for wish in one.wishes
                if wish.template is not None and self.shifts is not None
            ]
            for words in filter(None, map(self.unknown_skill, one.skills)):
                yield f"agent {one.name!r}: {words}"
            for kind, name, known in names:
                if known is not None and name not in known:
                    yield f"agent {one.name!r}: unknown {kind} {name!r}{hint(name, known)}"
            if self.needs_skills and not one.skills:
                yield f"agent {one.name!r} has no skills, of {', '.join(self.queues or ())}"


def hint(word: str, known: Sequence[str]) -> str:
    """The nearest known word, or all of them."""
    return nearest(word, list(known)) or f"; known: {', '.join(known)}"
