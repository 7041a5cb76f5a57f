"""Write output files completely or not at all.

An output is written to a hidden temporary file ``.NAME.wfm-*.tmp`` in the same folder, which
replaces the old file only when everything is written and flushed to the disk. Several outputs are
all prepared before the first is replaced. After any error the old files are unchanged.

A run that is killed leaves its temporary files behind; the next run that writes the same output
removes them. A run locks one of its temporary files in each folder, and the system ends the lock
with the process, so that the files of a run that is still alive are recognised and kept. Where a
file system has no locks, files older than a day are removed.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import time
import weakref
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from wfm.errors import UsageError
from wfm.io.output_paths import exists_text, real_path

try:
    import fcntl
except ImportError:  # Windows, where an open file cannot be removed, which serves as the lock
    fcntl = None  # type: ignore[assignment]

__all__ = ["Replacement", "replacing", "replacing_together"]

_LEFTOVER = re.compile(r"(\..+\.wfm-)([0-9a-f]{8})(-old)?\.tmp", re.DOTALL)
_LONG_NAME = 200  # bytes; most file systems have names of up to 255, a temporary name adds 23
_DAY = 86400.0


class _Prepared(NamedTuple):
    """An output that is complete under its temporary name."""

    path: str  # as the caller wrote it
    target: Path
    temporary: Path
    locked: bool


class _Run(NamedTuple):
    """The temporary files of one transaction in one folder: a token and an open lock, if any."""

    token: str
    lock: int | None


@contextmanager
def replacing(path: str, *, overwrite: bool = True) -> Iterator[BinaryIO]:
    """Context manager of a binary file that becomes `path` at the end of the block.

    If the block raises, the file is removed and `path` is unchanged.

    Parameters
    ----------
    path : str
        The output; of a symbolic link, the file that it points to is replaced.
    overwrite : bool
        Whether a file of this name may be replaced, even one that appeared within the block.

    Raises
    ------
    OSError
        With the name of the output, if it cannot be written.
    UsageError
        If a file of this name appeared and `overwrite` is False.
    """
    with replacing_together(overwrite=overwrite) as files, files.open(path) as file:
        yield file


@contextmanager
def replacing_together(*, overwrite: bool = True) -> Iterator[Replacement]:
    """Context manager of several outputs, which become their paths at the end of the block.

    If the block raises, or one of the outputs cannot be replaced, all old files are unchanged. If
    an output cannot be put back then, the error names it.
    """
    files = Replacement(overwrite=overwrite)
    try:
        yield files
        files.commit()
    finally:
        files.close()


class Replacement:
    """The outputs of one command, replaced together; see `replacing_together`."""

    def __init__(self, *, overwrite: bool) -> None:
        self._overwrite = overwrite
        self._prepared: list[_Prepared] = []
        self._temporaries: list[Path] = []
        self._runs: dict[Path, _Run] = {}
        self._leftovers: dict[Path, dict[str, list[str]]] = {}
        # an interrupt between two blocks may skip their ends: then this runs at the end of Python
        self._clean = weakref.finalize(self, _clean, self._temporaries, self._runs)

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """A binary file that is the content of `path`."""
        with _naming(path, self._temporaries):
            target = real_path(path)
            self._remove_leftovers(target)
            temporary, handle, locked = self._create(target)
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
        self._prepared.append(_Prepared(path, target, temporary, locked))

    def _create(self, target: Path) -> tuple[Path, int, bool]:
        """A new temporary file, open for writing; the first of a folder is locked."""
        known = self._runs.get(target.parent)
        token = known.token if known else secrets.token_hex(4)
        temporary = target.with_name(f"{_stem(target)}{token}.tmp")
        old = target.stat() if target.exists() else None
        mode = 0o666 if old is None else stat.S_IMODE(old.st_mode)
        self._temporaries.append(temporary)  # before it exists, so that an interrupt removes it
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        if old is not None and hasattr(os, "fchmod"):
            with suppress(OSError):  # a file system without modes
                os.fchmod(handle, mode)
        if known:
            return temporary, handle, False
        lock = _locked(handle)
        if os.fstat(handle).st_nlink == 0:  # another run took it for a leftover before the lock
            os.close(handle)
            return self._create(target)
        self._runs[target.parent] = _Run(token, lock)
        return temporary, handle, True

    def commit(self) -> None:
        """Put all outputs in their places, or none."""
        # while a locked file has its temporary name, the others of its folder are not leftovers
        ordered = sorted(self._prepared, key=lambda one: one.locked)
        backups = {one: self._backup(one) for one in ordered} if len(ordered) > 1 else {}
        replaced: list[_Prepared] = []
        try:
            for one in ordered:
                replaced.append(one)  # before it is, so that an interrupt puts it back
                with _naming(one.path, self._temporaries):
                    self._put(one)
        except BaseException as error:
            if backups:
                _undo(replaced, backups, error)
            raise

    def _put(self, one: _Prepared) -> None:
        """Give a complete file its final name."""
        if self._overwrite:
            one.temporary.replace(one.target)
            return
        try:
            os.link(one.temporary, one.target)  # unlike a rename, never onto another file
        except FileExistsError:
            raise UsageError(exists_text(one.path)) from None
        except OSError:  # a file system without links
            if one.target.exists():
                raise UsageError(exists_text(one.path)) from None
            one.temporary.replace(one.target)
        one.temporary.unlink(missing_ok=True)

    def _backup(self, one: _Prepared) -> Path | None:
        """A second name of an old file, by which it can be put back; None without one."""
        token = self._runs[one.target.parent].token
        backup = one.target.with_name(f"{_stem(one.target)}{token}-old.tmp")
        self._temporaries.append(backup)
        try:
            os.link(one.target, backup)
        except OSError:  # there is no old file, or the file system has no links
            return None
        return backup

    def close(self) -> None:
        """Remove what is left of the temporary files, and end the locks."""
        try:
            _clean(self._temporaries, self._runs)
        finally:
            self._clean()  # again, if an interrupt came meanwhile

    def _remove_leftovers(self, target: Path) -> None:
        """Remove temporary files of the same output that killed runs left behind."""
        folder = target.parent
        if folder not in self._leftovers:
            self._leftovers[folder] = _temporaries_in(folder)
        stem = _stem(target)
        for names in self._leftovers[folder].values():
            own = [name for name in names if name.startswith(stem)]
            if own and not _is_alive(folder, names):
                for name in own:
                    with suppress(OSError):
                        (folder / name).unlink()


def _clean(temporaries: list[Path], runs: dict[Path, _Run]) -> None:
    """Remove temporary files, and end the locks."""
    for temporary in temporaries:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    while runs:
        _, run = runs.popitem()
        if run.lock is not None:
            os.close(run.lock)


def _stem(target: Path) -> str:
    """The start of the temporary names of an output; of a long name, its digest."""
    name = os.fsencode(target.name)
    short = target.name if len(name) <= _LONG_NAME else hashlib.sha256(name).hexdigest()
    return f".{short}.wfm-"


@contextmanager
def _naming(path: str, temporaries: list[Path]) -> Iterator[None]:
    """Give errors of the operating system the name of the output."""
    try:
        yield
    except OSError as error:
        if error.filename is None or Path(os.fsdecode(error.filename)) in temporaries:
            raise OSError(error.errno, error.strerror or str(error), path) from error
        raise
    except Exception as error:  # xlsxwriter wraps an error of the operating system
        cause = error.args[0] if error.args else None
        if isinstance(cause, OSError):
            raise OSError(cause.errno, cause.strerror or str(cause), path) from error
        raise


def _undo(
    replaced: list[_Prepared], backups: dict[_Prepared, Path | None], error: BaseException
) -> None:
    """Put old files back; what cannot be put back is named in the error."""
    kept = []
    for one in reversed(replaced):
        backup = backups[one]
        try:
            if one.temporary.exists() and not _is_same(one.temporary, one.target):
                continue  # it was not replaced
            if backup is not None:
                backup.replace(one.target)
            else:
                one.target.unlink(missing_ok=True)
        except OSError:
            kept.append(one.path)
    if kept and isinstance(error, OSError):
        error.strerror = f"{error.strerror}; already replaced: {', '.join(kept)}"


def _is_same(one: Path, other: Path) -> bool:
    """Whether two names are those of one file."""
    return other.exists() and one.samefile(other)


def _temporaries_in(folder: Path) -> dict[str, list[str]]:
    """The names of temporary files in a folder, by the token of their run."""
    runs: dict[str, list[str]] = defaultdict(list)
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            parts = _LEFTOVER.fullmatch(entry.name)
            if parts and entry.is_file(follow_symlinks=False):
                runs[parts[2]].append(entry.name)
    return dict(runs)


def _locked(handle: int) -> int | None:
    """A second descriptor that locks the file until it is closed; None where there are no locks."""
    if fcntl is None:
        return None
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return os.dup(handle)


def _is_alive(folder: Path, names: list[str]) -> bool:
    """Whether the run that made these files may still be writing: it locks one of them."""
    if fcntl is None:
        return False  # removing a file that is open fails
    return any(_is_in_use(folder / name) for name in names)


def _is_in_use(path: Path) -> bool:
    """Whether a temporary file is locked, or cannot be judged and is less than a day old."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        return not isinstance(error, FileNotFoundError)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return time.time() - os.fstat(handle).st_mtime < _DAY
    finally:
        os.close(handle)
    return False
