"""Where the tests find the repository's files."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
SOURCE = ROOT / "src" / "wfm"
EXAMPLES = ROOT / "examples"
GOLDEN = TESTS / "golden"
