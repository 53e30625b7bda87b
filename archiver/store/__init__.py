"""The only room with sqlite_utils: one SQLite file."""

from archiver.store.archive import Archive
from archiver.store.audit import examine_file
from archiver.store.connection import OlderArchiveError
from archiver.store.imports import Import
from archiver.store.parts import PICTURE_ROUTE
from archiver.store.records import ArticleCapture, CheckSummary
from archiver.store.schema import EVIDENCE

__all__ = [
    "EVIDENCE",
    "PICTURE_ROUTE",
    "Archive",
    "ArticleCapture",
    "CheckSummary",
    "Import",
    "OlderArchiveError",
    "examine_file",
]
