"""The shape of an error in JSON, as pydantic models: the source of `wfm schema error`.

A program can read it with ``ErrorDocument.model_validate_json(text)``.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ErrorDocument"]


class _ErrorPart(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


class ProblemDocument(_ErrorPart):
    """One problem of a file or a table."""

    source: str
    line: Annotated[int | None, Field(ge=1, description="null: of the whole file, or of a table")]
    column: Annotated[str | None, Field(description="heading")]
    index: Annotated[str | int | float | None, Field(description="label of a row in memory")]
    text: Annotated[str, Field(description="what is wrong, and the cure")]


class ErrorContent(_ErrorPart):
    """What went wrong; every problem of a file that is kept, at most 1,000."""

    type: Literal[
        "DataError", "InputError", "UnreachableError", "UsageError", "WfmError", "OSError"
    ]
    message: Annotated[str, Field(description="as it is printed")]
    exit_code: Annotated[
        Literal[2, 3, 4], Field(description="2 usage, 3 bad input or file, 4 target not reachable")
    ]
    problems: list[ProblemDocument]
    source: Annotated[str | None, Field(description="the file of the problems")] = None
    count: Annotated[int | None, Field(ge=1, description="problems in all")] = None


class ErrorDocument(_ErrorPart):
    """The output of a command with ``--json`` that fails; its exit code is not 0."""

    error: ErrorContent
