"""Programs beside Python that some tests start: a browser, LibreOffice."""

from __future__ import annotations

import os
import shutil

import pytest

__all__ = ["program"]


def program(*names: str) -> str:
    """Path of the first of these programs that is installed; without any the test is skipped.

    In CI, where `.ci/run` installs them, a missing program fails the test: a skip would hide it.
    """
    for name in names:
        path = shutil.which(name)
        if path is not None:
            return path
    message = f"none of {', '.join(names)} is installed; see tools/install_programs.sh"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
