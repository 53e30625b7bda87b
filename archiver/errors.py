"""Failures of our own, each with the exit code of the contract.

    ArchiverError
    ├── InputError     2   bad input or usage
    ├── FetchError     3   nothing could be fetched
    ├── ParseError     4   a stored capture can't be parsed
    └── ArchiveError   5   the archive is damaged or not an archive

A post that is deleted, protected or blocked is not a failure: it is a capture
with its availability. Exit code 1 is no error either: it says that at least one
quotation is altered, misattributed or not found.
"""

from __future__ import annotations

from typing import ClassVar


class ArchiverError(Exception):
    """One line that says what is wrong, and one that says what to do next."""

    exit_code: ClassVar[int] = 2

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy

    def diagnostics(self) -> str:
        """The whole message on a single line, whatever stood in the parts."""
        parts = [self.problem, self.remedy] if self.remedy else [self.problem]
        return " ".join("; ".join(parts).split())


class InputError(ArchiverError):
    """What the user named can't be read as what it should be."""

    exit_code = 2


class FetchError(ArchiverError):
    """Nothing could be fetched from the network."""

    exit_code = 3


class ParseError(ArchiverError):
    """A stored capture is not in a shape that its parser knows."""

    exit_code = 4


class ArchiveError(ArchiverError):
    """The database is damaged, of another program, or newer than this program."""

    exit_code = 5
