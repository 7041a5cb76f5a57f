"""Keep the docs true: run the commands that they show, and write the pages that code knows better.

    python docs/generate.py          write
    python docs/generate.py --check  fail where a page differs from what the commands print

In a ``console`` block of README or docs, each line ``$ wfm …`` is run from the top of the
repository, and what follows it must be its output. The glossary and the command line's reference
are generated whole.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from wfm.cli.command_line import GROUPS

TOP = Path(__file__).resolve().parents[1]
PAGES = sorted([TOP / "README.md", *(TOP / "docs").rglob("*.md"), *(TOP / "examples").glob("*.md")])
BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
COMMANDS = tuple(
    command.__name__.rpartition(".")[2] for commands in GROUPS.values() for command in commands
)


def run(command):
    """The output of a shell command as a terminal of 80 columns shows it."""
    place = str(Path(sys.executable).parent)
    plain = {"PATH": f"{place}:{os.environ['PATH']}", "COLUMNS": "80", "PYTHONUTF8": "1"}
    mine = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=TOP,
        env=mine | plain,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done.stdout.decode()


def runnable(command):
    """Whether a shown command is ours to run; installing things is not."""
    return bool(re.match(r"(wfm|head|cat) |make demo$", command)) or "| wfm" in command


def blocks(text):
    """(start, end, command) of every shown command and its output."""
    for block in BLOCK.finditer(text):
        for part in re.finditer(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", block[0], re.MULTILINE):
            if runnable(part[1]):
                yield block.start() + part.start(2), block.start() + part.end(2), part[1]


def settled(text):
    """What a search must find on every machine: all before the shifts, which has cost and bound.

    Many schedules cost the same, and which of them is found may hang on the processor.
    """
    return re.split(r"^shift +from", text, maxsplit=1, flags=re.MULTILINE)[0].strip()


def with_outputs(text, alike):
    """A page with the true output under each command, unless that shown is `alike`."""
    for start, end, command in reversed(list(blocks(text))):
        output = run(command)
        output += "" if output.endswith("\n") or not output else "\n"
        if alike(text[start:end]) != alike(output):
            text = text[:start] + output + text[end:]
    return text


def cli_page():
    """The reference of the command line: every command's help."""
    parts = ["# Command line", "", "What each command prints with `--help`."]
    for command in ("", *COMMANDS):
        words = f"wfm {command}".strip()
        parts += ["", f"## {words}", "", "```text", run(f"{words} --help").rstrip(), "```"]
    return "\n".join(parts) + "\n"


def glossary_page():
    """The terms of planning, from the table that the code itself uses."""
    from wfm.related_terms import RELATED_TERMS
    from wfm.vocabulary import TERMS

    lines = [
        "# Glossary",
        "",
        "One name per quantity, in code, columns, JSON, options and on these pages, and its",
        "synonyms. Words that wfm does not use are [below](#related-terms).",
        "",
        "| name | meaning | also called | unit | domain | symbol |",
        "|---|---|---|---|---|---|",
    ]
    for row in TERMS:
        meaning = row.meaning.replace("|", "\\|")
        synonyms = ", ".join(row.synonyms)
        cells = (f"`{row.name}`", meaning, synonyms, row.unit, row.domain, row.symbol)
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "## Related terms", "", "| word | meaning in wfm |", "|---|---|"]
    lines += [f"| {', '.join(row.words)} | {row.meaning} |" for row in RELATED_TERMS]
    lines += ["", "## Headings that a file may use", ""]
    for row in TERMS:
        if row.headings:
            lines.append(f"- `{row.name}`: " + ", ".join(f"`{name}`" for name in row.headings))
    lines += [
        "",
        "Case, spaces, dots and brackets do not matter: `Calls Offered` is `calls_offered`.",
        "A unit in the heading counts: `aht_s`, `aht_min`, `aht_mmss`, `AHT (min)`.",
    ]
    return "\n".join(lines) + "\n"


_CENTRE_RULES = (
    "",
    "**Figures by date.** `deflection`, `automation`, `aht_change`, `redial`, `resolution`,",
    "`escalation`, `contingency` and the `uplift` of a season may have values by date:",
    '`deflection = {2026-03-02 = "20%", 2026-12-01 = "30%"}`. Between the dates the value is',
    "linear, before the first and after the last it is constant. A `[[queue.season]]` has its own",
    "figures on its days; it comes before a `[[season]]` of the whole centre. Uplifts of seasons",
    "that overlap are multiplied; any other figure may have one value per day only.",
    "",
    "**Opening hours** of a day are, in this order, those of `[queue.exceptions]`, `[exceptions]`,",
    "none on a public holiday, `[queue.season.opening]`, `[queue.opening]`, `[season.opening]`,",
    "`[opening]`. Without any of them the centre is always open.",
    "",
    "**Response times** of deferred work count opening hours: `24h` are 24 of them, as are",
    "`24 business hours`; `2 business days` need days of one length. With",
    '`hours = "calendar"` they count every hour: `24h`, `3d`, `1w`.',
    "",
    "**AHT.** The AHT of the forecast comes first. `aht` is for rows without one; `--aht` on the",
    "command line precedes it for these rows, and `aht` in `wfm.toml` is for queues without it.",
    "For chats it is the AHT of a chat alone.",
)


