"""Ids and addresses of posts and videos on VK."""

from __future__ import annotations

import re
from urllib.parse import unquote

from archiver.answers import addresses
from archiver.model import PostRef

PLATFORM = "vk"
_OWNER = r"-?[1-9][0-9]{0,11}"
_NUMBER = r"[1-9][0-9]{0,11}"
_HOST = re.compile(r"(?:(?:www|m|new|away)\.)?(?:vk\.com|vk\.ru|vkontakte\.ru)")
_VIDEO_HOST = re.compile(r"(?:www\.|m\.)?vkvideo\.ru")
_THING = rf"(?P<kind>wall|video|clip)(?P<owner>{_OWNER})_(?P<number>{_NUMBER})"
_PATH = re.compile(rf"/+{_THING}(?:_[0-9a-f]+)?(?:/.*)?")
_OPENED = re.compile(rf"{_THING}(?:_[0-9a-f]+)?(?:/.*)?")
_BARE = re.compile(rf"(?:vk_post_)?(?P<owner>{_OWNER})\s{{0,9}}[_,]\s{{0,9}}(?P<number>{_NUMBER})")
_PROFILE = re.compile(r"/+(?P<handle>[A-Za-z0-9_.]{2,64})/*")


def match(url: str) -> PostRef | None:
    """The post or video that the address names, or None.

    Also where it is opened over another page ("?w=wall-1_2", "?z=video-1_2"), and in frames
    of the platform's widgets. A comment's address ("_r7", "?reply=7") names no post: its words
    are of somebody else.
    """
    parts = addresses.split(url)
    if parts is None:
        return None
    host, path = addresses.host_of(parts), unquote(parts.path)
    films = _VIDEO_HOST.fullmatch(host) is not None
    if not films and _HOST.fullmatch(host) is None:
        return None
    query = addresses.query_of(parts)
    if "reply" in query:
        return None
    if path == "/video_ext.php":
        return _ref("video", query.get("oid", ""), query.get("id", ""))
    if path == "/widget_post.php":
        return _ref("wall", query.get("owner_id", ""), query.get("post_id", ""))
    found = _PATH.fullmatch(path)
    for key in ("w", "z"):
        found = found or _OPENED.fullmatch(query.get(key, ""))
    if found is None or (films and found["kind"] == "wall"):
        return None
    return _ref(found["kind"], found["owner"], found["number"])


def ref_of_id(post_id: str) -> PostRef | None:
    """The post with an id as references have it ("wall-1_2"), or as widgets do.

    Those have "-1_2", "vk_post_-1_2", and "-1, 2" in a script's call.
    """
    found = _OPENED.fullmatch(post_id)
    if found is not None:
        return _ref(found["kind"], found["owner"], found["number"])
    bare = _BARE.fullmatch(post_id.strip())
    return None if bare is None else _ref("wall", bare["owner"], bare["number"])


def handle_of(path: str | None) -> str | None:
    """The handle in a profile's address on the site, with or without the host; or None."""
    if not path:
        return None
    parts = addresses.split(f"https://vk.com{path}" if path.startswith("/") else path)
    if parts is None or _HOST.fullmatch(addresses.host_of(parts)) is None:
        return None
    found = _PROFILE.fullmatch(unquote(parts.path))
    return found["handle"] if found else None


def _ref(kind: str, owner: str, number: str) -> PostRef | None:
    if re.fullmatch(_OWNER, owner) is None or re.fullmatch(_NUMBER, number) is None:
        return None
    name = f"{'wall' if kind == 'wall' else 'video'}{owner}_{number}"
    return PostRef(platform=PLATFORM, id=name, url=f"https://vk.com/{name}")
