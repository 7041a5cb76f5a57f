"""The page and the picture of the plan of examples/capacity.toml.

    python docs/capacity_result.py

writes ``docs/capacity.svg`` (needs vl-convert-python); ``docs/generate.py`` writes the page.
"""

from functools import cache
from math import ceil
from pathlib import Path

from wfm.capacity import plan
from wfm.capacity_planning.capacity_workbook import supply_by_means
from wfm.report.capacity_text import capacity_text

FILE = "examples/capacity.toml"
PICTURE = Path(__file__).parent / "capacity.svg"
COLOURS = {"people": "#4c78a8", "overtime": "#f2b447", "temps": "#7fb069", "outsourced": "#b279a2"}

INTRODUCTION = """\
# Two years of a brand: the result

[`examples/capacity.toml`](../how-to/capacity.md) is a brand with five channels in three teams:
calls, planned by a service target; chats, e-mail and social posts, planned by a
[`centre.toml`](../reference/centre.md); returns, by a rule of thumb. Contacts grow by 1.5 % a
month, and by 40 % in November and December; self-service and automation take some of them. People
leave, and are hired in classes with one month's notice.

![Need and supply by month](../capacity.svg)

The search takes up to a minute:
"""

MEANING = """\
**Is there a cheaper plan?** The last line says how much cheaper one could be. It counts the six
months after the plan too: otherwise no one would be hired in its last months.

**Why is the risk so high?** The plan covers the need on average, and people leave one by one, by
chance. A team without spare people is short in about every other month, and a month counts as
short if one of the three teams is: about 1 − 0.5 × 0.5 × 0.5 = 88 %. `--confidence 80%` covers
each month of each team with that probability, at a higher cost.

**Does the season need hires?** Temps of voice and digital come in November and go in December, and
returns has some from October to January. Where the people of a team have become too few, temps
cost less than people who are paid all year.
"""

HIRES = """\
## Hires by date

The offer letters are out `lead_months` before the first day. With `-o capacity.xlsx` this is the
sheet *Hires*.
"""

SEASON = """\
## Season calendar

When temps come and go, when overtime is paid, and when work is outsourced; in the workbook it is
the sheet *Season calendar*. The FTE are those that are paid; an FTE-month is one person for a
month.
"""

MONTHS = """\
## Months

All teams. Need and supply are FTE on contacts: overtime, temps and outsourced work as far as they
handle contacts, after shrinkage and at their productivity. They are a little above the need
together where one team has spare people. The risk is the probability that one of the teams is
short.
"""

TEAMS = "## Teams\n"

RULES = """\
## Rules of thumb

What the rules in the file give, against the paid FTE that the plan of the intervals needs:
"""

END = """\
In Python, `wfm.capacity.plan("examples/capacity.toml")` has all of this: `hires`, `season`,
`monthly`, `rules` and `summary()`.
"""


@cache
def data():
    """The plan, made once."""
    return plan(FILE)


def page():
    """The page, with what the command prints and its tables."""
    parts = [INTRODUCTION, screen(), MEANING, HIRES, hires(), SEASON, season(), MONTHS, months()]
    return "\n".join([*parts, TEAMS, teams(), RULES, rules(), END])


def screen():
    """What the command prints."""
    notes = [f"note: {note}" for note in data().notes]
    on_screen = sum(ceil(len(note) / 80) for note in notes)
    lines = [f"$ wfm capacity {FILE}", *notes, capacity_text(data(), notes=on_screen)]
    return "\n".join(["```text", *lines, "```", ""])


def hires():
    """One row per class."""
    rows = [
        (one.offers_by, one.start, one.team, one.people, f"{one.cost:,.0f}") for one in data().hires
    ]
    return table("offer letters out by|first day|team|people|cost of hiring, USD", rows, words=3)


