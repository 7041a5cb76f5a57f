"""Wide tables to one row per interval: days, dates, times or queues as columns.

Each column of contacts has a heading, of one row or of two, that says its day, date, time or
queue, and possibly its measure. The columns beside them, such as the time of day, belong to
every row that is made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wfm.io.forecast.column_labels import (
    KINDS,
    TOTAL_WORDS,
    Heading,
    cell_kind,
    heading_of,
    hour_labels,
    measure_of,
)
from wfm.io.forecast.dates import parse_date
from wfm.io.forecast.heading_words import meanings
from wfm.io.forecast.headings import roles_of
from wfm.io.forecast.problems import Problems, UnreadableError
from wfm.io.forecast.queue_columns import column_cells, has_volume, queue_columns, rank_of
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.table_header import TableHeader, heading_score
from wfm.io.forecast.wide_rows import ColumnGroup, WideTable

__all__ = ["joined_names", "wide_table"]

# What a column of each kind is called in the rows that are made, and in notes.
_NAMES = {"date": "date", "weekday": "date", "time": "time", "start": "start", "queue": "queue"}
_WORDS = {
    "date": "day",
    "weekday": "day",
    "time": "interval",
    "start": "interval",
    "queue": "queue",
}


def wide_table(
    header: TableHeader, sample: Sequence[Sequence[str]], options: ReadOptions, problems: Problems
) -> WideTable | None:
    """How a table is wide; None if it has one row per interval.

    Parameters
    ----------
    header : TableHeader
        Of one or two rows.
    sample : sequence of rows
        The first rows below the headings.
    options : ReadOptions
        `queues` may name the columns that are queues.
    problems : Problems
        Receives a problem if the columns can be read in two ways.
    """
    if not any(heading_score(row, options.columns) for row in (header.names, header.tops)):
        return None
    columns = [_parts(header, i) for i in range(len(header.names))]
    for i, label in hour_labels(header.names).items():
        if has_volume(columns) is False:
            columns[i] = Heading("time", label)
    spread = _labelled(columns) or queue_columns(header, columns, sample, options, problems)
    if not spread:
        return None
    spread, notes = _preferred(header, columns, spread)
    groups = _groups(spread)
    if not groups:
        return None
    table = _layout(header, sample, columns, spread, groups, problems)
    return table._replace(notes=(*table.notes, *notes))


def _parts(header: TableHeader, at: int) -> Heading:
    """The parts of the heading of a column, of both rows together."""
    own = heading_of(header.names[at])
    top = heading_of(header.tops[at]) if header.tops else Heading()
    if header.tops and TOTAL_WORDS.fullmatch(header.tops[at]):
        top = Heading(rest=header.tops[at])  # "Total" above "Calls", "AHT"
    if roles_of(header.names[at]) & {"start", "date", "time", "queue"}:
        return Heading(rest=header.names[at])
    kind, label = (own.kind, own.label) if own.kind else (top.kind, top.label)
    measure, said = (own.measure, own.said) if own.measure else (top.measure, top.said)
    rest = " ".join(dict.fromkeys(filter(None, (top.rest, own.rest))))
    return Heading(kind, label, measure, said, rest)


def _labelled(columns: Sequence[Heading]) -> dict[int, Heading]:
    """The columns whose headings are dates, weekdays or times, of the most frequent kind."""
    counts = {kind: sum(one.kind == kind for one in columns) for kind in KINDS}
    kind = max(counts, key=lambda name: counts[name])
    # one weekday alone proves nothing: Mar beside Jan and Feb is no mardi
    others = kind == "weekday" and any(one.rest and not roles_of(one.rest) for one in columns)
    if counts[kind] < (2 if has_volume(columns) or others else 1):
        return {}
    return {
        i: one if not one.rest or one.is_queue else one._replace(rest="")
        for i, one in enumerate(columns)
        if one.kind == kind
    }


def _preferred(
    header: TableHeader, columns: list[Heading], spread: dict[int, Heading]
) -> tuple[dict[int, Heading], list[str]]:
    """The columns without those of other contacts: "Sales Handled" beside "Sales Offered"."""
    same: dict[Heading, list[int]] = {}
    for i, one in spread.items():
        key = one._replace(measure=one.measure or "volume", said="")
        same.setdefault(key, []).append(i)
    kept, notes, names = dict(spread), list[str](), joined_names(header)
    for key, places in same.items():
        best = min(rank_of(spread[i]) for i in places)
        others = [i for i in places if rank_of(spread[i]) > best]
        if not others:
            continue
        read = next(i for i in places if i not in others)
        what = "AHT" if key.measure == "aht" else "volume"
        listed = ", ".join(f"'{names[i]}'" for i in others)
        notes.append(f"{what} from '{names[read]}', not from {listed}")
        for i in others:
            kept.pop(i)
            columns[i] = Heading(rest=names[i])
    more = [f"{len(notes) - 3} more columns chosen in this order"] * (len(notes) > 3)
    return kept, [*notes[:3], *more]


def _groups(spread: dict[int, Heading]) -> tuple[ColumnGroup, ...]:
    """The columns of each day, time or queue, in the order of the file."""
    found: dict[tuple[tuple[str, str], ...], dict[str, int]] = {}
    for i, one in spread.items():
        pairs = ((one.kind, one.label), ("queue", one.rest))
        labels = tuple((kind, text) for kind, text in pairs if kind and text)
        found.setdefault(labels, {}).setdefault(one.measure or "volume", i)
    kinds = {tuple(kind for kind, _ in labels) for labels in found}
    if len(kinds) != 1:
        return ()
    return tuple(
        ColumnGroup(labels, places.get("volume"), places.get("aht"))
        for labels, places in found.items()
        if "volume" in places
    )


def _layout(
    header: TableHeader,
    sample: Sequence[Sequence[str]],
    columns: Sequence[Heading],
    spread: dict[int, Heading],
    groups: tuple[ColumnGroup, ...],
    problems: Problems,
) -> WideTable:
    """The table with the columns that are kept, and its notes."""
    _refuse_repeats(header, spread, problems)
    _refuse_blocks(header, spread, sample, problems)
    kinds = [kind for kind, _ in groups[0].labels]
    names = joined_names(header)
    kept: dict[int, str] = {}
    measures: int | None = None
    for i in (i for i in range(len(names)) if i not in spread):
        content = cell_kind(column_cells(sample, i))
        if content == "measure" and measures is None:
            measures = i
        elif name := _kept_name(names[i], content, columns[i], kinds):
            kept[i] = name
    group_aht = any(group.aht is not None for group in groups)
    if group_aht:
        kept = {i: name for i, name in kept.items() if columns[i].measure != "aht"}
    made = (*kept.values(), *(_NAMES[kind] for kind in kinds), "volume")
    rows_of_aht = measures is not None or any(_is_aht_row(row, kept) for row in sample)
    if group_aht or rows_of_aht:
        said = {one.said for one in spread.values() if one.measure == "aht"}
        _refuse_units(header, spread, problems)
        made += (min(said) if len(said) == 1 else "aht",)
    notes = [_note(groups, kinds)]
    total = [names[i] for i in range(len(names)) if i not in spread and i not in kept]
    unused = [name for name in total if name and (measures is None or name != names[measures])]
    _refuse_impossible(header, unused, problems)
    if unused:
        notes.append("columns not used: " + ", ".join(f"'{name}'" for name in unused[:6]))
    added = [i for i, one in spread.items() if one.measure != "aht"]
    notes += [
        f"'{names[i]}' is not the sum of the columns that were turned into rows"
        for i, one in enumerate(columns)
        if one.measure == "volume" and i not in spread and not _is_sum(sample, i, added)
    ]
    return WideTable(made, names, tuple(kept), measures, groups, tuple(notes))


def _is_sum(sample: Sequence[Sequence[str]], at: int, added: Sequence[int]) -> bool:
    """Whether a column is the sum of others in every row, or has other texts than plain numbers."""
    try:
        return all(
            abs(float(row[at]) - sum(float(row[i] or 0) for i in added)) < 0.05 * len(added)
            for row in sample
            if at < len(row) and row[at].strip()
        )
    except (ValueError, IndexError):
        return True


def _refuse_units(header: TableHeader, spread: dict[int, Heading], problems: Problems) -> None:
    """The AHT of all queues or days must have one unit: they become one column."""
    units: dict[str, str] = {}
    for i, one in spread.items():
        sense = meanings(one.said).get("aht") if one.measure == "aht" else None
        if sense is not None and sense.unit:
            units.setdefault(sense.unit, header.names[i])
    if len(units) > 1:
        shown = " and ".join(f"'{name}'" for name in units.values())
        problems.stop(
            f"{shown} have different units — write the handle times of all columns in one unit",
            header.line,
        )


def _is_aht_row(row: Sequence[str], kept: dict[int, str]) -> bool:
    """Whether the only text of a row beside the numbers says that they are the AHT."""
    texts = [row[i].strip() for i in kept if i < len(row) and row[i].strip()]
    return len(texts) == 1 and measure_of(texts[0]) == "aht"


def _kept_name(name: str, content: str, part: Heading, kinds: Sequence[str]) -> str:
    """The heading of a column that every row keeps; empty if it is not used.

    What the cells are decides where the heading does not fit: the corner of a table is often
    "Day/Time", or blank.
    """
    has_day = bool({"date", "weekday", "start"} & set(kinds))
    has_time = bool({"time", "start"} & set(kinds))
    roles = roles_of(name)
    if part.measure == "aht":
        return name
    if part.measure or TOTAL_WORDS.fullmatch(name):
        return ""
    if content in ("date", "weekday"):
        return "" if has_day else name if "date" in roles else "date"
    if content == "time":
        return "" if has_time else name if roles & {"time", "start"} else "time"
    if content == "start":
        return "" if has_day or has_time else name if "start" in roles else "start"
    if roles & {"date", "time", "start"}:
        fits = not (has_day if "date" in roles else has_time)
        return name if fits and not (content == "text" and "queue" in kinds) else ""
    if "queue" in roles or (not name and content == "text" and "queue" not in kinds):
        return name or "queue"
    return ""


def _refuse_impossible(header: TableHeader, unused: Sequence[str], problems: Problems) -> None:
    """A day that does not exist is not left out like other columns."""
    for name in unused:
        if re.fullmatch(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}", name):
            try:
                parse_date(name)
            except UnreadableError as error:
                problems.stop(str(error), header.line)


def _refuse_repeats(header: TableHeader, spread: dict[int, Heading], problems: Problems) -> None:
    """No two columns may have the same label and measure."""
    seen: dict[Heading, int] = {}
    for i, one in spread.items():
        same = one._replace(measure=one.measure or "volume", said="")
        if same in seen:
            problems.stop(
                f"columns {seen[same] + 1} and {i + 1} are both '{one.label or one.rest}' "
                "— write the date above each column, or leave the heading of one of them empty",
                header.line,
            )
        seen[same] = i


def _refuse_blocks(
    header: TableHeader,
    spread: dict[int, Heading],
    sample: Sequence[Sequence[str]],
    problems: Problems,
) -> None:
    """The headings may be repeated for the contacts only, not for a block of the AHT."""
    for row in sample:
        if any(i >= len(row) or row[i].strip() != header.names[i] for i in spread):
            continue
        others = [cell.strip() for i, cell in enumerate(row) if i not in spread]
        said = next((cell for cell in others if measure_of(cell) == "aht"), "")
        if said:
            name = header.names[next(iter(spread))]
            problems.stop(
                f"a second block of the table, '{said}', begins where the headings "
                f"'{name}', … are repeated below the first — write the AHT in columns of their own "
                f"beside the contacts, such as '{name} AHT', or one row per interval",
                header.line,
            )


def _note(groups: tuple[ColumnGroup, ...], kinds: Sequence[str]) -> str:
    """Which columns were turned into rows."""
    texts = [" ".join(label for _, label in group.labels) for group in groups]
    word = " and ".join(dict.fromkeys(_WORDS.get(kind, kind) for kind in kinds))
    if len(texts) > 3:
        shown = f"'{texts[0]}' to '{texts[-1]}'"
    else:
        shown = ", ".join(f"'{text}'" for text in texts)
    plural = len(texts) > 1
    verb = "were" if plural else "was"
    what = "column" if all(group.aht is None for group in groups) else "pair"
    of = "" if what == "column" else " of volume and AHT"
    return f"{len(texts)} {word} {what}{'s' * plural}{of} {verb} turned into rows: {shown}"


def joined_names(header: TableHeader) -> tuple[str, ...]:
    """One heading per column of a table with two rows of headings.

    The lower heading, with the upper one before it where lower headings repeat.
    """
    if not header.tops:
        return header.names
    folded = [name.casefold() for name in header.names]
    return tuple(
        name
        if not top or (name and folded.count(name.casefold()) == 1)
        else f"{top} {name}".strip()
        for top, name in zip(header.tops, header.names, strict=True)
    )