def centre_page():
    """The keys of centre.toml, from the tables that read it."""
    from wfm.centre.config import CentreTable
    from wfm.centre.config_minimum import MinimumTable
    from wfm.centre.config_premium import HourPremiumTable
    from wfm.centre.config_seasons import QueueSeasonTable, SeasonTable
    from wfm.centre.config_tables import QueueTable
    from wfm.centre.config_teams import TeamTable
    from wfm.centre.describe import format_value

    lines = [
        "# `centre.toml`",
        "",
        "What a file for `wfm staff --centre` may say; `wfm config --example-centre` prints one,",
        "and `wfm config --centre FILE` every value of yours. Durations are `30s`, `7m`, `24h`,",
        "`1.5d`, `1w` (a bare number is seconds), shares `85%` or `0.85`. A key that is not here",
        "is refused.",
        *_CENTRE_RULES,
    ]
    titles = {
        "At the top": CentreTable,
        "`[[queue]]`": QueueTable,
        "`[[team]]`": TeamTable,
        "`[[minimum]]`": MinimumTable,
        "`[[premium]]`": HourPremiumTable,
        "`[[season]]`": SeasonTable,
        "`[[queue.season]]`": QueueSeasonTable,
    }

    def default_of(field):
        value = field.get_default(call_default_factory=True)
        if isinstance(value, dict):
            value = ", ".join(f"{key} {format_value(part, field)}" for key, part in value.items())
        return format_value(value, field)

    return "\n".join([*lines, *key_tables(titles, default_of)]) + "\n"


def key_tables(titles, default_of):
    """The lines of a table of keys for each pydantic model, under its title."""
    from typing import get_args

    for title, table in titles.items():
        yield from ("", f"## {title}", "", "| key | default | |", "|---|---|---|")
        for name, field in table.model_fields.items():
            default = "needed" if field.is_required() else default_of(field)
            words = [f"`{one}`" for one in get_args(field.annotation) if isinstance(one, str | int)]
            choice = f" ({', '.join(words)})" if words else ""
            meaning = re.sub(r"'([^']+)'|(\[+[a-z.]+\]+)", r"`\1\2`", field.description)
            yield f"| `{field.alias or name}` | {default} | {meaning}{choice} |"


def rules_page():
    """The keys of rules.toml, from the tables that read it."""
    from wfm.config.file_keys import unit_of
    from wfm.scheduling import rule_tables
    from wfm.scheduling.rule_values import default_text
    from wfm.scheduling.rules_file import Rules

    lines = [
        "# `rules.toml`",
        "",
        "What a file for `wfm schedule --rules` may say; `wfm schedule --example-rules` prints",
        "one.",
        "Durations are `30m`, `8h30m`; shares `80%` or `0.8`; weekdays `Mon-Fri` or `Sat, Sun`, in",
        "any case, also `Monday to Friday`. A key that is not here is refused, and so is one that",
        "has no effect without another key, which the message names. A key marked *by name only*",
        "needs people in [`agents.csv`](agents.md). Keys at the top of the file stand before its",
        "first table.",
    ]
    titles = {
        "At the top": Rules,
        "`[cover]`": rule_tables.CoverRule,
        "`[[minimum]]`": rule_tables.MinimumRule,
        "`[[shift]]`": rule_tables.ShiftRule,
        "`[[shift.premium]]`": rule_tables.PremiumRule,
        "`[[break]]`": rule_tables.BreakEntry,
        "`[[contract]]`": rule_tables.ContractRule,
        "`[fairness]`": rule_tables.FairnessRule,
    }

    def default_of(field):
        is_table = field.description.startswith("[")
        value = None if is_table else field.get_default(call_default_factory=True)
        return default_text(value, unit_of(field))

    return "\n".join([*lines, *key_tables(titles, default_of)]) + "\n"


