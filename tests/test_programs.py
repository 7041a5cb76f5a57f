"""Tests that start a browser or LibreOffice: skipped without it, but never in CI."""

import subprocess

import pytest

from support.paths import ROOT
from support.programs import program


@pytest.fixture(autouse=True)
def _only_sh_is_installed(monkeypatch):
    monkeypatch.setattr("shutil.which", {"sh": "/bin/sh"}.get)


def test_the_first_program_that_is_installed_is_taken():
    assert program("chromium", "sh") == "/bin/sh"


def test_without_the_program_a_test_is_skipped(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="chromium, chrome is installed"):
        program("chromium", "chrome")


def test_in_ci_a_missing_program_fails_the_test(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="soffice is installed"):
        program("soffice")


def test_the_installer_refuses_a_program_that_it_does_not_know():
    run = subprocess.run(
        [ROOT / "tools/install_programs.sh", "emacs"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "unknown program 'emacs'" in run.stderr
