"""TOML files: every mistake is reported once, with its key and line."""

import time
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from wfm.centre.config import EXAMPLE as CENTRE
from wfm.centre.config import read_centre
from wfm.config.toml_file import read_toml
from wfm.config.toml_table import Table
from wfm.errors import DataError, Problem
from wfm.scheduling.rules_file import EXAMPLE as RULES
from wfm.scheduling.rules_file import read_rules

# --- a small model ---------------------------------------------------------------------------


class Bed(Table):
    name: str
    width: Annotated[int, Field(gt=0)] = 90
    length: int = 200
    age: int = 0

    def checks(self):
        return self._long(), self._young()

    def _long(self):
        if self.length < self.width:
            yield "length", f"is below the width of {self.width}"

    def _young(self):
        if self.age > 99:
            yield "age", "is too high"


class Ward(Table):
    floor: int = 1
    beds: dict[str, int] = Field(default_factory=dict)
    bed: Annotated[list[Bed], Field(min_length=1)]
    best: Bed = Bed(name="none")

    def checks(self):
        yield self._names()
        yield self._floors()
        yield self._counts()

    def _names(self):
        names = [bed.name for bed in self.bed]
        for i, name in enumerate(names):
            if name in names[:i]:
                yield ("bed", i, "name"), "is a duplicate"

    def _floors(self):
        if self.floor > 5:
            yield "floor", "is too high"

    def _counts(self):
        for name, count in self.beds.items():
            if count > 9:
                yield ("beds", name), "are too many"


def mistakes_of(tmp_path, content, read=lambda path: read_toml(path, Ward)):
    """Line and text of every problem of a file."""
    path = tmp_path / "it.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        read(str(path))
    except DataError as error:
        return [(problem.line, problem.text) for problem in error.problems]
    return []


ONE = '[[bed]]\nname = "a"\n'


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        (ONE, []),
        (ONE + "length = 50", [(3, "bed[1].length: is below the width of 90")]),
        (ONE + "width = 210", [(1, "bed[1].length: is below the width of 210")]),
        # a check that needs an invalid value ends, the others run
        (
            ONE + "width = -1\nlength = 50\nage = 100\n" + ONE + "[beds]\nx = 10",
            [
                (3, "bed[1].width: -1 must be greater than 0"),
                (5, "bed[1].age: is too high"),
                (7, "bed[2].name: is a duplicate"),
                (9, "beds.x: are too many"),
            ],
        ),
        # the same if a required key is missing, or a whole list is invalid
        (
            "floor = 6\n" + ONE + "[[bed]]\nage = 100\n[[bed]]\nname = 'a'",
            [
                (1, "floor: is too high"),
                (4, "bed[2].name: is missing"),
                (5, "bed[2].age: is too high"),
            ],
        ),
        (
            "floor = 6\nbed = 3",
            [(1, "floor: is too high"), (2, "bed: 3 must be a list of tables; write [[bed]]")],
        ),
        # a misspelt key is not reported as missing too, and its default is not checked
        ("[[bed]]\nnme = 'a'", [(2, "bed[1].nme: unknown key; did you mean 'name'?")]),
        (ONE + "widht = 40\nlength = 50", [(3, "bed[1].widht: unknown key; did you mean")]),
        ("[[bd]]\nname = 'a'", [(1, "bd: unknown key; did you mean 'bed'?")]),
        ("", [(None, "bed: is missing")]),
        # in a table with names of the planner's own, the valid entries are checked
        (
            ONE + "[beds]\nx = 'y'\nz = 10",
            [(4, "beds.x: 'y' must be a whole number"), (5, "beds.z: are too many")],
        ),
        (ONE + "[best]\nage = 100", [(3, "best.name: is missing"), (4, "best.age: is too high")]),
        (ONE + "[[best]]\nname = 'x'", [(3, "best: must be one table; write [best]")]),
        ("best = 2026-01-01\n" + ONE, [(1, "best: 2026-01-01 must be one table")]),
        ("[bed]\nname = 'x'", [(1, "bed: must be a list of tables; write [[bed]]")]),
        ("bed = [\n{name = 'x'},\n{name = 1},\n]", [(1, "bed[2].name: 1 must be text in quotes")]),
    ],
)
def test_all_mistakes_are_reported_once_and_in_order(tmp_path, text, mistakes):
    reported = mistakes_of(tmp_path, text)
    assert [line for line, _ in reported] == [line for line, _ in mistakes]
    for (_, text), (_, begins) in zip(reported, mistakes, strict=True):
        assert text.startswith(begins)


