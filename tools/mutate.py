r"""Plant small faults in the code and see whether the tests notice them.

Each fault (a mutant) changes one expression or statement of one file, in a temporary copy of the
package that is first on ``PYTHONPATH``; the files of the repository are never written. The
tests that fail kill the mutant; a mutant that survives is a line whose meaning no test holds::

    python tools/mutate.py src/wfm/scheduling src/wfm/planning/plan_reader.py \
        --tests "tests/scheduling tests/cli/test_schedule.py" --count 100 --seed 1

The choice depends on the seed and on the text of the files alone: as long as these stay, the
same command gives the same mutants with the same numbers, and ``--only 3,17`` runs some of them
again. The tests run in a folder of links to the repository, where ``src`` is the copy: a test
path below ``src`` runs the doctests of the changed file.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import importlib.util
import os
import py_compile
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Mutant:
    """One change: the node's field (or the entry of that list) gets another value."""

    path: Path
    line: int
    before: str
    after: str
    text: str
    """The whole file with the change."""


@dataclass(frozen=True)
class Edit:
    """A change that can be made to the tree and taken back."""

    node: ast.AST
    field: str
    index: int | None
    new: Any
    line: int

    def put(self, value: object) -> Any:
        """Put a value in the place and return the one that stood there."""
        held = getattr(self.node, self.field)
        if self.index is None:
            setattr(self.node, self.field, value)
            return held
        old = held[self.index]
        held[self.index] = value
        return old


def shown(node: object, beside: object = None) -> str:
    """Return one line of source text for a node, for the report; of a call, what `beside` lacks."""
    if isinstance(node, ast.Call) and isinstance(beside, ast.Call) and node.func is beside.func:
        lost = [word for word in node.keywords if word not in beside.keywords]
        return f"{shown(node.func)}(… {', '.join(map(shown, lost))})"
    if not isinstance(node, ast.AST):
        return repr(node)
    text = " ".join(ast.unparse(ast.fix_missing_locations(node)).split())
    return text if len(text) <= 90 else text[:87] + "..."


def is_docstring(statement: ast.stmt) -> bool:
    """Whether the statement is a string alone, which documents something."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def names_in(node: ast.AST) -> set[str]:
    """Return the names used in the expression."""
    return {found.id for found in ast.walk(node) if isinstance(found, ast.Name)}


def passed_over(node: ast.AST) -> bool:
    """Whether the statement only declares something: imports, types, ``__all__``."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
        return True
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in names_in(node.test)
    if isinstance(node, ast.Assign):
        targets = {target.id for target in node.targets if isinstance(target, ast.Name)}
        return "__all__" in targets or bool(
            names_in(node.value) & {"TypeVar", "Literal", "TypeAlias", "Callable"}
        )
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.annotation, ast.Name) and node.annotation.id == "TypeAlias"
    return isinstance(node, ast.stmt) and is_docstring(node)


def expression_edits(node: ast.expr) -> Iterator[tuple[str, int | None, Any]]:
    """Yield the changes within one expression: its field, the entry of the list, the new value."""
    if isinstance(node, ast.Compare):
        for i, operator in enumerate(node.ops):
            yield "ops", i, COMPARISONS[type(operator)]()
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield "op", None, ARITHMETIC[type(node.op)]()
    elif isinstance(node, ast.BoolOp):
        yield "op", None, ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.Slice):
        for bound in ("lower", "upper"):
            held = getattr(node, bound)
            if held is not None:
                yield bound, None, ast.BinOp(held, ast.Add(), ast.Constant(1))
    elif isinstance(node, ast.IfExp):
        yield "test", None, ast.UnaryOp(ast.Not(), node.test)