def season():
    """One row per run of months with temps, overtime or outsourced work."""
    rows = [
        (
            *(one.first, one.last, one.team, one.means, f"{one.highest_fte:.1f}"),
            *(f"{one.fte_months:.1f}", f"{one.cost:,.0f}"),
        )
        for one in data().season
    ]
    return table("in|out|team|means|highest FTE|FTE-months|cost, USD", rows, words=4)


def months():
    """One row per month."""
    monthly, means = data().monthly, supply_by_means(data())
    rows = [
        (
            label,
            f"{monthly['contacts'][at]:,.0f}",
            f"{monthly['need_fte'][at]:.1f}",
            *(f"{means[name][at]:.1f}" for name in COLOURS),
            f"{monthly['people'][at]:.1f}",
            f"{monthly['hires'][at]:.0f}",
            f"{100 * monthly['shortage_probability'][at]:.0f} %",
            f"{monthly['cost'][at]:,.0f}",
        )
        for at, label in enumerate(data().months.labels)
    ]
    titles = "month|contacts|need|FTE of people|overtime|temps|outsourced"
    return table(f"{titles}|people|hires|risk|cost, USD", rows, words=1)


def teams():
    """One row per team, and the total."""
    summary = data().summary()
    rows = [
        (
            *(one.label, f"{one.contacts:,.0f}", f"{one.need_fte:.1f}"),
            *(f"{one.highest_need_fte:.1f}", f"{one.people_start:.1f}", f"{one.people_end:.1f}"),
            *(one.hires, f"{one.leavers:.1f}", f"{one.cost:,.0f}", f"{one.cost_per_contact:.2f}"),
        )
        for one in (*summary.teams, summary.total)
    ]
    titles = "team|contacts|mean need, FTE|highest|people at the start|at the end|hires|leavers"
    return table(f"{titles}|cost, USD|per contact", rows, words=1)


def rules():
    """One row per rule that does not give the need itself."""
    rows = []
    for one in data().rules:
        parts = [100 * (a / b - 1) for a, b in zip(one.fte, one.need_paid_fte, strict=True) if b]
        if max(map(abs, parts)) >= 0.05:
            span = f"{min(parts):+.0f} to {max(parts):+.0f} %"
            rows.append((one.team, f"`{one.rule}`", f"{100 * one.difference:+.0f} %", span))
    return table("team|rule|all months|single months", rows, words=2)


def table(titles, rows, words):
    """A table in Markdown: the first columns are words, the others numbers."""
    titles = titles.split("|")
    marks = ["---"] * words + ["--:"] * (len(titles) - words)
    lines = [f"| {' | '.join(map(str, row))} |" for row in (titles, marks, *rows)]
    return "\n".join(lines) + "\n"


def picture():
    """Bars of the supply by means, and the need as a line over them, as an SVG."""
    import vl_convert

    labels, means = data().months.labels, supply_by_means(data())
    bars = [
        {"month": label, "means": name, "FTE": float(means[name][at]), "order": order}
        for at, label in enumerate(labels)
        for order, name in enumerate(COLOURS)
    ]
    line = [
        {"month": label, "means": "need", "FTE": float(data().monthly["need_fte"][at])}
        for at, label in enumerate(labels)
    ]
    scale = {"domain": [*COLOURS, "need"], "range": [*COLOURS.values(), "#222222"]}
    month = {"field": "month", "type": "ordinal", "axis": {"title": None, "labelAngle": -60}}
    fte = {"field": "FTE", "type": "quantitative", "axis": {"title": "FTE on contacts"}}
    colour = {"field": "means", "type": "nominal", "scale": scale, "legend": {"title": None}}
    places = {"x": month, "y": fte, "color": colour}
    bar = {"mark": "bar", "encoding": places | {"order": {"field": "order"}}}
    bar["data"] = {"values": bars}
    need = {"mark": {"type": "line", "point": True}, "encoding": places}
    need["data"] = {"values": line}
    spec = {"width": 680, "height": 280, "background": "white", "layer": [bar, need]}
    PICTURE.write_text(vl_convert.vegalite_to_svg(spec) + "\n", encoding="utf-8")


if __name__ == "__main__":
    picture()
