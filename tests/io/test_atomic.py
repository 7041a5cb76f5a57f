"""An output file is written completely or not at all."""

import os
import signal
import subprocess
import sys
import time

import pytest

from wfm.errors import UsageError
from wfm.io.atomic import replacing
from wfm.io.output_paths import check_output


class TestNothingIsLost:
    def test_a_failure_leaves_the_old_file_and_no_trace(self, tmp_path):
        path = tmp_path / "plan.csv"
        path.write_text("old")

        def fail():
            with replacing(str(path)) as file:
                file.write(b"half a pl")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        assert path.read_text() == "old"
        assert os.listdir(tmp_path) == ["plan.csv"]

    def test_a_killed_writer_leaves_the_old_file(self, tmp_path):
        path = tmp_path / "plan.csv"
        path.write_text("old")
        code = (
            "from wfm.io.atomic import replacing\nimport sys, time\n"
            f"with replacing({str(path)!r}) as file:\n"
            "    file.write(b'x' * 100_000); file.flush(); print('on the way', flush=True)\n"
            "    time.sleep(60)\n"
        )
        writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        with writer:
            assert writer.stdout.readline() == b"on the way\n"
            time.sleep(0.01)
            writer.send_signal(signal.SIGKILL)
        assert path.read_text() == "old"
        left = [name for name in os.listdir(tmp_path) if name != "plan.csv"]
        assert all(name.startswith(".plan.csv.wfm-") and name.endswith(".tmp") for name in left)

    def test_a_link_still_points_to_its_file(self, tmp_path):
        real, link = tmp_path / "real.csv", tmp_path / "link.csv"
        real.write_text("old")
        link.symlink_to(real)
        with replacing(str(link)) as file:
            file.write(b"new")
        assert (link.is_symlink(), real.read_text()) == (True, "new")

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("plan.doc", r"one of \.csv, \.tsv, \.json, \.xlsx"),
            ("plan", "unknown output format"),
            ("nowhere/plan.csv", "there is no folder"),
            ("old.csv", "already exists; use overwrite=True to overwrite"),
            ("folder.csv", "not a regular file"),
        ],
    )
    def test_an_output_that_would_lose_data_is_refused(self, tmp_path, name, words):
        (tmp_path / "old.csv").write_text("old")
        (tmp_path / "folder.csv").mkdir()
        with pytest.raises(UsageError, match=words):
            check_output(str(tmp_path / name), force=False, source="-")

    def test_the_forecast_itself_is_refused_even_with_force(self, tmp_path):
        path = tmp_path / "forecast.csv"
        path.write_text("start,calls\n")
        (tmp_path / "same.csv").hardlink_to(path)
        for name in ("forecast.csv", "same.csv"):
            with pytest.raises(UsageError, match="is the input file"):
                check_output(str(tmp_path / name), force=True, source=str(path))
