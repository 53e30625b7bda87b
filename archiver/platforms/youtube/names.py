"""Ids and addresses of videos and community posts on YouTube."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from archiver.answers import addresses
from archiver.model import PostRef

PLATFORM = "youtube"

_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_POST_ID = re.compile(r"Ug[A-Za-z0-9_-]{10,100}")
_CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
_HANDLE = re.compile(r"[\w.·-]{1,100}")
_NO_VIDEOS = frozenset({"videoseries", "live_stream"})
"""Words of 11 letters that stand in the place of an id: a list, a channel's broadcast."""
_SHORT_HOSTS = frozenset({"youtu.be", "www.youtu.be"})
_HOSTS = frozenset(
    {
        *(f"{sub}youtube.com" for sub in ("", "www.", "m.", "music.", "gaming.")),
        *("youtube-nocookie.com", "www.youtube-nocookie.com", "youtube.googleapis.com"),
    }
)
_VIDEO_PATH = re.compile(
    r"/+(?:shorts|live|embed|v|e|watch)/+(?P<id>[A-Za-z0-9_-]{11})(?![A-Za-z0-9_-]).*"
)
_SHORT_PATH = re.compile(r"/+(?P<id>[A-Za-z0-9_-]{11})(?![A-Za-z0-9_-]).*")
_IN_QUERY = re.compile(r"(?P<id>[A-Za-z0-9_-]{11})(?![A-Za-z0-9_-]).*")
_WATCH_PATH = re.compile(r"/+(?:watch(?:_popup)?)?/*")
_POST_PATH = re.compile(r"/+post/+(?P<id>Ug[A-Za-z0-9_-]+)/*")
_COMMUNITY_PATH = re.compile(r"/+(?:(?:channel|c|user)/+[^/]+|@[^/]+)/+(?:community|posts)/*")


def is_video(value: str) -> bool:
    """True for what can be a video's id: 11 letters, digits, hyphens or underscores."""
    return _VIDEO_ID.fullmatch(value) is not None and value.lower() not in _NO_VIDEOS


def is_post(value: str) -> bool:
    """True for what can be a community post's id."""
    return _POST_ID.fullmatch(value) is not None


def ref_of_id(post_id: str) -> PostRef | None:
    """The video or community post with that id, or None where it is neither's."""
    if is_video(post_id):
        url = f"https://www.youtube.com/watch?v={post_id}"
    elif is_post(post_id):
        url = f"https://www.youtube.com/post/{post_id}"
    else:
        return None
    return PostRef(platform=PLATFORM, id=post_id, url=url)


def match(url: str) -> PostRef | None:
    """The video or community post that the address names, or None.

    An address of a comment below a video names none: its words are somebody else's.
    """
    parts = addresses.split(url)
    if parts is None:
        return None
    host, path, query = addresses.host_of(parts), unquote(parts.path), addresses.query_of(parts)
    if "lc" in query:
        return None
    if host in _SHORT_HOSTS:
        short = _SHORT_PATH.fullmatch(path)
        return None if short is None else _video(short["id"])
    return _on_site(path, query) if host in _HOSTS else None


def channel_of(url: str | None) -> tuple[str | None, str | None]:
    """Handle and id in a channel's address, whichever stands there; twice None for others.

    Takes an address, or its path alone ("/@handle", "/channel/UC…").
    """
    if url is None:
        return None, None
    parts = addresses.split(f"https://www.youtube.com{url}" if url.startswith("/") else url)
    if parts is None or addresses.host_of(parts) not in _HOSTS:
        return None, None
    path = unquote(parts.path).strip("/")
    if path.startswith("@") and _HANDLE.fullmatch(path[1:]):
        return path[1:], None
    channel = path.removeprefix("channel/")
    return None, channel if is_channel(channel) else None


def is_channel(value: str) -> bool:
    """True for a channel's id."""
    return _CHANNEL_ID.fullmatch(value) is not None


def _on_site(path: str, query: Mapping[str, str]) -> PostRef | None:
    if _WATCH_PATH.fullmatch(path):
        found = _IN_QUERY.fullmatch(query.get("v", ""))
        return None if found is None else _video(found["id"])
    video = _VIDEO_PATH.fullmatch(path)
    if video is not None:
        return _video(video["id"])
    post = _POST_PATH.fullmatch(path)
    named = query.get("lb", "") if _COMMUNITY_PATH.fullmatch(path) else ""
    post_id = named if post is None else post["id"]
    return ref_of_id(post_id) if is_post(post_id) else None


def _video(video_id: str) -> PostRef | None:
    return ref_of_id(video_id) if is_video(video_id) else None
