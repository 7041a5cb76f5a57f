"""Tables, labelled lines and defaults."""

from wfm.report.text_table import defaults_text, table, wrapped

DEFAULTS = ["--target 85/60", "--shrinkage 30% (leave 10%, other 20%)", "no --max-occupancy"]


def test_columns_are_aligned_without_trailing_blanks():
    assert table([["a", "b"], ["long", "10"], ["c", ""]]) == "a      b\nlong  10\nc"


def test_defaults_are_listed_on_one_line_without_their_details():
    short = defaults_text(DEFAULTS, details=False)
    assert short == "Defaults used: --target 85/60, --shrinkage 30%, no --max-occupancy"
    assert "leave 10%" in defaults_text(DEFAULTS)
    assert defaults_text([]) == ""


def test_a_long_line_is_broken_within_the_width():
    lines = wrapped("label: " + "word " * 40).splitlines()
    assert len(lines) > 1
    assert max(map(len, lines)) <= 80
    assert all(line.startswith("  word") for line in lines[1:])
