"""A file per platform: match, plan, parse, without I/O."""

BUILT_IN: tuple[str, ...] = (
    "archiver.platforms.bluesky",
    "archiver.platforms.facebook",
    "archiver.platforms.instagram",
    "archiver.platforms.linkedin",
    "archiver.platforms.mastodon",
    "archiver.platforms.pinterest",
    "archiver.platforms.reddit",
    "archiver.platforms.telegram",
    "archiver.platforms.threads",
    "archiver.platforms.tiktok",
    "archiver.platforms.truthsocial",
    "archiver.platforms.tumblr",
    "archiver.platforms.vk",
    "archiver.platforms.webpage",
    "archiver.platforms.x",
    "archiver.platforms.youtube",
)
"""Modules whose ``register_platforms`` is called, as a third party's would be."""
