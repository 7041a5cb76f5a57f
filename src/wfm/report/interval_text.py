"""One interval to read: its neighbours, and the way its numbers came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from wfm.planning.interval import Around, Walk
from wfm.planning.interval_models import Answer
from wfm.report.text_table import assumed_text, table
from wfm.units import duration_text, given_percent_text, percent_text, wait_text

__all__ = [
    "answer_text",
    "calc_text",
    "erlang_c_steps",
    "explain_text",
    "paid_steps",
    "scheduled_step",
]


def calc_text(answer: Around, assumed: Sequence[str]) -> str:
    """One interval and its neighbours."""
    solved = answer.staffing
    head = (
        f"{answer.volume:g} contacts of {duration_text(answer.aht)} in "
        f"{duration_text(answer.interval)} are {solved.load[0]:.4g} erlang.\n"
        f"{solved.agents[0]:.0f} agents on contacts, {solved.scheduled[0]:.0f} scheduled at "
        f"{given_percent_text(answer.shrinkage.total)} shrinkage "
        f"({solved.agents_unrounded[0]:.2f} agents before rounding)."
    )
    lines = [("", "agents", "scheduled", "service level", "asa", "occupancy", "waits at all")]
    lines += [
        (
            "→" if row.agents == solved.agents[0] else "",
            str(row.agents),
            str(row.scheduled),
            percent_text(row.service_level, 2),
            wait_text(row.asa),
            percent_text(row.occupancy),
            percent_text(row.wait_probability),
        )
        for row in answer.neighbours
    ]
    limit = f"Service level: share answered within {duration_text(answer.target.limit)}."
    return "\n\n".join(part for part in (head, table(lines), limit, assumed_text(assumed)) if part)


def answer_text(answer: Answer, assumed: Sequence[str]) -> str:
    """One interval of customers who hang up, find the lines busy, or chat."""
    how = answer.customers
    kind = f"chats, {how.concurrency} in hand at most," if how.concurrency > 1 else "contacts"
    behave = []
    if how.patience < float("inf"):
        behave.append(f"patience {duration_text(how.patience)}")
    if how.lines is not None:
        behave.append(f"{how.lines} lines")
    rota = next((row.scheduled for row in answer.rows if row.agents == answer.agents), 0)
    head = (
        f"{answer.volume:g} {kind} of {duration_text(answer.aht)} in "
        f"{duration_text(answer.interval)} are {answer.load:.4g} erlang"
        f"{'; ' + ', '.join(behave) if behave else ''}.\n{answer.agents} agents on contacts, "
        f"{rota} scheduled at {given_percent_text(answer.shrinkage.total)} shrinkage."
    )
    rows = [
        ("", "agents", "scheduled", "service level", "asa", "occupancy", "give up", "busy lines")
    ]
    rows += [
        (
            "→" if row.agents == answer.agents else "",
            str(row.agents),
            str(row.scheduled),
            percent_text(row.service_level, 2),
            wait_text(row.asa),
            percent_text(row.occupancy),
            percent_text(row.abandonment, 2),
            percent_text(row.blocking, 2),
        )
        for row in answer.rows
    ]
    shown = [row[: 8 if how.lines is not None else 7] for row in rows]
    of = "of those let in" if how.lines is not None else "of all offered"
    limit = f"Service level: share answered within {duration_text(answer.target.limit)}, {of}."
    return "\n\n".join(part for part in (head, table(shown), limit, assumed_text(assumed)) if part)


def explain_text(walked: Walk, assumed: Sequence[str]) -> str:
    """The way of one number: each step's formula, its figures and its result."""
    queue = f"{walked.queue}, " if walked.queue else ""
    steps = list(_steps(walked))
    width = max(len(name) for name, _ in steps)
    lines = [f"{name.ljust(width)}  {text}" for name, text in steps]
    parts = (f"{queue}{walked.start}", "\n".join(lines), assumed_text(assumed))
    return "\n\n".join(part for part in parts if part)


