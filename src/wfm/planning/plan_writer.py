"""A plan in a file, in the format that the ending of its name asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from wfm.io.atomic import replacing
from wfm.io.output_paths import check_output
from wfm.planning.plan_csv_json import CsvWriter, JsonWriter
from wfm.planning.plan_workbook import WorkbookWriter
from wfm.planning.records import Block, PlanBasis
from wfm.planning.totals import Summary, Totals

__all__ = ["PlanWriter", "plan_file", "write_plan", "writer_of"]


class PlanWriter(Protocol):
    """Writes the blocks of a plan, and what follows them."""

    def write(self, block: Block) -> None:
        """Write some rows."""

    def finish(self, summary: Summary) -> None:
        """Write what follows the rows."""


def writer_of(
    suffix: str, file: BinaryIO, basis: PlanBasis, *, raw_text: bool = False
) -> PlanWriter:
    """The writer of a format, named by its ending: ".csv", ".tsv", ".json" or ".xlsx"."""
    if suffix == ".xlsx":
        return WorkbookWriter(file, basis)
    if suffix == ".json":
        return JsonWriter(file, basis)
    delimiter = "\t" if suffix == ".tsv" else ","
    return CsvWriter(file, basis, delimiter=delimiter, raw_text=raw_text)


@contextmanager
def plan_file(
    path: str, basis: PlanBasis, *, overwrite: bool = True, raw_text: bool = False
) -> Iterator[PlanWriter]:
    """A writer whose file replaces `path` at the end of the block, or leaves no trace.

    Parameters
    ----------
    path : str
        With one of the endings of `wfm.io.output_paths.FORMATS`.
    basis : PlanBasis
        Forecast and inputs of the plan.
    overwrite : bool
        Replace an existing file.
    raw_text : bool
        Leave text that a spreadsheet would run as a formula unchanged (CSV and TSV).
    """
    with replacing(path, overwrite=overwrite) as file:
        yield writer_of(Path(path).suffix.lower(), file, basis, raw_text=raw_text)


def write_plan(
    path: str,
    basis: PlanBasis,
    blocks: Iterable[Block],
    *,
    overwrite: bool = True,
    raw_text: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Write the blocks of a plan to a file and sum them.

    Parameters
    ----------
    path, basis, raw_text
        As for `plan_file`.
    blocks : iterable of Block
        All rows of the plan in order.
    overwrite : bool
        Replace an existing file.
    progress : callable, optional
        Called after each block with the rows written and the rows of the plan.
    """
    check_output(path, force=overwrite, source=basis.demand.source)
    totals = Totals(basis)
    with plan_file(path, basis, overwrite=overwrite, raw_text=raw_text) as writer:
        for block in blocks:
            totals.add(block)
            writer.write(block)
            if progress:
                progress(block.rows.stop, len(basis.demand))
        summary = totals.summary()
        writer.finish(summary)
    return summary
