"""Models against data: the figures and the picture of ``explanation/validation.md``.

    python docs/validation.py CALLS.txt INTERVALS.csv SIMULATED.csv

The files are those of the Anonymous Bank (call log and half-hours) and of the simulated centre
that the page names; they are not part of this repository. Needs matplotlib.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import wfm
from wfm.queueing.patience import abandonment, estimate_patience

OUT = Path(__file__).parent / "explanation" / "validation.png"
OUTAGE = "1999-02-03 13:00"


def bank(calls, intervals):
    """Half-hours of the bank with at least ten calls served: observed, Erlang A, Erlang C."""
    log = pd.read_csv(calls, sep="\t")
    log = log[(log.outcome != "PHANTOM") & (log.q_time > 0)]
    lost = (log.outcome == "HANG").to_numpy(float)
    patience = estimate_patience(log.q_time.to_numpy(float), lost)
    rows = pd.read_csv(intervals)
    rows = rows[(rows.handled >= 10) & (rows.agents_present_est > 0.5)]
    rows = rows[rows.interval_start != OUTAGE].copy()
    rows["volume"] = rows.offered - rows.hung_up_without_queueing
    load = wfm.offered_load(rows.volume, rows.aht_s, 1800)
    who = rows.agents_present_est, load, rows.aht_s
    rows["seen_level"] = rows.answered_within_20s / rows.volume
    rows["seen_lost"] = rows.abandoned_in_queue / rows.volume
    rows["a_level"] = wfm.service_level(*who, 20, patience=patience.patience)
    rows["a_lost"] = abandonment(*who, patience=patience.patience)
    rows["c_level"] = wfm.service_level(*who, 20)
    rows["busy"] = load / rows.agents_present_est
    return patience, rows


def presence(calls, intervals, minutes):
    """Mean agents of each half-hour if pauses of up to some minutes count as present."""
    log = pd.read_csv(calls, sep="\t")
    log = log[(log.server != "NO_SERVER") & (log.ser_time > 0)].copy()
    day = pd.to_datetime(log.date.astype(str), format="%y%m%d")
    log["begin"] = day + pd.to_timedelta(log.ser_start)
    log["end"] = log.begin + pd.to_timedelta(log.ser_time, unit="s")
    log = log.sort_values(["server", "begin"])
    last = log.groupby("server").end.cummax().groupby(log.server).shift()
    stay = (last.isna() | (log.begin - last > pd.Timedelta(minutes=minutes))).cumsum()
    stays = log.groupby(stay).agg(begin=("begin", "min"), end=("end", "max"))
    starts = pd.to_datetime(intervals).to_numpy()
    half = np.timedelta64(1800, "s")
    agents = np.zeros(len(starts))
    for begin, end in zip(stays.begin.to_numpy(), stays.end.to_numpy(), strict=True):
        overlap = np.minimum(starts + half, end) - np.maximum(starts, begin)
        agents += np.maximum(overlap / half, 0.0)
    return agents


def by_presence(calls, rows, patience):
    """Erlang A and C of all half-hours and of the top eighth, for several rules of presence."""
    load = np.asarray(wfm.offered_load(rows.volume, rows.aht_s, 1800))
    for minutes in (5, 10, 15, 30):
        agents = presence(calls, rows.interval_start, minutes)
        part = rows.assign(
            a_level=wfm.service_level(agents, load, rows.aht_s, 20, patience=patience),
            a_lost=abandonment(agents, load, rows.aht_s, patience=patience),
            c_level=wfm.service_level(agents, load, rows.aht_s, 20),
        )
        top = part[load / agents >= np.quantile(load / agents, 7 / 8)]
        names = ("a_level", "a_lost", "c_level", "seen_level", "seen_lost")
        figures = [f"{name} {mean(which, name):.3f}" for which in (part, top) for name in names]
        print(f"pauses up to {minutes} min: {agents.mean():.2f} agents;", *figures)


def simulated(path):
    """The simulated centre, whose truth is known: patience 100 s, AHT 280 s."""
    rows = pd.read_csv(path)
    rows["volume"] = rows.arrivals.groupby([rows.dow, rows.ts.str[11:]]).transform("mean")
    rows["load"] = wfm.offered_load(rows.volume, 280, 1800)
    rows["a_lost"] = abandonment(rows.agents, rows.load, 280, patience=100)
    return rows


def mean(rows, name):
    return float((rows[name] * rows.volume).sum() / rows.volume.sum())


def draw(rows, made):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
    tenth = pd.qcut(rows.busy, 8)
    for name, label, style in (
        ("seen_level", "observed", "ko-"),
        ("a_level", "Erlang A", "C0s--"),
        ("c_level", "Erlang C", "C3^:"),
    ):
        groups = [mean(part, name) for _, part in rows.groupby(tenth, observed=True)]
        busy = [part.busy.mean() for _, part in rows.groupby(tenth, observed=True)]
        left.plot(busy, groups, style, label=label)
    left.set(
        xlabel="load / agents present", ylabel="answered within 20 s",
        title="A bank, half-hours in eighths by load", ylim=(0, 1),
    )  # fmt: skip
    left.legend()
    made["step"] = (made.agents - made.load).round(0)
    groups = [(part.step.iloc[0], part) for _, part in made.groupby("step") if len(part) > 15]
    right.plot([s for s, _ in groups], [p.abandoned.sum() / p.arrivals.sum() for _, p in groups],
               "ko-", label="simulated")  # fmt: skip
    right.plot([s for s, _ in groups], [mean(p, "a_lost") for _, p in groups], "C0s--",
               label="Erlang A")  # fmt: skip
    right.set(
        xlabel="agents above the load", ylabel="abandonment", title="A centre whose truth is known"
    )
    right.legend()
    figure.savefig(OUT, dpi=110)


def main(calls, intervals, made):
    patience, rows = bank(calls, intervals)
    centre = simulated(made)
    print(f"patience {patience.patience:.0f} s ({patience.low:.0f} to {patience.high:.0f})")
    print(f"{len(rows)} half-hours, {rows.volume.sum():.0f} calls")
    for name in ("seen_level", "a_level", "c_level", "seen_lost", "a_lost"):
        print(f"{name:11} {mean(rows, name):.3f}")
    eighth = pd.qcut(rows.busy, 8, labels=False)
    for number, part in rows.groupby(eighth):
        names = ("seen_level", "a_level", "seen_lost", "a_lost")
        figures = [f"{name} {mean(part, name):.3f}" for name in names]
        print(f"eighth {number + 1}, load per agent {part.busy.mean():.2f}:", *figures)
    by_presence(calls, rows, patience.patience)
    for arm, part in centre.groupby("arm"):
        seen = part.abandoned.sum() / part.arrivals.sum()
        print(f"simulated, {arm}: seen {seen:.4f}, Erlang A {mean(part, 'a_lost'):.4f}")
    seen = centre.abandoned.sum() / centre.arrivals.sum()
    print(f"simulated, all: seen {seen:.4f}, Erlang A {mean(centre, 'a_lost'):.4f}")
    draw(rows, centre)


if __name__ == "__main__":
    main(*sys.argv[1:4])
