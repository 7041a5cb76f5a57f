"""Docstrings that share their parameter blocks: whole in `help()`, each parameter with its unit."""

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import typing

import pytest

import wfm
from wfm import queueing
from wfm._docstrings import PLACEHOLDER, doc_parameters

MODULES = ["erlang", "staffing", "shrinkage"] + [
    f"queueing.{module.name}"
    for module in pkgutil.iter_modules(queueing.__path__)
    if not module.name.startswith("_")
]
FUNCTIONS = {
    f"{module}.{name}": function
    for module in MODULES
    for name, function in vars(importlib.import_module(f"wfm.{module}")).items()
    if name in importlib.import_module(f"wfm.{module}").__all__ and inspect.isfunction(function)
}
UNIT = re.compile(
    r"\[(agents|contacts|contacts per second|erlang|FTE|fraction|hours|hours per week|lines|s|"
    r"standard deviations|weeks)\]"
)


def parameters(doc):
    """The described parameters: their type and description by name."""
    section = re.search(r"Parameters\n-+\n(.*?)\n\n(?=\w+\n-+\n)", doc, re.DOTALL)
    if section is None:
        return {}
    entries = re.findall(r"^(\S.*) : (.*)\n((?:    .*\n?)+)", section[1] + "\n", re.MULTILINE)
    return {
        name.lstrip("*"): (kind, text)
        for names, kind, text in entries
        for name in names.split(", ")
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_parameter_is_described_with_its_unit(name):
    function = FUNCTIONS[name]
    described = parameters(inspect.getdoc(function))
    assert set(described) == set(inspect.signature(function).parameters)
    for parameter, (kind, text) in described.items():
        if re.search(r"array_like|float|sequence$", kind) and "bool" not in kind:
            assert UNIT.search(text), f"{parameter} of {name} has no unit"


def test_no_placeholder_is_left_in_a_docstring():
    for name in MODULES:
        module = importlib.import_module(f"wfm.{name}")
        for thing in [module, *(getattr(module, word) for word in module.__all__)]:
            assert not PLACEHOLDER.search(thing.__doc__ or ""), thing
    assert "agents : array_like" in wfm.service_level.__doc__


def test_a_block_takes_the_indentation_of_its_line():
    def half(load):
        """Half.

        %(load)s
        """

    filled = inspect.getdoc(doc_parameters(half))
    assert filled == "Half.\n\nload : array_like\n    Offered load a. [erlang]"


def test_an_unknown_block_is_a_mistake_at_import():
    def half(load):
        """%(laod)s"""

    half.__doc__ = "    %(laod)s"
    with pytest.raises(KeyError, match="laod"):
        doc_parameters(half)


def test_the_package_works_without_docstrings():
    code = "import wfm; assert wfm.service_level.__doc__ is None; print(wfm.erlang_b(1, 1.0))"
    done = subprocess.run([sys.executable, "-OO", "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "0.5", done.stderr


def test_overloads_have_the_parameters_of_their_function():
    for name, function in FUNCTIONS.items():
        for overload in typing.get_overloads(function):
            expected = list(inspect.signature(function).parameters)
            assert list(inspect.signature(overload).parameters) == expected, name
