"""The line of each key of a TOML file."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.centre.config import EXAMPLE as CENTRE
from wfm.config.toml_lines import KeyLines
from wfm.scheduling.rules_file import EXAMPLE as RULES

LEAVES = [
    "1", '"# ]"', "2026-01-01", "[]", "[[1], [2]]", "{}", "{ a = 1, b = { c = 2 } }",
    "[  # ]\n  1,\n  2, # }\n]", '[\n{ x = "[" },\n{ x = """\n]""" } ]', "[[\n1],\n[2]\n]",
    '"""\n[[a]]\nb = 1\n"""', "'''\n]\n'''", "{ a = [\n1,\n\n2] }", "[[\n[\n]]]",
    '"\u2028\x85"', '"""x"""',
]  # fmt: skip
NAMES = ["a", "b", "queue", "x y", "c.d", "[[e]]", "#", "=", "é"]


def quoted(name):
    return name if name.isascii() and name.isalnum() else f'"{name}"'


def paths(value, path=()):
    """Every path of a document except that of the whole."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from paths(inner, (*path, key))


class Writer:
    """Writes a document and notes the line on which each key is written."""

    def __init__(self, chance):
        self.lines, self.where, self.chance = [], {}, chance

    def put(self, text, path):
        while self.chance.random() < 0.3:
            self.lines.append(self.chance.choice(["", "\t", "# [[a]]", '# """', "  # a = ["]))
        for depth in range(len(path)):
            self.where.setdefault(path[: depth + 1], len(self.lines) + 1)
        indent = self.chance.choice(["", "  ", "\t"])
        self.lines += (indent + text).split("\n")

    def key(self, names, path, leaf):
        self.put(f"{'.'.join(map(quoted, names))} = {leaf}", path)
        line = self.where[path]
        value = tomllib.loads(f"x = {leaf}")["x"]
        if isinstance(value, dict | list):
            self.where |= {(*path, *inner): line for inner in paths(value)}

    def table(self, table, path=(), headed=True):
        leaves = [name for name, value in table.items() if isinstance(value, str)]
        dotted = [name for name, value in table.items() if headed and self.may_be_dotted(value)]
        for name in leaves:
            self.key([name], (*path, name), table[name])
        for name in dotted:
            for inner, leaf in table[name].items():
                self.key([name, inner], (*path, name, inner), leaf)
        for name in [name for name in table if name not in {*leaves, *dotted}]:
            self.tables(table[name], (*path, name))

    def may_be_dotted(self, value):
        small = isinstance(value, dict) and all(isinstance(leaf, str) for leaf in value.values())
        return small and value and self.chance.random() < 0.3

    def tables(self, value, path):
        title = ".".join(quoted(name) for name in path if isinstance(name, str))
        if isinstance(value, list):
            for i, table in enumerate(value):
                self.put(f"[[{title}]] # ]", (*path, i))
                self.table(table, (*path, i))
            return
        headed = not value or any(isinstance(inner, str) for inner in value.values())
        headed = headed or self.chance.random() < 0.5
        if headed:
            self.put(f"[ {title} ]", path)
        self.table(value, path, headed)


def data_of(tree):
    if isinstance(tree, str):
        return tomllib.loads(f"x = {tree}")["x"]
    if isinstance(tree, list):
        return [data_of(table) for table in tree]
    return {name: data_of(value) for name, value in tree.items()}


TREES = st.dictionaries(
    st.sampled_from(NAMES),
    st.recursive(
        st.sampled_from(LEAVES),
        lambda inner: (
            (tables := st.dictionaries(st.sampled_from(NAMES), inner, max_size=3))
            | st.lists(tables, min_size=1, max_size=3)
        ),
        max_leaves=12,
    ),
    max_size=4,
)


@given(TREES, st.randoms(use_true_random=False))
def test_the_line_of_a_key_is_the_line_on_which_it_was_written(tree, chance):
    writer = Writer(chance)
    writer.table(tree)
    text = "\n".join(writer.lines)
    data, lines = tomllib.loads(text), KeyLines(text)
    assert data == data_of(tree)
    assert set(paths(data)) == set(writer.where)  # the writer misses none
    assert {path: lines.of(path) for path in writer.where} == writer.where


def lines_by_prefix(text):
    """The line of each path by definition: the first line of the shortest valid prefix with it.

    It parses the file once for each of its lines.
    """
    lines, first, pending = text.split("\n"), {}, None
    for number in range(1, len(lines) + 1):
        pending = pending or number
        try:
            data = tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue
        first = dict.fromkeys(paths(data), pending) | first
        pending = None
    return first


@pytest.mark.parametrize(
    "text",
    [
        CENTRE,
        RULES,
        "a.b.c = 1\na.b.d = 2\n[x.y.z]\nk = 1\n[x]\nl = 1\n[x.y]\nm = 1",
        "[[q]]\n[q.s]\na = 1\n[[q.t]]\n[[q.t]]\n[other]\n[[q]]\n[[q.t]]\nb = 1\n[q.t.u]\nc = 1\n",
        '\n\na = [ # [[q]]\n\n[1, 2],\n]\n\'b\' = """\n[[q]]\n"""\n[[q]]\nc = {d = {e = 1}, f = 2}',
    ],
)
def test_a_key_has_the_line_of_the_shortest_prefix_that_contains_it(text):
    lines, expected = KeyLines(text), lines_by_prefix(text)
    assert set(expected) == set(paths(tomllib.loads(text)))
    assert {path: lines.of(path) for path in expected} == expected


def test_a_missing_key_has_the_line_of_its_table():
    lines = KeyLines("\n[[queue]]\n[[queue]]\n\n[queue.season]\n")
    assert lines.of(("queue", 1, "patience")) == 3
    assert lines.of(("queue", 1, "season", "first")) == 5
    assert lines.of(("opening",)) is None
