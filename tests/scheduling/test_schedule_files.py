"""The names of the files of a schedule, one per agent."""

import pytest

from wfm.scheduling.schedule_files import paths_of_agents


@pytest.mark.parametrize(
    ("agent", "file"),
    [
        ("Jörg", "Jörg.ics"),
        ("Ida de Wit", "Ida-de-Wit.ics"),
        ("../Ole", "Ole.ics"),
        ("...", "agent.ics"),
        ("Nul", "Nul-agent.ics"),
        ("x" * 50, "x" * 40 + ".ics"),
    ],
)
def test_a_file_is_named_after_its_agent(agent, file):
    assert paths_of_agents("{agent}.ics", [agent, "Per"]) == {agent: file, "Per": "Per.ics"}


@pytest.mark.parametrize(
    "agents",
    [
        ("Ida/Wit", "Ida Wit"),
        ("ida", "Ida"),
        ("Jo\u0308rg", "J\u00f6rg"),
        ("x" * 41, "x" * 42),
        ("?", "!"),
    ],
)
def test_agents_that_would_share_a_file_have_digits_behind_their_names(agents):
    files = paths_of_agents("{agent}.csv", [*agents, "Per"])
    assert len({file.casefold() for file in files.values()}) == 3
    assert files["Per"] == "Per.csv"
    assert all(len(files[name].removesuffix(".csv").rpartition("-")[2]) == 6 for name in agents)


def test_a_name_that_looks_like_another_with_digits_has_a_file_of_its_own():
    with_digits = paths_of_agents("{agent}", ["Ida", "ida"])["ida"]
    files = paths_of_agents("{agent}", ["Ida", "ida", with_digits])
    assert len(set(files.values())) == 3