def test_a_table_built_in_python_is_checked_too():
    with pytest.raises(ValidationError, match="length: is below the width of 300; age: is too"):
        Bed(name="a", width=300, age=100)
    with pytest.raises(ValidationError, match=r"bed\[2\].name: is a duplicate"):
        Ward.model_validate({"bed": [{"name": "a"}, {"name": "a"}]})
    assert Ward(bed=[Bed(name="a")]).bed[0].length == 200


BAD = 'floor = 6\n\n[[bed]]\nname = "é"\nage = 100\n'


@pytest.mark.parametrize(
    "content",
    [
        BAD.encode(),
        BAD.rstrip().encode(),
        BAD.encode("utf-8-sig"),
        BAD.replace("\n", "\r\n").encode("utf-8-sig"),
        BAD.replace("\n", "\r").encode(),
    ],
    ids=["plain", "no end", "mark", "mark and Windows", "old Mac"],
)
def test_line_ends_and_byte_order_marks_of_any_editor_are_read(tmp_path, content):
    assert mistakes_of(tmp_path, content) == [
        (1, "floor: is too high"),
        (5, "bed[1].age: is too high"),
    ]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("[[bed]\n", 1, "is not TOML at column 6: expected ']]' at the end of"),
        ("a = 1\n\nb = 3m\n", 3, "newline or end of document after a statement; is a quote or"),
        ("a = 1\r\nb = mon\r\n", 2, "is not TOML at column 5: invalid value; is a quote or a"),
        ("a = 1\nb = [\n1,\n\n", 3, "is not TOML at its end: "),
        ("a = 1\nb = 2\na = 3", 3, "cannot overwrite a value; a key may occur only once"),
        ("[a]\n[b]\n[a]\nc = 1", 3, "cannot declare ('a',) twice; a key may occur only"),
        ("\na = ['#', " + 5000 * "1", 2, "has a number of 1,000 or more digits"),
        ("a = " + 5000 * "[", None, "is not TOML: "),
        ("a = 1\nb = 'é'\n".encode("cp1252"), 2, "is not UTF-8 text; save it as UTF-8"),
        (b"PK\x03\x04\xff", None, "is a workbook or an archive, not a TOML file: give the"),
        ("a = 1\n".encode("utf-16"), 1, "is not UTF-8 text; save it as UTF-8"),
    ],
)
def test_a_syntax_error_is_reported_with_its_line(tmp_path, content, line, words):
    ((reported, text),) = mistakes_of(tmp_path, content)
    assert reported == line
    assert words in text


def test_many_mistakes_are_counted_and_reported_in_less_than_two_seconds(tmp_path):
    queues = "".join(
        f'[[queue]]\nname = "{i}"\nmodel = "erlang_a"\ntarget = "85/60"\npatience = "3:00"\n\n'
        for i in range(500)
    )
    times = 3000 * '"6m", "7m",\n'
    chat = f'[[queue]]\nname = "chat"\nmodel = "chat"\naht = [\n{times}]\n'
    (tmp_path / "centre.toml").write_text(f'{chat}target = "85/60"\n{queues}')
    begun = time.perf_counter()
    with pytest.raises(DataError) as caught:
        read_centre(str(tmp_path / "centre.toml"))
    assert time.perf_counter() - begun < 2
    assert caught.value.problems[-1].line == 3006 + 499 * 6 + 5
    assert str(caught.value).endswith("(500 like this: lines 3011, 3017, 3023, …)")


# --- the files of wfm ------------------------------------------------------------------------

