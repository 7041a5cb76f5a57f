"""The docs are true: what they show is run, and what exists is in them.

What runs commands has the marker `pages`: `make docs` runs it, and with it `make check`.
"""

import importlib
import pkgutil
import re
import sys
from functools import cache

import pytest

import wfm
from support.paths import ROOT
from wfm.vocabulary import PLAN_COLUMNS, SCHEDULE_COLUMNS, TERMS

sys.path.insert(0, str(ROOT / "docs"))
import generate  # a script, not a package

output_of = cache(generate.run)  # some commands are shown on several pages
PAGES = [page for page in generate.PAGES if page.exists()]
SHOWN = [
    (page, command, page.read_text(encoding="utf-8")[start:end])
    for page in PAGES
    for start, end, command in generate.blocks(page.read_text(encoding="utf-8"))
]

# Pages that run commands, or plan for most of a minute.
SLOW = (generate.cli_page, generate.capacity_result_page)


@pytest.mark.pages
@pytest.mark.parametrize(
    ("page", "command", "output"), SHOWN, ids=lambda value: str(value)[-40:].replace("\n", " ")
)
def test_a_shown_command_prints_what_the_page_shows(page, command, output):
    """Every command of every page: a page with stale output fails `make docs`."""
    true = output_of(command)
    assert generate.settled(true) == generate.settled(output)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=pytest.mark.pages if make in SLOW else ())
        for page, make in generate.GENERATED.items()
    ],
    ids=lambda page: page.name,
)
def test_generated_pages_are_current(page):
    assert page.read_text(encoding="utf-8") == generate.GENERATED[page]()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not link.startswith("http"):
            assert (page.parent / link).exists(), link


def test_every_help_ends_with_two_examples_that_run(wfm_inside):
    for command in generate.COMMANDS:
        text = wfm_inside(command, "--help").stdout
        examples = re.findall(r"^    (wfm .*)$", text.split("Examples:")[1], re.MULTILINE)
        assert len(examples) == 2
        for example in examples:
            assert f"wfm {command}" in example


def test_the_page_of_capacity_names_every_option(wfm_inside):
    page = (ROOT / "docs/how-to/capacity.md").read_text(encoding="utf-8")
    text = wfm_inside("capacity", "--help").stdout
    options = set(re.findall(r"--[a-z-]+", text)) - {"--help", "--output"}
    assert [option for option in sorted(options) if option not in page] == []


@pytest.mark.pages
@pytest.mark.parametrize("command", generate.COMMANDS)
def test_examples_of_help_run(command, tmp_path, wfm_inside):
    text = wfm_inside(command, "--help").stdout
    for example in re.findall(r"^    (wfm .*)$", text, re.MULTILINE):
        example = re.sub(
            r"(?<=> )\S+|(?<=-o )\w\S*|\bplan\.csv", lambda m: str(tmp_path / m[0]), example
        )
        output = generate.run(example + " || echo FAILED")
        assert "FAILED" not in output, output


REFERENCE = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")


def targets(page):
    """The module, the names and the options of every autodoc directive of a page."""
    directive = re.compile(r"^\.\. auto(\w+):: (\S+)\n((?: +:.*\n)*)", re.MULTILINE)
    for kind, target, text in directive.findall(page):
        options = dict(re.findall(r":([\w-]+): *(.*)", text))
        if kind == "module":
            yield target, re.findall(r"\w+", options.get("members", "")), options
        else:
            module, name = target.rsplit(".", 1)
            yield module, [name], {}


def documented(page):
    """The functions and classes that the autodoc directives of a page document."""
    for target, names, options in targets(page):
        module = importlib.import_module(target)
        if not names and "members" in options:
            names = [name for name, thing in vars(module).items() if is_defined_in(module, thing)]
            if "ignore-module-all" not in options:
                names = getattr(module, "__all__", names)
        for name in set(names) - set(re.findall(r"\w+", options.get("exclude-members", ""))):
            yield getattr(module, name, None)


def is_defined_in(module, thing):
    public = not getattr(thing, "__name__", "_").startswith("_")
    return public and getattr(thing, "__module__", "") == module.__name__


def test_every_directive_of_the_reference_has_a_target():
    for target, names, _ in targets(REFERENCE):
        module = importlib.import_module(target)
        for name in names:
            assert hasattr(module, name), f"{target}.{name}"


@pytest.mark.parametrize("name", wfm.__all__)
def test_every_public_name_is_in_the_reference(name):
    assert any(thing is getattr(wfm, name) for thing in documented(REFERENCE))


@pytest.mark.parametrize(
    ("directive", "name"),
    [
        ("automodule:: wfm.shrinkage", "net"),
        ("automodule:: wfm.erlang", "erlang_c"),
        ("autofunction:: wfm.asa", "asa"),
        ("autofunction:: wfm.staff", "staff"),
    ],
)
def test_a_name_whose_directive_is_removed_is_not_in_the_reference(directive, name):
    page = REFERENCE.replace(f"{directive}\n", f"{directive.replace('auto', 'no')}\n")
    assert page != REFERENCE
    assert not any(thing is getattr(wfm, name) for thing in documented(page))


def test_the_columns_of_files_are_documented_in_their_order():
    page = (ROOT / "docs/reference/files.md").read_text(encoding="utf-8")
    plan, schedule = page.split("## Plan")[1].split("## Schedule")
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", plan, re.MULTILINE)
    assert tuple(re.findall(r"\w+", " ".join(rows))) == (
        *PLAN_COLUMNS,
        *("abandonment", "model", "team", "definition"),  # where a queue needs them
    )
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", schedule, re.MULTILINE)
    assert tuple(re.findall(r"\w+", " ".join(rows))) == SCHEDULE_COLUMNS


PUBLIC = [getattr(wfm, name) for name in wfm.__all__]
FUNCTIONS = [thing for thing in PUBLIC if callable(thing) and not isinstance(thing, type)]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_a_public_function_says_formula_units_errors_example_and_source(function):
    text = function.__doc__
    for section in ("Parameters", "Returns", "Raises", "Examples", "References"):
        assert f"{section}\n    ---" in text, section
    assert "::" in text  # the formula
    assert ">>>" in text
    units = {row.name: row.unit for row in TERMS if row.unit}
    described = re.findall(r"^    (\w+) : array_like.*\n((?:        .*\n|\n)+)", text, re.MULTILINE)
    for name, words in described:
        assert f"[{units[name]}]" in words, f"{name} must be described with [{units[name]}]"


def modules():
    for info in pkgutil.walk_packages(wfm.__path__, "wfm."):
        if not info.name.endswith("__main__"):
            yield info.name


@pytest.mark.parametrize("name", list(modules()))
def test_every_public_thing_has_a_docstring(name):
    module = importlib.import_module(name)
    assert module.__doc__
    for word in getattr(module, "__all__", ()):
        thing = getattr(module, word)
        if callable(thing) and getattr(thing, "__module__", "") == name:
            assert thing.__doc__, word
