"""Text in columns, and the lines that several reports end with."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["assumed_text", "table"]


def table(rows: Sequence[Sequence[str]], left: int = 1, gap: str = "  ") -> str:
    """Columns aligned, the first `left` of them to the left."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(gap.join(cells).rstrip())
    return "\n".join(lines)


def assumed_text(assumed: Sequence[str], title: str = "Assumed, for nobody said otherwise:") -> str:
    """What nobody said, one option a line; nothing where all was said."""
    return "\n  ".join((title, *assumed)) if assumed else ""