def _steps(walked: Walk) -> Iterator[tuple[str, str]]:
    one = walked.around
    aht = "no aht" if np.isnan(one.aht) else f"aht {one.aht:g} s"
    yield "file", f"{walked.place}: volume {one.volume:g}, {aht}"
    if one.volume == 0:
        yield "agents", "0: nobody calls"
        return
    n, rota, level, asa, busy, waits = one.staffed
    load, limit, share = float(one.staffing.load[0]), one.target.limit, one.shrinkage.total
    yield (
        "load",
        f"a = volume · aht / interval = {one.volume:g} × {one.aht:g} / {one.interval:g} "
        f"= {load:.6g} erlang",
    )
    yield from _needs(one)
    yield from erlang_c_steps(
        n, load, one.aht, limit, blocking=one.blocking, waits=waits, level=level, asa=asa, busy=busy
    )
    yield scheduled_step(n, rota, share)
    yield from paid_steps(rota, one.interval, walked.contract_hours)


def erlang_c_steps(
    n: int,
    load: float,
    aht: float,
    limit: float,
    *,
    blocking: float,
    waits: float,
    level: float,
    asa: float,
    busy: float,
) -> Iterator[tuple[str, str]]:
    """From n agents to the service that they give where nobody hangs up."""
    yield (
        "blocking",
        f"B({n}, a) = (aⁿ/n!) / Σ aᵏ/k!, k = 0…n = {blocking:.6g}",
    )
    if load < n:
        spare = n - load
        yield "waits", f"C = B / (1 − a/n · (1 − B)) = {waits:.6g}: {percent_text(waits)} wait"
        yield (
            "service level",
            f"1 − C · exp(−(n − a) · t / h) = 1 − {waits:.6g} · exp(−{spare:.6g} × {limit:g} / "
            f"{aht:g}) = {percent_text(level, 2)} within {duration_text(limit)}",
        )
        yield "asa", f"C · h / (n − a) = {waits:.6g} × {aht:g} / {spare:.6g} = {asa:.4g} s"
    else:
        yield "waits", "as much work as agents: the queue grows without end"
    yield "occupancy", f"a / n = {load:.6g} / {n} = {percent_text(busy)}"


def scheduled_step(n: int, scheduled: int, share: float) -> tuple[str, str]:
    """From agents to people on the rota."""
    return (
        "scheduled",
        f"⌈n / (1 − s)⌉ = ⌈{n} / (1 − {share:g})⌉ = ⌈{n / (1 - share):.6g}⌉ = {scheduled}",
    )


def paid_steps(scheduled: int, interval: float, contract_hours: float) -> Iterator[tuple[str, str]]:
    """From people on the rota to contracts."""
    hours = scheduled * interval / 3600
    yield "paid hours", f"{scheduled} × {interval:g} / 3600 = {hours:g} h"
    yield (
        "fte",
        f"{hours:g} / {contract_hours:g} = {hours / contract_hours:.4g} of a contract",
    )


_NEEDS = {
    "service_level": "service level ≥ {level} within {limit}",
    "asa": "mean wait ≤ {asa}",
    "max_occupancy": "occupancy ≤ {busy}",
}


def _needs(one: Around) -> Iterator[tuple[str, str]]:
    target = one.target
    words = {
        "level": given_percent_text(target.service_level or 0.0),
        "limit": duration_text(target.limit),
        "asa": duration_text(target.asa or 0.0),
        "busy": given_percent_text(target.max_occupancy or 0.0),
    }
    for name, agents in one.needs.items():
        yield "agents", f"least n with {_NEEDS[name].format(**words)}: {agents}"
    n = int(one.staffing.agents[0])
    fewer = next((row for row in one.neighbours if row.agents == n - 1), None)
    text = f"n = {n}, for the root is {one.staffing.agents_unrounded[0]:.4f}"
    if fewer is not None:
        text += f"; {n - 1} would answer {percent_text(fewer.service_level, 2)}"
    yield "agents", text