def agents_page():
    """The columns of agents.csv, from the table that reads it."""
    from wfm.scheduling.agents_file import COLUMNS

    lines = [
        "# `agents.csv`",
        "",
        "People by name for `wfm schedule --agents`: a `.csv`, `.tsv` or `.xlsx` file with a line",
        "of",
        "headings and a line per person; the rules need a [`[[contract]]`](rules.md). Several",
        "entries of a cell are separated by `;`. Weekdays are read in any case and language",
        "(`Mon`, `monday`, `Mo`); one that is another day in another language is refused. A name",
        "that does not exist is refused with its line, its column and the nearest known one.",
        "",
        "Headings are read in English, German, French, Spanish, Portuguese, Dutch and Italian",
        "(`Mitarbeiter`, `Vertrag`, `Freie Tage`, `Wünsche`, …). Others are named by `wfm schedule",
        "--map agent=Kürzel,contract=Modell`, in Python by `agent_columns`;",
        "`agent=Vorname+Nachname` joins two. A column with an empty heading is not read.",
        "",
        "| column | default | |",
        "|---|---|---|",
    ]
    lines += [f"| `{one.name}` | {one.default} | {one.meaning} |" for one in COLUMNS]
    for one in COLUMNS:
        if one.entries:
            lines += ["", f"## `{one.name}`", "", "| entry | |", "|---|---|"]
            lines += [f"| `{entry}` | {meaning} |" for entry, meaning in one.entries]
    return "\n".join(lines) + "\n"


def capacity_page():
    """The keys of capacity.toml, from the tables that read it."""
    from wfm.capacity_planning import capacity_tables as tables
    from wfm.capacity_planning.capacity_models import CapacityTable
    from wfm.capacity_planning.capacity_teams import CapacityTeamTable

    lines = [
        "# `capacity.toml`",
        "",
        "What a file for `wfm capacity` may say; [`examples/capacity.toml`](../how-to/capacity.md)",
        "has most of it. Shares are `2.5%` or `0.025`, durations `30s`, `7m`, `90d`; prices are",
        "per month in the `currency`. Where a value may differ by month, it is a number or a table",
        'by month, `{jul = "12%", "2027-12" = "9%", other = "6%"}`; rates of attrition and growth',
        'are per month, or `"24% a year"`. A key that is not here is refused.',
    ]
    titles = {
        "At the top": CapacityTable,
        "`[demand]` and `[team.NAME.demand]`": tables.DemandTable,
        "`[demand.automation]` and `[demand.deflection]`": tables.ChangeTable,
        "`[team.NAME]`": CapacityTeamTable,
        "`[team.NAME.reading]`": tables.ReadingTable,
        "`[team.NAME.hire]`": tables.HireTable,
        "`[team.NAME.overtime]`": tables.OvertimeTable,
        "`[team.NAME.temps]`": tables.TempTable,
        "`[team.NAME.outsourcer]`": tables.OutsourcerTable,
        '`[team.NAME.support."ROLE"]`': tables.SupportTable,
        "`[team.NAME.quality_reviews]`": tables.ReviewTable,
        "`[[transfer]]`": tables.TransferTable,
        "`[pilot]`": tables.PilotTable,
    }

    def default_of(field):
        value = field.get_default(call_default_factory=True)
        plain = isinstance(value, str | int | float) and not isinstance(value, bool)
        return f"`{value:g}`" if plain and not isinstance(value, str) else ""

    return "\n".join([*lines, *key_tables(titles, default_of)]) + "\n"


def capacity_result_page():
    """The result of examples/capacity.toml, which takes most of a minute."""
    from capacity_result import page

    return page()


GENERATED = {
    TOP / "docs/explanation/capacity-result.md": capacity_result_page,
    TOP / "docs/reference/capacity.md": capacity_page,
    TOP / "docs/reference/agents.md": agents_page,
    TOP / "docs/reference/rules.md": rules_page,
    TOP / "docs/reference/centre.md": centre_page,
    TOP / "docs/reference/cli.md": cli_page,
    TOP / "docs/reference/glossary.md": glossary_page,
}


def main():
    check = "--check" in sys.argv
    stale = []
    for page, make in GENERATED.items():
        if not page.exists() or page.read_text(encoding="utf-8") != make():
            stale.append(page)
            if not check:
                page.write_text(make(), encoding="utf-8")
    for page in PAGES:
        if page in GENERATED or not page.exists():
            continue
        text = page.read_text(encoding="utf-8")
        true = with_outputs(text, settled if check else str.strip)
        if true != text:
            stale.append(page)
            if not check:
                page.write_text(true, encoding="utf-8")
    for page in stale:
        print(f"{'stale' if check else 'wrote'}: {page.relative_to(TOP)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
