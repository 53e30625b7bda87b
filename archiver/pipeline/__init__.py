"""The use cases: what the commands and the library call."""

from archiver.pipeline.checking import Checked, check
from archiver.pipeline.desk import Desk, Network, open_desk
from archiver.pipeline.sources import ArticleSource, source_of
from archiver.pipeline.visits import Visit, capture, visit_posts

__all__ = [
    "ArticleSource",
    "Checked",
    "Desk",
    "Network",
    "Visit",
    "capture",
    "check",
    "open_desk",
    "source_of",
    "visit_posts",
]
