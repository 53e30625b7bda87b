"""What goes in and out: standard input and output, or a file that is whole or not there."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from archiver.errors import InputError


def check_writable(path: Path | None) -> None:
    """Before any work: raises InputError where the result could not be written."""
    if path is None:
        return
    if path.is_dir():
        raise InputError(f"{path} is a folder", "name a file for --output")
    parent = path.parent
    if not parent.is_dir():
        raise InputError(f"{parent} is no folder", "make it first, or name another --output")
    if not os.access(path if path.exists() else parent, os.W_OK):
        raise InputError(f"{path} can't be written", "name another --output")


def read_standard_input(limit: int) -> bytes:
    """Up to ``limit`` bytes of standard input."""
    return sys.stdin.buffer.read(limit)


def write(text: str, path: Path | None) -> None:
    """``text`` is on standard output, or is all that stands in the file.

    Raises InputError where the file can't be written; what stood there then stays.
    """
    # Lone surrogates can't be encoded: they come out as question marks, not as a crash.
    data = text.encode("utf-8", errors="replace")
    if path is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    if path.exists() and not path.is_file():
        _write_in_place(data, path)
        return
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise InputError(
            f"{path} can't be written: {error.strerror}", "name another --output"
        ) from None


def _write_in_place(data: bytes, path: Path) -> None:
    """For a device or a pipe (/dev/stdout), which can't be replaced."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise InputError(
            f"{path} can't be written: {error.strerror}", "name another --output"
        ) from None
