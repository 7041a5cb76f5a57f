"""Problems of one kind are one line, and all of them are kept."""

from __future__ import annotations

import pytest

from support.forecast_text import read
from wfm.errors import DataError, Problem
from wfm.io.forecast.problems import Problems
from wfm.option_text import for_command_line


def rows(count: int, aht: str, volume: str = "5") -> str:
    starts = (f"2026-05-04 {i // 4:02d}:{15 * (i % 4):02d}" for i in range(count))
    return "\n".join(["start,calls,Mean Handle Time", *(f"{s},{volume},{aht}" for s in starts)])


def refusal(text: str) -> DataError:
    with pytest.raises(DataError) as caught, for_command_line():
        read(text)
    return caught.value


def test_clock_times_of_a_whole_column_are_one_line_with_one_cure() -> None:
    error = refusal(rows(60, "4:24"))
    assert str(error) == (
        "<stdin>:2: column 'Mean Handle Time': 60 cells like '4:24' are minutes:seconds "
        "— use --aht-unit mm:ss (lines 2, 3, 4, …)"
    )
    assert len(error.problems) == error.count == 60
    assert error.problems[7].text == "'4:24' is minutes:seconds — use --aht-unit mm:ss"


def test_problems_that_differ_in_their_values_only_are_one_line() -> None:
    problems = [Problem(f"'x{n}' is above {n}", n, "calls") for n in range(5, 9)]
    problems.append(Problem("'x1' is above 1", 9, "aht"))
    assert str(DataError("a.csv", problems)).splitlines() == [
        "a.csv:5: column 'calls': 'x5' is above 5 (4 like this: lines 5, 6, 7, …)",
        "a.csv:9: column 'aht': 'x1' is above 1",
    ]


def test_a_line_is_listed_once() -> None:
    same = [Problem(f"unknown column 'x{n}'", 1) for n in range(4)]
    assert str(DataError("a.csv", same)) == "a.csv:1: unknown column 'x0' (4 like this: line 1)"
    pairs = [Problem(f"'x{n}' is odd", 2 + n // 2, "calls") for n in range(8)]
    assert str(DataError("a.csv", pairs)).endswith("(8 like this: lines 2, 3, 4, …)")
    assert str(DataError("a.csv", pairs[:6])).endswith("(6 like this: lines 2, 3, 4)")


def test_two_equal_problems_are_two_lines() -> None:
    lines = str(refusal(rows(2, "200", volume="x"))).splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["<stdin>:2", "<stdin>:3"]


def test_a_report_has_at_most_twenty_lines_and_counts_the_others() -> None:
    words = [chr(97 + n // 26) + chr(97 + n % 26) for n in range(100)]
    lines = str(DataError("a.csv", [Problem(f"{word} is odd", 1) for word in words])).splitlines()
    assert len(lines) == 20
    assert lines[-1] == "… and 81 more problems"


def test_millions_of_problems_are_counted_in_their_line() -> None:
    error = refusal(rows(90, "", volume="7"))
    assert str(error).endswith("(90 like this: lines 2, 3, 4, …)")


def test_a_problem_as_a_dict_has_its_place() -> None:
    assert Problem("odd", 4, "calls").as_dict("a.csv") == {
        "source": "a.csv", "line": 4, "column": "calls", "index": None, "text": "odd",
    }  # fmt: skip
    assert Problem("odd", label=("a", 1)).as_dict()["index"] == "('a', 1)"


def test_problems_of_a_table_in_memory_are_in_the_order_of_its_rows() -> None:
    problems = Problems("DataFrame", labels=["a", "b", "c"])
    problems.add("one text", 3, "aht")
    problems.add("another", 1, "aht")
    with pytest.raises(DataError) as caught:
        problems.check()
    assert str(caught.value).splitlines() == [
        "DataFrame: index a: column 'aht': another",
        "DataFrame: index c: column 'aht': one text",
    ]


def test_long_values_are_shortened_but_no_words_between_quoted_values() -> None:
    words = "is read so and so, which is doubtful for many reasons, as the documentation says; " * 4
    text = f"column 'slot end (min)' {words}use --map start='slot end (min)'; it's \"{'x' * 300}\""
    line = str(DataError("a.csv", [Problem(text, 2)]))
    assert line == f"a.csv:2: {text.replace('x' * 300, 'x' * 100 + '…')}"
