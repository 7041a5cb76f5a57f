"""The law of a queue of a centre, to read: from its load to agents, and what they give."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wfm import datetimes
from wfm.centre.explain import CentreWalk
from wfm.centre.explain_deferred import Blended, Block, Mail
from wfm.centre.explain_live import Chats, Groups, Part, Ranks, Waiting
from wfm.report.interval_text import erlang_c_steps
from wfm.units import duration_text, given_percent_text, number_text, percent_text

__all__ = ["law_steps"]

Steps = Iterator[tuple[str, str]]


def law_steps(walked: CentreWalk) -> Steps:
    """The steps of a row's model.

    Parameters
    ----------
    walked : CentreWalk
        The row.
    """
    why = walked.why
    if isinstance(why, Waiting):
        yield from _waiting(why, walked.fractional, walked.volume)
    elif isinstance(why, Chats):
        yield from _chats(why)
    elif isinstance(why, Ranks):
        yield from _ranks(why, walked.volume)
    elif isinstance(why, Groups):
        yield from _groups(why, walked.volume)
    elif isinstance(why, Blended):
        yield from _blended(why, walked)
    else:
        yield from _mail(why, walked)


def _measured(part: Part, value: float) -> str:
    if part.measure == "asa":
        return f"wait {value:.4g} s"
    words = {
        "service_level": "service level",
        "max_occupancy": "occupancy",
        "abandonment": "abandonment",
    }
    return f"{words[part.measure]} {percent_text(value, 2)}"


def _wanted(part: Part, limit: float) -> str:
    return {
        "service_level": f"service level ≥ {given_percent_text(part.wanted)} within "
        f"{duration_text(limit)}",
        "asa": f"mean wait ≤ {duration_text(part.wanted)}",
        "max_occupancy": f"occupancy ≤ {given_percent_text(part.wanted)}",
        "abandonment": f"abandonment ≤ {given_percent_text(part.wanted)}",
    }[part.measure]


def _broken(parts: tuple[Part, ...]) -> str:
    """What one agent fewer would do to the promise."""
    several = len({part.queue for part in parts}) > 1
    found = [
        f"{part.queue + ': ' if several else ''}{_measured(part, part.fewer)}"
        for part in parts
        if not part.kept_by(part.fewer)
    ]
    return ", ".join(found)


def _needs(parts: tuple[Part, ...], n: int, limits: dict[str, float], root: str = "") -> Steps:
    several = len({part.queue for part in parts}) > 1
    for part in parts:
        whose = f"{part.queue}: " if several else ""
        least = f"least n with {_wanted(part, limits[part.queue])}: {part.least}"
        yield "agents", whose + least
    yield "agents", f"n = {n}{root}" + _fewer(n, parts)


def _fewer(n: int, parts: tuple[Part, ...]) -> str:
    broken = _broken(parts)
    return f"; {n - 1} would break the promise: {broken}" if broken else ""


def _limits(why: Waiting) -> dict[str, float]:
    queues = [stand.queue for stand in why.pool] or [why.queue]
    return {q.name: q.target.limit for q in queues if q.target is not None}


_DEFINITIONS = {
    "offered": "of all offered are answered within {limit}",
    "answered": "of the answered waited {limit} at most",
    "virtual": "would be answered within {limit} if they never gave up",
}


def _waiting(why: Waiting, fractional: float, volume: float) -> Steps:
    n, load, calm = why.agents, why.load, np.isinf(why.patience)
    if why.pool:
        sums = " + ".join(f"{stand.load:.6g}\u00a0({stand.queue.name})" for stand in why.pool)
        yield "team's load", f"a = {sums} = {load:.6g} erlang, one queue for all"
        yield "team's aht", f"the mean of all contacts, h = {why.aht:.6g} s"
    root = f", for the root is {fractional:.4f}" if calm and not why.pool else ""
    yield from _needs(why.parts, n, _limits(why), root)
    steps = _erlang_c(why) if calm else _erlang_a(why)
    for name, text in steps:
        if volume or name not in ("service level", "asa"):
            yield name, text


def _erlang_c(why: Waiting) -> Steps:
    yield from erlang_c_steps(
        why.agents,
        why.load,
        why.aht,
        why.limit,
        blocking=why.blocking,
        waits=why.waits,
        level=why.level,
        asa=why.asa,
        busy=why.busy,
    )


def _erlang_a(why: Waiting) -> Steps:
    n, load = why.agents, why.load
    yield (
        "patience",
        f"p = {duration_text(why.patience)} until one gives up, on average (Erlang A); "
        "s = n p / h, y = a p / h",
    )
    yield "blocking", f"B({n}, a) = (aⁿ/n!) / Σ aᵏ/k!, k = 0…n = {why.blocking:.6g}"
    yield (
        "waits",
        f"P = A / (A + 1/B − 1) = {why.waits:.6g}: {percent_text(why.waits)} wait; "
        "A = ₁F₁(1; s + 1; y)",
    )
    yield (
        "abandonment",
        f"Pab = (s + (y − s) A) / (y (A + 1/B − 1)) = {why.lost:.6g}: "
        f"{percent_text(why.lost, 2)} give up",
    )
    words = _DEFINITIONS[why.queue.definition].format(limit=duration_text(why.limit))
    yield "service level", f"{percent_text(why.level, 2)} {words}"
    yield "asa", f"{why.asa:.4g} s, of those who are answered"
    yield (
        "occupancy",
        f"a · (1 − Pab) / n = {load:.6g} × (1 − {why.lost:.4g}) / {n} = {percent_text(why.busy)}",
    )


def _chats(why: Chats) -> Steps:
    n, k = why.agents, len(why.rates)
    for j, (rate, handle) in enumerate(
        zip(why.rates, why.queue.aht_by_concurrency, strict=True), 1
    ):
        yield (
            "in hand",
            f"ρ{_below(j)} = {j} / {handle:g} s = {rate * 3600:.4g} an hour that an agent finishes "
            f"with {j} in hand",
        )
    yield "offered", f"λ = volume / interval = {why.arrivals * 3600:.6g} an hour"
    limit = {why.queue.name: why.limit}
    yield from _needs(why.parts, n, limit)
    yield (
        "all full",
        f"{n} agents with {k} in hand each finish n · ρ{_below(k)} = "
        f"{n * why.rates[-1] * 3600:.4g} an hour",
    )
    yield (
        "service level",
        f"{percent_text(why.level, 2)} of all offered are answered within "
        f"{duration_text(why.limit)}",
    )
    if np.isfinite(why.queue.patience):
        yield (
            "abandonment",
            f"{percent_text(why.lost, 2)} give up, with "
            f"{duration_text(why.queue.patience)} of patience",
        )
    yield "asa", f"{why.asa:.4g} s, of those who are answered"
    yield (
        "occupancy",
        f"{percent_text(why.busy)} of the agents have a chat in hand, and then "
        f"{why.concurrency:.3g} on average",
    )


def _below(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _ranks(why: Ranks, volume: float) -> Steps:
    n = why.agents
    total = 0.0
    for k, rank in enumerate(why.ranks, 1):
        total += rank.load
        yield (
            f"class {k}",
            f"{', '.join(rank.queues)}: {rank.load:.6g} erlang; σ{_below(k)} = {total:.6g} / {n} "
            f"= {rank.upto:.4g}",
        )
    yield "team's aht", f"the mean of all contacts, h = {why.aht:.6g} s"
    yield from _needs(why.parts, n, why.limits)
    for part in why.parts:
        yield "promise", _promised(part, n)
    mine = _below(why.mine + 1)
    above = f"σ{_below(why.mine)}" if why.mine else "0"
    yield "waits", f"C(n, a) = {why.waits:.6g}: {percent_text(why.waits)} wait"
    if volume:
        limit = duration_text(why.queue.target.limit if why.queue.target else 0.0)
        yield (
            "service level",
            f"{percent_text(why.level, 2)} within {limit}: 1 − C · P(W > t | all busy), of class "
            f"{why.mine + 1}",
        )
        yield (
            "asa",
            f"C · h / n / ((1 − {above}) (1 − σ{mine})) = {why.asa:.4g} s",
        )
    yield "occupancy", f"a / n = {why.load:.6g} / {n} = {percent_text(why.busy)}"


def _promised(part: Part, n: int) -> str:
    sign = "≥" if part.measure == "service_level" else "≤"
    wanted = (duration_text if part.measure == "asa" else given_percent_text)(part.wanted)
    return f"{part.queue}: {_measured(part, part.given)} with {n}, {sign} {wanted} is promised"


def _groups(why: Groups, volume: float) -> Steps:
    first = why.parts[0].queue if why.parts else why.queue.name
    yield (
        "promise",
        f"that of {first} for all: " + ", ".join(_wanted(part, why.limit) for part in why.parts),
    )
    each = " + ".join(
        f"{group.agents}\u00a0({group.queue}: {group.load:.4g})" for group in why.apart
    )
    apart = sum(group.agents for group in why.apart)
    yield "apart", f"{each} = {apart} agents, one skill each"
    loads = " + ".join(f"{group.load:.4g}" for group in why.apart)
    yield (
        "pooled",
        f"a = {loads} = {why.load:.6g} erlang take {why.pooled} agents with all skills"
        + _fewer(why.pooled, why.parts),
    )
    if why.cross_trained is None:
        left = (why.agents - why.pooled) / max(apart - why.pooled, 1)
        yield (
            "agents",
            f"n = {why.agents} with two skills each, an ESTIMATE: {percent_text(left, 0)} of the "
            f"{apart - why.pooled} between are still needed; simulate it before you rely on it",
        )
    else:
        yield (
            "gain",
            f"(1 + x₀) x / (x + x₀) = {why.gain:.4g}, x = {given_percent_text(why.cross_trained)} "
            "know both, x₀ = 1 / √a",
        )
        yield (
            "agents",
            f"n = ⌈apart − gain · (apart − pooled)⌉ = ⌈{apart} − {why.gain:.4g} × "
            f"{apart - why.pooled}⌉ = {why.agents}, an ESTIMATE: simulate it before you rely on it",
        )
    if volume:
        yield (
            "service level",
            f"{percent_text(why.level, 2)} within {duration_text(why.limit)}, as {why.pooled} in "
            "one pool give it",
        )
        yield "asa", f"{why.asa:.4g} s, likewise"
    yield "occupancy", f"a / n = {why.load:.6g} / {why.agents} = {percent_text(why.busy)}"


def _mail(why: Mail, walked: CentreWalk) -> Steps:
    promised, block = why.promise, why.block
    hours = "of opening hours" if promised.business_hours else "by the calendar"
    share = given_percent_text(promised.share)
    rest = f", all within {duration_text(promised.latest)}" if promised.share < 1 else ""
    yield "promise", f"{share} done within {duration_text(promised.within)} {hours}{rest}"
    if why.beside:
        yield "together", f"with {', '.join(why.beside)}: the earliest deadline of all comes first"
    if block is None:
        yield "agents", "0: the centre is closed; the work waits until it opens"
        return
    if why.calls is None:
        yield "block", f"{_block(block, walked)}: {_people_of(block)} on deferred work"
        yield from _one_less(block, walked)
        yield "agents", f"n = {why.agents}"
    else:
        calls = why.calls
        yield "calls", f"{calls.agents} agents for {calls.queue.name} alone, which comes first"
        yield "block", f"{_block(block, walked)}: {_people_of(block)} more than that"
        yield from _one_less(block, walked)
        yield "agents", f"n = {calls.agents} + {block.people} = {why.agents}"
        yield (
            "free",
            f"{why.agents} agents answer {calls.load:.4g} erlang and keep {why.reserve} idle for "
            f"calls: time of {block.capacity:.4g} agents is left for deferred work",
        )
    yield "service level", f"{percent_text(why.on_time, 2)} of the contacts are done in time"
    if why.agents:
        busy = float(walked.plan.solved.occupancy[walked.row])
        of = "the team, with calls and deferred work" if why.calls else "those on deferred work"
        yield "occupancy", f"{percent_text(busy)} of {of}"


def _people_of(block: Block) -> str:
    words = {0: "nobody", 1: "1 person"}
    return words.get(block.people, f"{block.people} people")


def _block(block: Block, walked: CentreWalk) -> str:
    first, last = _when(block.start, walked), _when(block.end, walked)
    same = first.split()[1] == last.split()[1]
    return f"{first} to {last.split()[2] if same else last}"


def _one_less(block: Block, walked: CentreWalk) -> Steps:
    missing = block.fewer
    if missing is None:
        return
    stretch = f"{_when(missing.start, walked)} to {_when(missing.end, walked)}"
    yield (
        "one less",
        f"{block.people - 1} would leave {number_text(missing.seconds / 3600, 2)} agent hours "
        f"undone of what comes and is due from {stretch}",
    )
    if block.safety:
        many = "" if block.safety == 1 else "s"
        yield (
            "",
            f"(planned for are the mean of the work and {block.safety:g} standard deviation{many})",
        )


def _when(instant: int, walked: CentreWalk) -> str:
    """A weekday, a date and a time of the clock on the wall."""
    text = datetimes.iso_texts(np.array([instant]), walked.plan.demand.zone)[0]
    day = np.datetime64(text[:10]).item()
    return f"{day:%a} {text[:10]} {text[11:16]}"


def _blended(why: Blended, walked: CentreWalk) -> Steps:
    calls, n, block = why.alone, why.agents, why.block
    if calls.load == 0:
        yield "calls alone", "0: nobody calls"
    for part in calls.parts:
        yield "calls alone", f"least n with {_wanted(part, calls.limit)}: {part.least}"
    if calls.parts:
        yield "calls alone", f"n₀ = {calls.agents}{_fewer(calls.agents, calls.parts)}"
    if block is not None:
        names = ", ".join(why.beside)
        yield "block", f"{_block(block, walked)}: {_people_of(block)} more for {names}"
        yield from _one_less(block, walked)
    yield "agents", f"n = {calls.agents} + {block.people if block else 0} = {n}"
    fewer = f"; with R = {why.reserve - 1} the service level is {percent_text(why.level_fewer, 2)}"
    yield (
        "reserve",
        f"R = {why.reserve}: deferred work begins while more than {why.reserve} are idle"
        + (fewer if why.reserve else ", no reserve is needed"),
    )
    if walked.volume:
        yield (
            "service level",
            f"{percent_text(why.level, 2)} of all offered are answered within "
            f"{duration_text(calls.limit)}; {percent_text(why.level_alone, 2)} would be without "
            "deferred work",
        )
        if np.isfinite(calls.patience):
            hold = duration_text(calls.patience)
            yield "abandonment", f"{percent_text(why.lost, 2)} give up, with {hold} of patience"
        yield "asa", f"{why.asa:.4g} s, of those who are answered"
    most = f", of {block.capacity:.4g} who could be" if block else ""
    yield "beside calls", f"w = {why.done:.4g} agents are at deferred work{most}"
    yield (
        "occupancy",
        f"(a · (1 − Pab) + w) / n = ({calls.load:.6g} × (1 − {why.lost:.4g}) + {why.done:.4g}) / "
        f"{n} = {percent_text(why.busy)}",
    )
