"""Standard output holds the result of a command and nothing else."""

import ctypes
import os
import subprocess
import sys

import pytest

PRINTING = """
import ctypes, os, sys
from wfm.cli.output import without_library_output
library = ctypes.CDLL(None)
print("before")
with without_library_output():
    os.write(1, b"written by a library\\n")
    library.printf(b"held by the library of C\\n")
print("behind")
"""


@pytest.mark.skipif(os.name == "nt", reason="the library of C has no common name")
def test_what_a_compiled_library_prints_is_not_in_the_result():
    assert ctypes.CDLL(None).printf
    done = subprocess.run(
        [sys.executable, "-c", PRINTING], capture_output=True, text=True, check=True
    )
    assert done.stdout == "before\nbehind\n"
