"""An explanation as text."""

from wfm.explanation import Explanation, Section, Step
from wfm.report.explain_text import explanation_text, value_text


def text_of(*steps):
    return explanation_text(Explanation("a", "", (Section("volume", steps),))).splitlines()[3:]


def test_a_step_is_its_value_then_its_formula_and_figures():
    step = Step("offered load", "volume × aht / interval", "140 × 180 / 1800", 14.0, "erlangs")
    assert text_of(step) == [
        "  offered load  14 erlangs  volume × aht / interval = 140 × 180 / 1800"
    ]


def test_values_are_rounded_by_their_unit():
    assert value_text(Step("", value=0.86127, unit="fraction")) == "86.13 %"
    assert value_text(Step("", value=20.1284, unit="s")) == "20.13 s"
    assert value_text(Step("", value=1234567, unit="contacts")) == "1,234,567 contacts"
    assert value_text(Step("", value=1248300.4, unit="USD")) == "1,248,300 USD"
    assert value_text(Step("", value=1.5e-9, unit="erlangs")) == "1.5e-09 erlangs"
    assert value_text(Step("", value=2.00000004, unit="erlangs")) == "2 erlangs"
    assert value_text(Step("", value="blend")) == "blend"
    assert value_text(Step("", "a rule")) == ""


def test_one_of_a_unit_is_singular():
    assert value_text(Step("", value=1, unit="agents")) == "1 agent"
    assert value_text(Step("", value=1.0, unit="agent-hours")) == "1 agent-hour"
    assert value_text(Step("", value=1, unit="people")) == "1 person"
    assert value_text(Step("", value=1, unit="s")) == "1 s"


def test_steps_are_aligned_under_their_sections():
    text = explanation_text(
        Explanation(
            "voice, 10:00",
            "f.csv, line 2",
            (
                Section("load", (Step("offered load", value=14.0, unit="erlangs"),)),
                Section("nothing", ()),
                Section("agents", (Step("agents", value=16, unit="agents"),)),
            ),
            ("Defaults used: shrinkage 30 %",),
        )
    )
    assert text.splitlines() == [
        "voice, 10:00 (f.csv, line 2)",
        "",
        "load",
        "  offered load  14 erlangs",
        "agents",
        "  agents        16 agents",
        "",
        "Defaults used: shrinkage 30 %",
    ]


def test_long_steps_are_wrapped_and_figures_keep_their_units():
    step = Step("sum", " + ".join(["100 contacts"] * 20))
    lines = text_of(step)
    assert len(lines) > 1
    assert max(map(len, lines)) <= 110
    assert not any(line.lstrip().startswith("contacts") for line in lines)


def test_the_width_of_the_terminal_is_kept_from_72_columns_on():
    step = Step("sum of the parts", " + ".join(["31 contacts"] * 30), value=930, unit="contacts")
    explanation = Explanation("x " * 60, "", (Section("volume", (step,)),))
    for width, most in ((80, 80), (95, 95), (200, 110), (20, 72), (None, 110)):
        lines = explanation_text(explanation, width).splitlines()
        assert most - 20 < max(map(len, lines)) <= most
