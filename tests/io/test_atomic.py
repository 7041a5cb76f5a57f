"""An output file is written completely or not at all."""

import os
import signal
import subprocess
import sys
import time

import pytest

from wfm.errors import UsageError
from wfm.io import atomic
from wfm.io.atomic import replacing, replacing_together
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
            "    file.write(b'x' * 100_000); file.flush(); print('begun', flush=True)\n"
            "    time.sleep(60)\n"
        )
        writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        with writer:
            assert writer.stdout.readline() == b"begun\n"
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


def write_all(contents, *, overwrite=True):
    """Write several files together."""
    with replacing_together(overwrite=overwrite) as files:
        for path, content in contents.items():
            with files.open(str(path)) as file:
                file.write(content)


@pytest.fixture
def pair(tmp_path):
    """An output that exists and one that is new."""
    (tmp_path / "old.csv").write_bytes(b"old")
    return tmp_path / "old.csv", tmp_path / "new.csv"


class TestSeveralOutputs:
    def test_all_are_replaced(self, tmp_path, pair):
        write_all(dict.fromkeys(pair, b"content"))
        assert [path.read_bytes() for path in pair] == [b"content", b"content"]
        assert sorted(os.listdir(tmp_path)) == ["new.csv", "old.csv"]

    def test_nothing_is_replaced_before_all_are_prepared(self, tmp_path, pair):
        with replacing_together() as files:
            for path in pair:
                with files.open(str(path)) as file:
                    file.write(b"content")
            assert (pair[0].read_bytes(), pair[1].exists()) == (b"old", False)

    @pytest.mark.parametrize("kind", [OSError(5, "Input/output error"), KeyboardInterrupt()])
    @pytest.mark.parametrize("order", [1, -1])
    def test_a_failure_while_they_are_replaced_puts_the_old_files_back(
        self, tmp_path, pair, monkeypatch, kind, order
    ):
        put = atomic.Replacement._put
        calls = []

        def fail_the_second_time(self, one):
            put(self, one)  # an interrupt may come after the file was replaced
            calls.append(one)
            if len(calls) == 2:
                raise kind

        monkeypatch.setattr(atomic.Replacement, "_put", fail_the_second_time)
        with pytest.raises(type(kind)):
            write_all(dict.fromkeys(pair[::order], b"content"))
        assert pair[0].read_bytes() == b"old"
        assert os.listdir(tmp_path) == ["old.csv"]

    def test_what_cannot_be_put_back_is_named(self, pair, monkeypatch):
        put = atomic.Replacement._put
        calls = []

        def fail_the_second_time(self, one):
            calls.append(one)
            if len(calls) == 2:
                monkeypatch.setattr(atomic.Path, "replace", fail)
                monkeypatch.setattr(atomic.Path, "unlink", fail)
                raise OSError(5, "Input/output error")
            put(self, one)

        def fail(*words, **more):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(atomic.Replacement, "_put", fail_the_second_time)
        with pytest.raises(OSError, match=r"Input/output error; already replaced: .*old\.csv"):
            write_all({pair[1]: b"content", pair[0]: b"content"})

    def test_a_file_that_appears_meanwhile_is_kept(self, tmp_path, pair):
        with (
            pytest.raises(UsageError, match=r"new\.csv: already exists"),
            replacing(str(pair[1]), overwrite=False),
        ):
            pair[1].write_bytes(b"theirs")
        assert pair[1].read_bytes() == b"theirs"
        assert sorted(os.listdir(tmp_path)) == ["new.csv", "old.csv"]

    def test_without_links_a_file_that_appears_is_kept_too(self, pair, monkeypatch):
        def no_links(*paths):
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(atomic.os, "link", no_links)
        with (
            pytest.raises(UsageError, match="already exists"),
            replacing(str(pair[1]), overwrite=False),
        ):
            pair[1].write_bytes(b"theirs")
        assert pair[1].read_bytes() == b"theirs"


class TestLeftovers:
    def test_those_of_killed_runs_are_removed_and_nothing_else(self, tmp_path, pair):
        kept = [".old.csv.wfm-12345678", ".else.csv.wfm-12345678.tmp", ".old.csv.wfm-x.tmp"]
        for name in [".old.csv.wfm-12345678.tmp", ".old.csv.wfm-12345678-old.tmp", *kept]:
            (tmp_path / name).write_bytes(b"half")
        write_all({pair[0]: b"content"})
        assert sorted(os.listdir(tmp_path)) == sorted([*kept, "old.csv"])

    def test_those_of_a_run_that_is_alive_are_kept(self, pair):
        with replacing_together() as first:
            for path in pair:
                with first.open(str(path)) as file:
                    file.write(b"first")
            for path in reversed(pair):  # one of them is locked; the other belongs to it
                write_all({path: b"second"})
        assert [path.read_bytes() for path in pair] == [b"first", b"first"]

    @pytest.mark.parametrize(("age", "is_kept"), [(60, True), (90_000, False)])
    def test_without_locks_the_age_decides(self, tmp_path, pair, monkeypatch, age, is_kept):
        def no_locks(*words):
            raise OSError(37, "No locks available")

        monkeypatch.setattr(atomic.fcntl, "flock", no_locks)
        left = tmp_path / ".old.csv.wfm-12345678.tmp"
        left.write_bytes(b"half")
        os.utime(left, (time.time() - age,) * 2)
        write_all({pair[0]: b"content"})
        assert left.exists() == is_kept

    def test_a_link_with_such_a_name_is_not_followed(self, tmp_path, pair):
        link = tmp_path / ".old.csv.wfm-12345678.tmp"
        link.symlink_to(pair[0])
        write_all({pair[0]: b"content"})
        assert link.is_symlink()


class TestErrorsNameTheOutput:
    def test_when_the_disk_is_full(self, pair):
        with (
            pytest.raises(OSError, match=r"No space left on device: '.*old\.csv'"),
            replacing(str(pair[0])),
        ):
            raise OSError(28, "No space left on device")
        assert pair[0].read_bytes() == b"old"

    def test_when_a_library_wraps_the_error(self, pair):
        class FileCreateError(Exception):
            pass

        with (
            pytest.raises(OSError, match=r"File too large: '.*old\.csv'"),
            replacing(str(pair[0])),
        ):
            raise FileCreateError(OSError(27, "File too large"))

    def test_when_the_temporary_file_cannot_be_made(self, tmp_path, pair):
        with (
            pytest.raises(OSError, match=r"'.*nowhere/x\.csv'"),
            replacing(str(tmp_path / "nowhere" / "x.csv")),
        ):
            pass


def test_a_name_as_long_as_the_file_system_allows_is_written(tmp_path):
    name = "ä" * 125 + ".csv"  # 254 bytes
    write_all({tmp_path / name: b"content"})
    assert os.listdir(tmp_path) == [name]


def test_a_replaced_file_keeps_its_permissions(pair):
    pair[0].chmod(0o662)
    write_all({pair[0]: b"content"})
    assert pair[0].stat().st_mode & 0o777 == 0o662
