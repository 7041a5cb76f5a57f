"""Options that say how the text of a table is written."""

from typing import Annotated

import typer

__all__ = ["Decimal", "Delimiter", "Encoding", "Sheet", "Thousands"]

Sheet = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Sheet of a workbook. [default: the first]"),
]
Delimiter = Annotated[
    str | None,
    typer.Option(metavar="CHAR", help="Column delimiter. [default: detected]"),
]
Decimal = Annotated[
    str | None,
    typer.Option(metavar="CHAR", help="Decimal separator, . or , [default: detected]"),
]
Thousands = Annotated[
    str | None,
    typer.Option(metavar="CHAR", help="Thousands separator. [default: detected]"),
]
Encoding = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="File encoding, for example cp1252. [default: detected]"),
]
