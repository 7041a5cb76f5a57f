"""Tables, labelled lines and defaults."""

from wfm.report.text_table import defaults_text, line_width, lines_of_terminal, table, wrapped

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


def test_lines_are_as_wide_as_the_terminal_within_limits():
    for columns, width in ((None, 80), (10, 40), (64, 64), (120, 120), (300, 120)):
        with lines_of_terminal(columns):
            lines = wrapped("label: " + "word " * 60).splitlines()
            assert line_width() == width
        assert width - 5 <= max(map(len, lines)) <= width
    assert line_width() == 80


def test_columns_are_left_out_in_their_order_until_the_lines_fit():
    rows = [["day", "a" * 30, "b" * 20, "c" * 20], ["Mon", "1", "2", "3"]]
    widths = {}
    for columns in (100, 60, 50, 40):
        with lines_of_terminal(columns):
            heading = table(rows, leave_out=(2, 1)).splitlines()[0]
        widths[columns] = heading.split()
    assert widths[100] == rows[0]
    assert widths[60] == ["day", "a" * 30, "c" * 20]
    assert widths[50] == widths[40] == ["day", "c" * 20]