MANY_IN_A_CENTRE = """\
tme_zone = "Europe/Berlin"

[opening]
Mon-Fri = "8-20"
Saturday = "10:00-14:00"

[[queue]]
name = "voice"
model = "erlang_a"
target = "85"
patience = "3:00"
max_occupancy = "50%"
min_occupancy = "60%"
escalation = "3%"
escalates_to = "level2"

[[queue.season]]
first = 2026-12-27
last = 2026-11-16
uplift = "40%"

[[queue]]
name = "voice"
model = "erlang"
aht = [
    "6m",
    "7:00",
]

[[queue]]
name = "level 2"
model = "deferred"
cost = -1
"""

MANY_IN_RULES = """\
[cover]
goal = "week"
opening_hour = true

[[shift]]
name = "day"
start = "8-10"
length = ["8h30m", "8:30"]

[[shift]]
nmae = "late"
start = "14:00"
length = ["8h"]

[[break]]
kind = "lunch"
length = "30m"
paid = "perhaps"
counted_from = "middle"
earliest = "2h"
latest = "1h"

[[contract]]
name = "six days"
days_per_week = 6
shifts = ["day"]
people = 3
max_people = "four"
"""


def test_all_mistakes_of_a_centre_are_reported_at_once(tmp_path):
    assert mistakes_of(tmp_path, MANY_IN_A_CENTRE, read_centre) == [
        (1, "tme_zone: unknown key; did you mean 'time_zone'?"),
        (4, "opening.Mon-Fri: '8-20' must be opening hours, such as '08:00-22:00' or 'closed'"),
        (5, "opening.Saturday: unknown weekday 'Saturday'; write Mon, or a range such as Mon-Sun"),
        (10, "queue[1].target: '85' must read like 85/60, 85 % answered within 60 s"),
        (
            11,
            "queue[1].patience: '3:00' must be a duration; write 3m0s for minutes and seconds, or "
            "3h0m for hours",
        ),
        (12, "queue[1].max_occupancy: must be greater than min_occupancy"),
        (
            15,
            "queue[1].escalates_to: queue 'voice' escalates to the unknown queue 'level2'; "
            "did you mean 'level 2'?",
        ),
        (19, "queue[1].season[1].last: must not be before first"),
        (23, "queue[2].name: duplicate queue name 'voice'"),
        (
            24,
            "queue[2].model: 'erlang' must be 'erlang_c', 'erlang_a', 'chat' or 'deferred'",
        ),
        (
            25,
            "queue[2].aht[2]: '7:00' must be a duration; write 7m0s for minutes and seconds, or "
            "7h0m for hours",
        ),
        (
            30,
            "queue[3].within: model deferred needs a response-time target, for example "
            "within = '24h'",
        ),
        (33, "queue[3].cost: -1 must be greater than or equal to 0"),
    ]


def test_all_mistakes_of_rules_are_reported_at_once(tmp_path):
    assert mistakes_of(tmp_path, MANY_IN_RULES, read_rules) == [
        (2, "cover.goal: 'week' must be 'interval' or 'day'"),
        (3, "cover.opening_hour: unknown key; did you mean 'opening_hours'?"),
        (7, "shift[1].start: '8-10' is not a time of day; write '07:00'"),
        (8, "shift[1].length[2]: '8:30' is not a duration; write '30m', '8h' or '8h30m'"),
        (11, "shift[2].nmae: unknown key; did you mean 'name'?"),
        (18, "break[1].paid: 'perhaps' must be true or false"),
        (21, "break[1].latest: must not be before earliest"),
        (
            25,
            "contract[1].days_per_week: days_per_week 6 and consecutive_days_off 2 do not fit "
            "into 7 days",
        ),
        (28, "contract[1].max_people: 'four' must be a whole number"),
    ]


VALUES = st.sampled_from(
    ["3", "-3", "inf", "nan", "true", '"x"', '""', '"-"', "[]", "[1]", '["a", "b"]', "[4, 5, 6]",
     "{}", "{ a = 1 }", "[{ a = 1 }]", "[[1]]", "2026-01-01", "07:00:00", "2026-01-01T00:00:00",
     '"5%"', '"1h"', '"3:00"', '"08:00-07:00"', "99999999999999999999", '"\\u0000"'],
)  # fmt: skip


