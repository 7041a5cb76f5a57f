"""The options of what a command writes and prints, which several commands share."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, NamedTuple, Protocol

import typer

from wfm.cli.output import check_files, note, note_harmless, say_bytes
from wfm.cli.terminal import say_text

__all__ = ["OutputOptions", "output_options"]


class Save(Protocol):
    """Writes a result to a file, as the `save` of every result does."""

    def __call__(self, path: str, /, *, overwrite: bool, raw_text: bool) -> object: ...


class OutputOptions(NamedTuple):
    """Where a result goes, and in which form.

    Attributes
    ----------
    path : str or None
        The file of ``-o``; ``-`` for stdout as CSV.
    as_json : bool
        Whether to print JSON.
    raw_text : bool
        Whether text that starts like a formula stays as it is.
    force : bool
        Whether an existing file may be overwritten.
    quiet : bool
        Whether to print errors only.
    """

    path: str | None
    as_json: bool
    raw_text: bool
    force: bool
    quiet: bool

    @property
    def file(self) -> str | None:
        """The file that is written; None if there is none."""
        return None if self.path == "-" else self.path

    @property
    def is_data(self) -> bool:
        """Whether stdout gets the result for a program."""
        return self.as_json or self.path == "-"

    def check(
        self,
        inputs: Mapping[str, str | None],
        *more: tuple[str, str | None, tuple[str, ...]],
    ) -> None:
        """Refuse an output that would lose something, before any work is done.

        `inputs` are the files that are read, by what they are; `more` are other outputs, each with
        its option, path and endings.
        """
        from wfm.io.output_paths import FORMATS

        check_files([("-o", self.path, FORMATS), *more], inputs, force=self.force)

    def notes(self, texts: Iterable[str]) -> None:
        """Print notes, unless the command is quiet."""
        if not self.quiet:
            for text in texts:
                note(text)

    def write(self, save: Save, size: str, names: Iterable[str]) -> None:
        """Write the file of ``-o``, if there is one; `names` are texts of users in it."""
        if self.file is None:
            return
        save(self.file, overwrite=self.force, raw_text=self.raw_text)
        if not (self.quiet or self.as_json):
            note(f"wrote {self.file}: {size}")
            note_harmless(names, self.file, raw_text=self.raw_text)

    def show(
        self, json: Callable[[], str], csv: Callable[[bool], str], text: Callable[[], str]
    ) -> None:
        """Print the result for a program or for people; `csv` is called with `raw_text`."""
        if self.is_data:
            say_bytes(json() if self.as_json else csv(self.raw_text))
        elif not self.quiet:
            say_text(text())


def output_options(
    what: str, stdout: str = "file; - for stdout as .csv.", *, has_json: bool = True
) -> Callable[..., OutputOptions]:
    """The group of options of a result, for `takes`.

    `what` names the result in the help of ``-o``, and `stdout` says when it goes to stdout.
    """

    def options(
        output: Annotated[
            str | None,
            typer.Option(
                "-o",
                "--output",
                metavar="FILE",
                help=f"Write the {what} to a .csv, .tsv, .json or .xlsx {stdout}",
            ),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
        raw_text: Annotated[
            bool,
            typer.Option(
                "--raw-text",
                help="Write text that starts like a formula without a leading apostrophe.",
            ),
        ] = False,
        force: Annotated[
            bool, typer.Option("--force", help="Overwrite an existing output file.")
        ] = False,
        quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    ) -> OutputOptions:
        return OutputOptions(output, as_json, raw_text, force, quiet)

    if not has_json:
        given = inspect.signature(options).parameters.items()
        some = [parameter for name, parameter in given if name != "as_json"]
        options.__signature__ = inspect.Signature(some)  # type: ignore[attr-defined]
    return options
