"""Parameter blocks of docstrings that several functions share, written once.

A docstring names a block on a line of its own, ``%(load)s``; `doc_parameters` puts the block there,
at the indentation of the line, so that ``help()`` and the reference show it whole.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["PLACEHOLDER", "doc_parameters"]

_Function = TypeVar("_Function", bound=Callable[..., Any])
PLACEHOLDER = re.compile(r"^( *)%\((\w+)\)s$", re.MULTILINE)


def doc_parameters(function: _Function) -> _Function:
    """Fill the shared blocks into the docstring of a function, which is returned itself.

    >>> @doc_parameters
    ... def double(load):
    ...     '''Twice the load.
    ...
    ...     %(load)s
    ...     '''
    >>> print(double.__doc__)
    Twice the load.
    <BLANKLINE>
        load : array_like
            Offered load a. [erlang]
    <BLANKLINE>
    """
    if function.__doc__:  # None under python -OO
        function.__doc__ = PLACEHOLDER.sub(_block, function.__doc__)
    return function


def _block(line: re.Match[str]) -> str:
    """The block that a line names, indented as the line."""
    return textwrap.indent(_BLOCKS[line[2]], line[1])


def _by_name(text: str) -> dict[str, str]:
    """Blocks by name, from a text in which ``== name`` precedes each of them."""
    parts = re.split(r"^== (\w+)\n", text, flags=re.MULTILINE)[1:]
    return {name: body.strip("\n") for name, body in zip(parts[::2], parts[1::2], strict=True)}


_BLOCKS = _by_name("""
== agents
agents : array_like
    Agents on contacts n, net of shrinkage; may be fractional. [agents]
== agents_integer
agents : array_like
    Agents on contacts n, net of shrinkage; integers. [agents]
== load
load : array_like
    Offered load a. [erlang]
== aht
aht : array_like
    Average handle time h. [s]
== within
within : array_like
    Time limit t of the service level, the 20 of "80/20". [s]
== queue
agents : array_like
    Agents on contacts n, net of shrinkage; may be fractional. [agents]
load : array_like
    Offered load a. [erlang]
aht : array_like
    Average handle time h. [s]
== volume
volume : array_like
    Contacts offered in one interval. [contacts]
== interval
interval : array_like
    Length of the interval. [s]
== patience
patience : array_like
    Mean time p until a waiting contact abandons; ``inf`` is Erlang C, 0 Erlang B. [s]
== patience_or_none
patience : array_like
    Mean time p until a waiting contact abandons; ``inf``: no abandonment. [s]
== definition
definition : {"offered", "answered", "virtual"}
    Answered within the limit, as a share of all offered; of those answered; or the level
    that a contact of unlimited patience would receive. Without abandonment the three are equal.
== target_service_level
service_level : array_like, optional
    Minimum share answered within `within`. [fraction]
== target_within
within : array_like, optional
    Time limit t of the service level, the 20 of "80/20". [s]
== target_asa
asa : array_like, optional
    Maximum average speed of answer. [s]
== target_max_occupancy
max_occupancy : array_like, optional
    Maximum occupancy. [fraction]
== target_abandonment
abandonment : array_like, optional
    Maximum share that abandons; needs `patience`. [fraction]
== lines
lines : array_like
    Lines K, at least as many as agents; integers. [lines]
== chat_aht
aht : sequence
    AHT₁, …, AHTₖ: average handle time of a chat whose agent has 1, …, k at once. [s]
== fresh
fresh : array_like
    Volume without redials and repeat contacts. [contacts]
== redial
redial : array_like
    Share p of the abandoned that redial. [fraction]
== resolution
resolution : array_like
    First-contact resolution f: share of the answered that do not contact again. [fraction]
== class_load
load : array_like
    Offered load of each class aₖ along the last axis, the highest class first. [erlang]
== class_aht
aht : array_like
    Average handle time, the same for all classes. [s]
== class_within
within : array_like
    Time limit t: one for all, or one per class along the last axis. [s]
== classes
classes : DeferredWork or sequence of DeferredWork
    All classes of work that the agents share.
== deferred_agents
agents : array_like
    Agents on this work, one number or one for each open bucket. [agents]
== safety
safety : float
    Standard deviations z of the work to plan for. In simulations, ticket by ticket, 1 kept
    99.9 % in time where 0 kept 87 to 99 %. [standard deviations]
== volume_cv
volume_cv : float
    Error v of the forecast volume, common to all buckets, as a share of it. [fraction]
== erlang_1917
- A. K. Erlang, "Solution of some problems in the theory of probabilities of significance
  in automatic telephone exchanges", 1917.
== mandelbaum_zeltyn
- A. Mandelbaum, S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue",
  in: Advances in Services Innovations, Springer, 2007.
== gross_harris
- D. Gross, C. M. Harris, *Fundamentals of Queueing Theory*, Wiley, 1998; M/M/c/K.
== raises
Raises
------
InputError
    If a value lies outside its domain or the shapes do not broadcast.
== input_error
InputError
    If a value lies outside its domain or the shapes do not broadcast.
""")