@given(st.sampled_from([(CENTRE, read_centre), (RULES, read_rules)]), st.data())
def test_any_value_at_any_key_is_read_or_reported(tmp_path_factory, kind, data):
    example, read = kind
    lines = example.splitlines()
    keys = [i for i, line in enumerate(lines) if "=" in line.partition("#")[0]]
    wrong = data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=4, unique=True))
    for i in wrong:
        lines[i] = f"{lines[i].partition('=')[0]}= {data.draw(VALUES)}"
    problems = mistakes_of(tmp_path_factory.mktemp("any"), "\n".join(lines), read)
    assert None not in [line for line, _ in problems]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = [\n" + '"a",\n' * 20_000 + "]\ny = 1\n", r":20003: y: unknown key"),
        ("".join(f"[t{i}]\n" for i in range(20_000)), r"has 20,000 unknown keys, such as t0"),
        ("a." * 20_000 + "a = 1\n", r":1: has a key of more than 32 names"),
        ("x" * 500_000 + " = 1\n", r"x{80}…: unknown key$"),
        ("# " + "9" * 500_000 + "\ny = 1\n", r":2: y: unknown key$"),
        ("x = " + "[" * 20_000, r"is not TOML: brackets in brackets, too many to read$"),
        ("z = 1\n" * 2 + "#" * (2 << 20), r"has more than 2 MB"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_proportion_to_its_size(tmp_path, text, words):
    class File(Table):
        pass

    path = tmp_path / "a.toml"
    path.write_text(text)
    with pytest.raises(DataError, match=words):
        read_toml(str(path), File)


class Stop(Table):
    name: str


class Line(Table):
    stop: tuple[Stop, ...] = ()


@pytest.mark.parametrize(("count", "words"), [(1_500, "1,500"), (11_000, "more than 10,000")])
def test_of_very_many_mistakes_only_the_first_are_shown(tmp_path, count, words):
    path = tmp_path / "line.toml"
    path.write_text('[[stop]]\nname = "a"\n' + "[[stop]]\n" * count)
    with pytest.raises(DataError) as caught:
        read_toml(str(path), Line)
    problems = caught.value.problems
    assert problems[0] == Problem("stop[2].name: is missing", 3)
    assert problems[-1].text == f"has {words} mistakes: only the first are shown"
    assert 1_500 <= caught.value.count <= min(count, 20_000)
    assert len(problems) <= 1_001


class Pattern(Table):
    stop: Annotated[tuple[Stop, ...], Field(min_length=1)]
    gaps: dict[str, int] = Field(default_factory=dict)


@pytest.mark.parametrize(
    "text",
    [
        "stop = [" + "{}," * 12_000 + "]",
        "stop = [" + "{x=1}," * 6_000 + "]",
    ],
)
def test_memory_does_not_follow_the_number_of_mistakes(tmp_path, text, monkeypatch):
    sizes = []
    monkeypatch.setattr(Pattern, "model_validate", validate_counting(sizes))
    path = tmp_path / "pattern.toml"
    path.write_text(text)
    with pytest.raises(DataError, match="has more than 10,000 mistakes"):
        read_toml(str(path), Pattern)
    assert max(sizes) < 11_000


def validate_counting(sizes):
    """Validates, and notes how many mistakes pydantic has listed at once."""

    def validate(data, context):
        try:
            return real.validate_python(data, context=context)
        except ValidationError as error:
            sizes.append(error.error_count())
            raise

    real = Pattern.__pydantic_validator__
    return validate


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[[stop]]\nname = "a"\n[[stop]]\nname = [' + "1," * 25_000 + "]", r"stop\[2\]"),
        ("[gaps]\n" + "".join(f"a{i} = 1\n" for i in range(25_000)), "gaps"),
    ],
)
def test_one_table_of_very_many_values_is_refused(tmp_path, text, place):
    path = tmp_path / "pattern.toml"
    path.write_text(text)
    with pytest.raises(DataError, match=f"{place} has more than 20,000 values"):
        read_toml(str(path), Pattern)


def test_a_file_of_many_right_values_is_read_whole(tmp_path):
    path = tmp_path / "pattern.toml"
    path.write_text("".join(f'[[stop]]\nname = "{i}"\n' for i in range(4_000)))
    assert [int(stop.name) for stop in read_toml(str(path), Pattern).stop] == [*range(4_000)]
