"""Options in messages: keywords in Python, options on the command line."""

from __future__ import annotations

import shlex

import pytest

from wfm.option_text import for_command_line, option


@pytest.mark.parametrize(
    ("name", "value", "keyword", "words"),
    [
        ("aht", "5m", 'aht="5m"', ["--aht", "5m"]),
        ("date_format", "%d %b %Y", 'date_format="%d %b %Y"', ["--date-format", "%d %b %Y"]),
        ("thousands", "'", 'thousands="\'"', ["--thousands", "'"]),
        ("limits", False, "limits=False", ["--no-limits"]),
        ("dayfirst", False, "dayfirst=False", ["--monthfirst"]),
        ("overwrite", True, "overwrite=True", ["--force"]),
        ("queues", ("Sales EN",), 'queues=("Sales EN",)', ["--queue", "Sales EN"]),
        ("queues", ("A", "B C"), 'queues=("A", "B C")', ["--queue", "A", "--queue", "B C"]),
        (
            "columns",
            {"time": "Von Bis", "volume": "Anz"},
            'columns={"time": "Von Bis", "volume": "Anz"}',
            ["--map", "time=Von Bis,volume=Anz"],
        ),
    ],
)
def test_an_option_is_named_as_it_is_written_in_python_and_in_a_shell(
    name: str, value: object, keyword: str, words: list[str]
) -> None:
    assert option(name, value) == keyword
    with for_command_line():
        assert shlex.split(option(name, value)) == words
    assert option(name, value) == keyword
