"""A file per platform: match, plan, parse, without I/O."""

BUILT_IN: tuple[str, ...] = ("archiver.platforms.x",)
"""Modules whose ``register_platforms`` is called, as a third party's would be."""
