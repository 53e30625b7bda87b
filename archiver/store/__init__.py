"""The only room with sqlite_utils: one SQLite file."""

from archiver.store.archive import Archive
from archiver.store.audit import PICTURE_ROUTE
from archiver.store.records import ArticleCapture, CheckSummary

__all__ = ["PICTURE_ROUTE", "Archive", "ArticleCapture", "CheckSummary"]