def replacements(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the expressions to put in the place of this one."""
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            yield ast.Constant(not value)
        elif isinstance(value, int | float):
            yield ast.Constant(type(value)(0 if value == 1 else value + 1))
        elif isinstance(value, str) and value and not any(c.isspace() for c in value):
            yield ast.Constant(value + "x")
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.Call):
        for i, keyword in enumerate(node.keywords):
            if keyword.arg not in (None, "strict"):  # zip's strict only guards
                rest = node.keywords[:i] + node.keywords[i + 1 :]
                yield ast.Call(node.func, node.args, rest)


def statement_replacements(node: ast.stmt) -> Iterator[ast.stmt]:
    """Yield the statements to put in the place of this one."""
    if isinstance(node, ast.AugAssign) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        yield ast.Pass()
    elif isinstance(node, ast.Return) and node.value is not None:
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.If):
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Break):
        yield ast.Continue()


def without_result(node: ast.AST) -> bool:
    """Whether the function neither returns a value nor yields one."""
    inner: list[ast.AST] = list(ast.iter_child_nodes(node))
    while inner:
        found = inner.pop()
        if isinstance(found, ast.Yield | ast.YieldFrom):
            return False
        if isinstance(found, ast.Return) and found.value is not None:
            return False
        if not isinstance(found, (*FUNCTIONS, ast.Lambda)):
            inner.extend(ast.iter_child_nodes(found))
    return True


def skipped_fields(node: ast.AST) -> set[str]:
    """Return the fields that hold annotations, decorators or the words of an error."""
    if isinstance(node, FUNCTIONS):
        return {"returns", "decorator_list"}
    if isinstance(node, ast.ClassDef):
        return {"decorator_list", "bases", "keywords"}
    if isinstance(node, ast.arg | ast.AnnAssign):
        return {"annotation"}
    return {"exc", "cause"} if isinstance(node, ast.Raise) else set()


def edits(node: ast.AST, early: bool = False) -> Iterator[Edit]:
    """Yield every change below the node; `early` where a bare ``return`` may be put."""
    if isinstance(node, FUNCTIONS):
        early = without_result(node)
    elif isinstance(node, ast.ClassDef):
        early = False
    for field, held in ast.iter_fields(node):
        if field in skipped_fields(node):
            continue
        entries = list(enumerate(held)) if isinstance(held, list) else [(None, held)]
        for index, child in entries:
            if not isinstance(child, ast.AST) or passed_over(child):
                continue
            line = getattr(child, "lineno", 0)
            if isinstance(child, ast.expr):
                for new in replacements(child):
                    yield Edit(node, field, index, new, line)
                for part, entry, value in expression_edits(child):
                    yield Edit(child, part, entry, value, line)
            elif isinstance(child, ast.stmt):
                for changed in statement_replacements(child):
                    yield Edit(node, field, index, changed, line)
                if early and field in {"body", "orelse"} and not isinstance(child, ast.Return):
                    yield Edit(node, field, index, ast.Return(), line)
            elif isinstance(child, ast.comprehension):
                for i, test in enumerate(child.ifs):
                    negated = ast.UnaryOp(ast.Not(), test)
                    yield Edit(child, "ifs", i, negated, test.lineno)
            yield from edits(child, early)


def mutants_of(path: Path) -> list[Mutant]:
    """Return every mutant of one file that still compiles."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[Mutant] = []
    for edit in list(edits(tree)):
        holder = isinstance(edit.node, ast.Compare | ast.BinOp | ast.BoolOp | ast.Slice)
        whole = shown(edit.node)
        old = edit.put(edit.new)
        before = whole if holder else shown(old, edit.new)
        after = shown(edit.node) if holder else shown(edit.new, old)
        text = ast.unparse(ast.fix_missing_locations(tree))
        edit.put(old)
        try:
            compile(text, str(path), "exec")
        except (SyntaxError, ValueError):
            continue
        found.append(Mutant(path, edit.line, before, after, text + "\n"))
    return found


def files_of(paths: list[str]) -> list[Path]:
    """Return the Python files of the given files and folders, each once, in order."""
    found: set[Path] = set()
    for given in paths:
        path = (ROOT / given).resolve()
        if not path.exists():
            raise SystemExit(f"mutate: there is no {given}")
        found.update(path.rglob("*.py") if path.is_dir() else [path])
    return sorted(found)


class Workplace:
    """A folder like the repository, with a copy of the package with one mutant.

    Everything besides the package is a link, so that what a test writes to its own folder does not
    reach the repository.
    """

    def __init__(self, folder: Path) -> None:
        self.root, self.folder = folder, folder / "src"
        shutil.copytree(SOURCE, self.folder, ignore=shutil.ignore_patterns("__pycache__"))
        compileall.compile_dir(self.folder, quiet=2)
        for entry in ROOT.iterdir():
            if entry.name != "src" and not entry.name.startswith("."):
                (folder / entry.name).symlink_to(entry)

    def run(self, tests: list[str], timeout: float | None) -> tuple[str, str]:
        """Run the tests against the copy: ``passed``, ``failed`` or ``timeout``, with the text."""
        env = os.environ | {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
        process = subprocess.Popen(
            [*command, f"--rootdir={self.root}", *tests],
            cwd=self.root,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return "timeout", ""
        return "passed" if process.returncode == 0 else "failed", said

    def judge(self, mutant: Mutant, tests: list[str], timeout: float) -> tuple[str, str]:
        """Run the tests against one mutant, and put the file back."""
        file = self.folder / mutant.path.relative_to(SOURCE)
        kept = file.read_bytes()
        Path(importlib.util.cache_from_source(str(file))).unlink(missing_ok=True)
        file.write_text(mutant.text, encoding="utf-8")
        try:
            return self.run(tests, timeout)
        finally:
            file.write_bytes(kept)
            py_compile.compile(str(file))


def failed_test(said: str) -> str:
    """Return the test that failed first, from pytest's words."""
    for line in said.splitlines():
        if line.startswith(("FAILED ", "ERROR ")):
            return line.split(" ", 2)[1].split(" - ")[0]
    return ""


def options() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("paths", nargs="+", help="files or folders of the package to change")
    parser.add_argument("--tests", default="tests", help="the paths given to pytest, in order")
    parser.add_argument("--count", type=int, default=100, help="how many mutants (default 100)")
    parser.add_argument("--seed", type=int, default=1, help="which mutants (default 1)")
    parser.add_argument("--only", default="", help="numbers of this choice to run: 3,17")
    parser.add_argument("--jobs", type=int, default=1, help="mutants run at once (default 1)")
    parser.add_argument("--timeout", type=float, help="seconds a run may take (5 times a good one)")
    parser.add_argument("--list", action="store_true", help="print the mutants and run nothing")
    return parser.parse_args()


def main() -> int:
    """Choose the mutants, run the tests against each, and print the score."""
    asked = options()
    everything = [mutant for path in files_of(asked.paths) for mutant in mutants_of(path)]
    count = min(asked.count, len(everything))
    chosen = dict(enumerate(random.Random(asked.seed).sample(everything, count), start=1))
    if asked.only:
        chosen = {number: chosen[number] for number in map(int, asked.only.split(","))}

    def line(number: int, mutant: Mutant) -> str:
        where = f"{mutant.path.relative_to(ROOT)}:{mutant.line}"
        return f"{number:4} {where}  {mutant.before}  →  {mutant.after}"

    print(f"{len(chosen)} of {len(everything)} mutants, seed {asked.seed}", flush=True)
    if asked.list:
        for number, mutant in chosen.items():
            print(line(number, mutant))
        return 0
    tests = asked.tests.split()
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        places: SimpleQueue[Workplace] = SimpleQueue()
        for job in range(asked.jobs):
            places.put(Workplace(Path(folder) / str(job)))
        first = places.get()
        start = time.monotonic()
        state, said = first.run(tests, None)
        taken = time.monotonic() - start
        places.put(first)
        if state != "passed":
            print(said)
            raise SystemExit("mutate: the tests fail without any change")
        limit = asked.timeout or max(30.0, 5.0 * taken)
        print(f"the tests pass in {taken:.1f} s; a mutant is given {limit:.0f} s", flush=True)

        def judged(item: tuple[int, Mutant]) -> tuple[int, str]:
            number, mutant = item
            place = places.get()
            state, said = place.judge(mutant, tests, limit)
            places.put(place)
            verdict = {"passed": "SURVIVED", "failed": "killed"}.get(state, state)
            by = f"  [{failed_test(said)}]" if verdict == "killed" else ""
            print(f"{verdict:8} {line(number, mutant)}{by}", flush=True)
            return number, verdict

        with ThreadPoolExecutor(asked.jobs) as pool:
            verdicts = dict(pool.map(judged, chosen.items()))
    alive = [number for number, verdict in verdicts.items() if verdict == "SURVIVED"]
    late = sum(verdict == "timeout" for verdict in verdicts.values())
    dead = len(verdicts) - len(alive)
    score = dead / max(1, len(verdicts))
    print(f"\n{dead} of {len(verdicts)} killed ({score:.1%}; {late} by the time limit)")
    print(f"{len(alive)} survive:" if alive else "none survives")
    for number in alive:
        print(line(number, chosen[number]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
