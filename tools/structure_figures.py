"""Print figures of the structure of a checkout: the path of a call, imports, names, comments.

    python tools/structure_figures.py CHECKOUT [CHECKOUT ...]

Each checkout needs an environment of its own in ``.venv``; one column is printed for each. Only
frames of the package count. From `main` to `offered_load` are the frames on the stack when
`offered_load` is called first.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import subprocess
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

FORECAST = "examples/forecast.csv"
COMMANDS = {
    "staff": f"staff {FORECAST}",
    "staff --json": f"staff {FORECAST} --json",
    "calc": "calc 100 --interval 30m --aht 3m",
    "explain": f"explain {FORECAST} 1999-02-01T10:00",
    "schedule": "schedule - --days 1",
    "config": "config --centre examples/centre.toml",
}
LOADED = """
import sys
sys.argv = ["wfm", *sys.argv[1:]]
from wfm.cli import main
try:
    main()
except SystemExit:
    pass
print(sum(name.split(".")[0] == "wfm" for name in sys.modules), len(sys.modules), file=sys.stderr)
"""
PATH = """
import sys
sys.argv = ["wfm", *sys.argv[1:]]
from wfm.cli import main
entered, functions, stack = set(), set(), []
def profile(frame, event, arg):
    code = frame.f_code
    if event != "call" or "/wfm/" not in code.co_filename or code.co_name == "<module>":
        return
    entered.add(code.co_filename)
    functions.add(code)
    if code.co_name == "offered_load" and not stack:
        while frame and frame.f_code is not main.__code__:
            if "/wfm/" in frame.f_code.co_filename:
                stack.append(frame.f_code.co_filename)
            frame = frame.f_back
        stack.append(main.__code__.co_filename)
sys.setprofile(profile)
try:
    main()
except SystemExit:
    pass
sys.setprofile(None)
print(len(entered), len(functions), len(stack), len(set(stack)), file=sys.stderr)
"""


def printed(checkout: Path, code: str, command: str, stdin: str = "") -> list[int]:
    """The numbers that a script prints last on stderr, run in a checkout's environment."""
    words = [str(checkout / ".venv" / "bin" / "python"), "-c", code, *command.split()]
    done = subprocess.run(words, input=stdin, cwd=checkout, capture_output=True, text=True)
    return [int(word) for word in done.stderr.splitlines()[-1].split()]


def plan_of(checkout: Path) -> str:
    """A plan as JSON, by the checkout's own command."""
    words = [str(checkout / ".venv" / "bin" / "wfm"), *COMMANDS["staff --json"].split()]
    return subprocess.run(words, cwd=checkout, capture_output=True, text=True, check=True).stdout


def parsed(checkout: Path) -> dict[Path, tuple[str, ast.Module]]:
    """Source text and syntax tree of every module of the package."""
    texts = {p: p.read_text(encoding="utf-8") for p in (checkout / "src" / "wfm").rglob("*.py")}
    return {path: (text, ast.parse(text)) for path, text in texts.items()}


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Every function of a module, except those inside functions."""
    for node in tree.body:
        for inner in (node, *node.body) if isinstance(node, ast.ClassDef) else (node,):
            if isinstance(inner, ast.FunctionDef):
                yield inner


def repeated(names: Iterator[str]) -> int:
    """How many names occur more than once."""
    return sum(count > 1 for count in Counter(names).values())


def comments_per_100_lines(texts: list[str]) -> float:
    """Comments per 100 lines of code; blank lines, comments and docstrings are no code."""
    comments = code = 0
    for text in texts:
        lines: set[int] = set()
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            comments += token.type == tokenize.COMMENT
            if token.type in (tokenize.NAME, tokenize.OP, tokenize.NUMBER):
                lines.add(token.start[0])
        code += len(lines)
    return 100 * comments / max(code, 1)


def figures(checkout: Path) -> dict[str, str]:
    """The figures of a checkout by their labels."""
    modules = parsed(checkout)
    files, called, frames, through = printed(checkout, PATH, COMMANDS["staff --json"])
    result = {
        "staff --json: files entered": f"{files}",
        "staff --json: functions entered": f"{called}",
        "frames from main to offered_load": f"{frames}",
        "files from main to offered_load": f"{through}",
    }
    plan = plan_of(checkout)
    for name, command in COMMANDS.items():
        own, every = printed(checkout, LOADED, command, plan)
        result[f"modules loaded by {name}: of wfm, in all"] = f"{own}, {every:,}"
    trees = {path: tree for path, (_, tree) in modules.items()}
    classes = (n.name for t in trees.values() for n in t.body if isinstance(n, ast.ClassDef))
    stems = (path.stem for path in trees if path.stem != "__init__")
    private = [
        node
        for tree in trees.values()
        for node in functions(tree)
        if node.name.startswith("_") and not node.name.startswith("__")
    ]
    documented = sum(ast.get_docstring(node) is not None for node in private)
    scheduling = [
        text
        for path, (text, _) in modules.items()
        if {"scheduling", "roster", "rota", "_cover"} & set(path.parts)
    ]
    return result | {
        "modules": f"{len(modules)}",
        "class names in two modules": f"{repeated(classes)}",
        "stems of two modules": f"{repeated(stems)}",
        "private functions documented": f"{100 * documented / len(private):.0f} %",
        "comments per 100 lines, scheduling": f"{comments_per_100_lines(scheduling):.1f}",
        "comments per 100 lines, all": (
            f"{comments_per_100_lines([text for text, _ in modules.values()]):.1f}"
        ),
    }


def main() -> None:
    """Print a table with one column for each checkout."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkouts", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object per checkout")
    options = parser.parse_args()
    columns = [figures(checkout.resolve()) for checkout in options.checkouts]
    if options.json:
        print(json.dumps(columns))
        return
    print(f"{'':48}" + "".join(f"{path.name:>12}" for path in options.checkouts))
    for label in columns[0]:
        print(f"{label:48}" + "".join(f"{column[label]:>12}" for column in columns))


if __name__ == "__main__":
    main()
