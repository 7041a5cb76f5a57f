"""LibreOffice without a window: workbooks computed anew, or as the pages that it prints."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

from support.programs import program

__all__ = ["Office", "with_cells"]

# Formulas are always computed when a workbook is opened; the stored values do not count.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


class Office:
    """LibreOffice with a profile of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        self._program = program("soffice", "libreoffice")
        self._profile = folder / "profile"
        settings = self._profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS)

    def converted(self, path: Path, suffix: str = "xlsx") -> Path:
        """A workbook after all of its formulas are computed, in another folder."""
        folder = path.parent / "computed"
        command = [
            self._program, f"-env:UserInstallation=file://{self._profile}", "--headless",
            "--convert-to", suffix, "--outdir", str(folder), str(path),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        made = folder / f"{path.stem}.{suffix}"
        assert made.exists(), done.stderr
        return made


def with_cells(path: Path, name: str, sheet: str, cells: Mapping[str, float]) -> Path:
    """A copy of a workbook in which cells have other numbers, as a user types them.

    The stored values of all formulas stay as they are, as in a program that does not compute.
    """
    changed = path.with_name(name)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        book = old.read("xl/workbook.xml").decode()
        names = re.findall(r'<sheet name="([^"]*)"', book)
        member = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
        for one in old.namelist():
            content = old.read(one)
            if one == member:
                text = content.decode()
                for cell, value in cells.items():
                    pattern = rf'(<c r="{cell}"[^>]*?)(?:/>|>(?:<v>[^<]*</v>)?</c>)'
                    text, count = re.subn(pattern, rf"\1><v>{value!r}</v></c>", text)
                    assert count == 1, cell
                content = text.encode()
            new.writestr(one, content)
    return changed
