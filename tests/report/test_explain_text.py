"""An explanation as text."""

from wfm.explanation import Explanation, Section, Step
from wfm.report.explain_text import explanation_text, step_text


def test_a_step_is_formula_figures_and_value_with_its_unit():
    step = Step("offered load", "volume × aht / interval", "140 × 180 / 1800", 14.0, "erlangs")
    assert step_text(step) == "volume × aht / interval = 140 × 180 / 1800 = 14 erlangs"


def test_values_are_rounded_by_their_unit():
    assert step_text(Step("", value=0.86127, unit="fraction")) == "86.13 %"
    assert step_text(Step("", value=20.1284, unit="s")) == "20.13 s"
    assert step_text(Step("", value=1234567, unit="contacts")) == "1234567 contacts"
    assert step_text(Step("", value=2.00000004, unit="erlangs")) == "2 erlangs"
    assert step_text(Step("", value="blend")) == "blend"
    assert step_text(Step("", "a rule")) == "a rule"


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
    lines = explanation_text(Explanation("a", "", (Section("volume", (step,)),))).splitlines()
    assert max(map(len, lines)) <= 110
    assert not any(line.lstrip().startswith("contacts") for line in lines)
