"""The only room with sqlite_utils: one SQLite file."""

from archiver.store.archive import Archive
from archiver.store.records import ArticleCapture, CheckSummary

__all__ = ["Archive", "ArticleCapture", "CheckSummary"]
