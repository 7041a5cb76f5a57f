"""What the library never does to the program that uses it: end it, or change its settings."""

import ast

import pytest

from support.paths import ROOT
from support.syntax import dotted

SOURCE = ROOT / "src" / "wfm"
# Calls that end the process, or change what belongs to the whole of it.
FORBIDDEN = (
    "sys.exit", "exit", "quit", "os._exit", "os.abort", "os.kill", "os.killpg", "signal.",
    "_signal.", "faulthandler.", "atexit.register", "sys.setrecursionlimit", "sys.settrace",
    "sys.setswitchinterval", "sys.set_int_max_str_digits", "resource.setrlimit",
    "warnings.simplefilter", "warnings.filterwarnings", "warnings.resetwarnings",
    "logging.basicConfig", "logging.disable", "logging.captureWarnings", "locale.setlocale",
    "os.putenv", "os.unsetenv", "os.chdir", "os.umask", "os.nice", "os.dup2",
    "np.seterr", "numpy.seterr", "np.random.seed", "numpy.random.seed", "np.set_printoptions",
    "random.seed", "pd.set_option", "pandas.set_option", "decimal.setcontext", "time.tzset",
    "gc.disable", "gc.freeze", "socket.setdefaulttimeout", "csv.field_size_limit", "print",
    "eval", "exec", "compile", "__import__", "pickle.load", "pickle.loads", "os.system",
    "subprocess.", "multiprocessing.", "socket.", "urllib.",
)  # fmt: skip
SET = ("os.environ", "sys.path", "sys.stdout", "sys.stderr", "sys.excepthook", "warnings.filters")


def used(node):
    """The dotted names that a statement calls, raises or assigns."""
    if isinstance(node, ast.Call):
        yield dotted(node.func)
    if isinstance(node, ast.Raise) and node.exc is not None:
        raised = ast.unparse(node.exc).partition("(")[0]
        if raised == "SystemExit":
            yield "sys.exit"
    targets = [*getattr(node, "targets", ()), *filter(None, [getattr(node, "target", None)])]
    for target in targets if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) else ():
        if not isinstance(target, ast.Name) and ast.unparse(target).startswith(SET):
            yield f"{ast.unparse(target)} ="


def wrongs(text):
    """Each forbidden use in a module, with its line."""
    return [
        f"{node.lineno}: {name}"
        for node in ast.walk(ast.parse(text))
        for name in used(node)
        if name in FORBIDDEN
        or any(name.startswith(one) for one in FORBIDDEN if one.endswith("."))
        or name.endswith(" =")
        or (
            name.startswith(("os.environ.", "sys.path."))
            and name.rpartition(".")[2]
            in ("update", "setdefault", "pop", "insert", "append", "clear")
        )
    ]


def below_the_command_line():
    paths = sorted(path for path in SOURCE.rglob("*.py") if "cli" not in path.parts)
    return [path for path in paths if path.name != "__main__.py"]


@pytest.mark.parametrize(
    "line",
    ["sys.exit(3)", "raise SystemExit(3)", "os.abort()", "signal.signal(2, f)", "print(1)",
     "warnings.simplefilter('ignore')", "os.environ['TZ'] = 'UTC'", "os.environ.update(a='b')",
     "np.seterr(all='ignore')", "sys.stdout = f", "logging.basicConfig()"],
)  # fmt: skip
def test_what_is_forbidden_is_found(line):
    assert wrongs(line)


def test_the_library_never_ends_or_changes_the_program_that_uses_it():
    paths = below_the_command_line()
    assert len(paths) > 100
    assert {
        str(p.relative_to(SOURCE)): w for p in paths if (w := wrongs(p.read_text("utf-8")))
    } == {}
