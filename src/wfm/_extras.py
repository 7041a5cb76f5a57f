"""Optional packages and functions of the user, imported where they are needed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from wfm.errors import InputError, UsageError
from wfm.option_text import option

__all__ = ["function_named", "install_command", "optional_package"]


def optional_package(name: str, purpose: str, *, package: str | None = None) -> ModuleType:
    """Import a package that wfm does not install by itself.

    Call it before any computing, so that no result is lost because of a missing package.

    Parameters
    ----------
    name : str
        The package, as it is imported.
    purpose : str
        What needs it: ``"writing .ics files"``.
    package : str, optional
        The package as it is installed, if it has another name.

    Returns
    -------
    module
        The package.

    Raises
    ------
    UsageError
        If it is not installed; the message has the command that installs it beside the wfm that
        runs.

    Examples
    --------
    >>> optional_package("json", "this example").__name__
    'json'
    """
    try:
        return import_module(name)
    except ImportError:
        package = package or name
        raise UsageError(
            f"{purpose} needs the package {package}: {install_command(package)}"
        ) from None


def install_command(name: str) -> str:
    """The command that installs a package beside the wfm that runs."""
    if find_spec("pip") is None:  # environments of uv have no pip
        return f"uv pip install --python {_quoted(sys.executable)} {name}"
    return f"{_python()} -m pip install {name}"


def _python() -> str:
    """The interpreter that runs: by its path, unless ``python`` starts the same one."""
    found = shutil.which("python")
    same = found is not None and Path(found).absolute() == Path(sys.executable).absolute()
    return "python" if same else _quoted(sys.executable)


def _quoted(path: str) -> str:
    """A path as typed in a shell."""
    return f'"{path}"' if " " in path else path


def function_named(text: str, name: str) -> Callable[..., Any]:
    """The function of ``module:function``.

    Parameters
    ----------
    text : str
        The module and the function in it.
    name : str
        The argument that names them, for errors.

    Raises
    ------
    InputError
        If the module cannot be imported, or has no such function.

    Examples
    --------
    >>> function_named("math:floor", "method")(2.5)
    2
    """
    module, _, function = text.partition(":")
    try:
        found = getattr(import_module(module), function, None)
    except Exception as error:
        raise InputError(
            f"{option(name, text)}: the module {module!r} cannot be imported: "
            f"{type(error).__name__}: {error}.",
            name=name,
            value=text,
        ) from error
    if not callable(found):
        raise InputError(
            f"{option(name, text)}: the module {module!r} has no function {function!r}.",
            name=name,
            value=text,
        )
    return cast("Callable[..., Any]", found)
