"""Find the posts that an article quotes, capture them, and check every word."""

__version__ = "0.1.0"
