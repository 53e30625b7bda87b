"""The only room with sqlite_utils: one SQLite file."""
