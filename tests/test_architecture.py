"""The house: imports point down only, and cheap commands stay cheap."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "wfm"

# Each room may import from rooms that stand before it, never from one behind.
FLOORS = (
    ("vocabulary", "errors", "keylines"),
    ("units", "_arrays", "keys"),
    ("_kernel", "calendar"),
    ("erlang", "patience", "lines", "shrinkage"),
    ("staffing",),
    ("model", "shifts", "contracts", "queues"),
    ("plan", "_cover", "audit", "templates"),
    ("schedule", "rules"),
    ("roster",),
    ("summary", "heat", "frames", "one", "schema", "rota", "centre", "whatif"),
    ("io", "report"),
    ("cli",),
)
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
# Heavy or outward things, and the only rooms that may touch them.
ALLOWED = {
    "pandas": {"frames"},
    "pydantic": {"schema", "rules", "io", "keys", "centre"},
    "typer": {"cli"},
    "rich": {"cli"},
    "python_calamine": {"io"},
    "xlsxwriter": {"io"},
    "icalendar": {"io"},
    "holidays": {"centre"},
    "highspy": {"_cover"},
    "scipy": {"_kernel", "_cover", "roster", "queues"},
}


def room_of(path):
    return path.relative_to(SOURCE).with_suffix("").parts[0]


def imports(path):
    """The modules named by every import statement of a file, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield module
            if module == "wfm":
                yield from (f"wfm.{alias.name}" for alias in node.names)


FILES = [path for path in sorted(SOURCE.rglob("*.py")) if path.name not in ("__main__.py",)]
ROOMS = [path for path in FILES if path != SOURCE / "__init__.py"]


def test_every_room_has_its_floor():
    assert {room_of(path) for path in ROOMS} == set(LEVEL)


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_down(path):
    here = room_of(path)
    for module in imports(path):
        parts = module.split(".")
        if parts[0] == "wfm" and len(parts) > 1 and parts[1] in LEVEL and parts[1] != here:
            assert LEVEL[parts[1]] < LEVEL[here], f"{path.name} reaches up to {module}"


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: str(path.relative_to(SOURCE)))
def test_heavy_packages_stay_in_their_rooms(path):
    for module in imports(path):
        rooms = ALLOWED.get(module.split(".")[0])
        assert rooms is None or room_of(path) in rooms, f"{path.name} imports {module}"
        assert not module.startswith("scipy.stats")


def without_docstrings(path):
    """Lines of a file less those of its docstrings, which may be as long as they need."""
    text = path.read_text(encoding="utf-8")
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = [
        n.body[0]
        for n in ast.walk(ast.parse(text))
        if isinstance(n, kinds) and ast.get_docstring(n)
    ]
    return len(text.splitlines()) - sum(doc.end_lineno - doc.lineno + 1 for doc in docs)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_rooms_stay_small(path):
    assert without_docstrings(path) <= 400
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600


def loaded_after(code, *arguments):
    """The modules that a fresh interpreter has loaded after running some code."""
    script = f"import sys\n{code}\nprint('modules:', *sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False
    )
    return {name.split(".")[0] for name in done.stderr.split("modules:")[1].split()}


RUN = "import wfm.cli\ntry: wfm.cli.main()\nexcept SystemExit as stop: assert not stop.code, stop"


def test_import_wfm_loads_nothing_heavy():
    assert not loaded_after("import wfm") & {"numpy", "scipy", "pandas", "pydantic", "typer"}


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["staff", "--help"]])
def test_help_loads_nothing_heavy(words):
    loaded = loaded_after(RUN, *words)
    assert "typer" in loaded
    # typer itself loads pydantic as soon as it looks at the options of a command
    heavy = {"numpy", "scipy", "pandas"} | ({"pydantic"} if len(words) == 1 else set())
    assert not loaded & heavy


def test_staffing_a_fortnight_loads_no_pandas():
    loaded = loaded_after(RUN, "staff", "examples/forecast.csv", "--quiet", "--json")
    assert "numpy" in loaded
    assert not loaded & {"pandas", "xlsxwriter", "python_calamine"}


def test_every_public_name_is_there_and_listed():
    import wfm

    for name in wfm.__all__:
        assert getattr(wfm, name).__doc__, name
        assert name in dir(wfm)
    with pytest.raises(AttributeError, match="no attribute 'agent'"):
        _ = wfm.agent


def test_nothing_is_printed_outside_the_command_line():
    for path in ROOMS:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [n.func for n in ast.walk(tree) if isinstance(n, ast.Call)]
        names = {func.id for func in calls if isinstance(func, ast.Name)}
        assert "print" not in names, path
