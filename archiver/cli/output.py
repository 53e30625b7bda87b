"""What goes in and out: standard input and output, or a file that is whole or not there."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn

from archiver.cli.border import abandon_output
from archiver.errors import InputError

_BESIDE = ("", "-journal", "-wal", "-shm")
"""Endings of the files that belong to a SQLite database."""


def check_writable(path: Path | None, *, db: Path, inputs: Iterable[str] = ()) -> None:
    """Before any work: raises InputError where the result could not, or must not, be written.

    The archive ``db`` and the files that are read must not be overwritten.
    """
    if path is None:
        return
    if str(path) == "-":
        # What may go to standard output comes here as None.
        raise InputError("this can't go to standard output", "name a file for --output")
    for ending in _BESIDE:
        if _same(path, db.with_name(db.name + ending)):
            raise InputError(f"{path} is the archive", "name another --output")
    if any(_same(path, Path(name)) for name in inputs if name != "-"):
        raise InputError(f"{path} is the article itself", "name another --output")
    if path.is_dir():
        raise InputError(f"{path} is a folder", "name a file for --output")
    parent = path.resolve().parent
    if not parent.is_dir():
        raise InputError(f"there is no folder {parent}", "make it first, or name another --output")
    if path.exists() and not os.access(path, os.W_OK):
        raise InputError(f"{path} can't be written", "name another --output")
    if not path.exists() or path.is_file():
        _try_folder(path, parent)


def _same(path: Path, other: Path) -> bool:
    with contextlib.suppress(OSError, ValueError, RuntimeError):
        if path.exists() and other.exists() and not path.is_char_device():
            return path.samefile(other)
        return path.resolve() == other.resolve()
    return False


def _try_folder(path: Path, parent: Path) -> None:
    """Only an attempt tells: rights, a read-only disk and odd file systems all count."""
    try:
        with tempfile.TemporaryFile(dir=parent):
            pass
    except OSError as error:
        raise _unwritable(path, error) from None


def read_standard_input(limit: int) -> bytes:
    """Up to ``limit`` bytes of standard input. Raises InputError where it is closed."""
    if sys.stdin is None:
        raise InputError("standard input is closed", "name a file or an address")
    return sys.stdin.buffer.read(limit)


def write(text: str, path: Path | None) -> None:
    """``text`` is on standard output, or is all that stands in the file.

    Raises InputError where it can't be written; what stood in the file then stays. If
    whoever read standard output has closed it, the rest goes nowhere.
    """
    # Lone surrogates can't be encoded: they come out as question marks, not as a crash.
    data = text.encode("utf-8", errors="replace")
    if path is None:
        _print(data)
    elif path.exists() and not path.is_file():
        _write_in_place(data, path)
    else:
        _replace(data, path)


def _print(data: bytes) -> None:
    if sys.stdout is None:
        raise InputError("standard output is closed", "name a file with --output")
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Nobody is left to read; the exit code still tells the verdict.
        abandon_output()
    except OSError as error:
        abandon_output()
        raise InputError(
            f"standard output can't be written: {error.strerror}", "name a file with --output"
        ) from None


def _replace(data: bytes, path: Path) -> None:
    with into(path) as file:
        file.write(data)


@contextlib.contextmanager
def into(path: Path) -> Iterator[BinaryIO]:
    """What is written to the stream is all that stands in the file, once the block is left.

    Raises InputError where it can't be written. Whatever ends the block early, what stood in the
    file stays. A device or a pipe is written as the block goes.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                yield stream
            return
        with cleaned_up(), _temporary(path.resolve()) as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(path, error) from None


@contextlib.contextmanager
def cleaned_up() -> Iterator[None]:
    """SIGTERM, as timeout and init send it, ends the block as an exception, so nothing half stays.

    The exit code is then 143, 128 and the number of the signal, as shells have it.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _terminated)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _terminated(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


@contextlib.contextmanager
def _temporary(target: Path) -> Iterator[BinaryIO]:
    """A file beside the target that takes its place, or is gone."""
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
    except BaseException:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise


def _mode(target: Path) -> int:
    """The rights of the file that stands there, or those of any new file."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _write_in_place(data: bytes, path: Path) -> None:
    """For a device or a pipe (/dev/stdout), which can't be replaced."""
    try:
        path.write_bytes(data)
    except BrokenPipeError:
        return
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(f"{path} can't be written: {error.strerror}", "name another --output")
