"""Ids and addresses of submissions and comments on Reddit."""

from __future__ import annotations

import re
from urllib.parse import unquote

from archiver.answers import addresses
from archiver.model import PostRef

PLATFORM = "reddit"
_ID = r"[1-9a-z][0-9a-z]{0,12}"
_MAX_ID = 2**63 - 1
_BASE = 36
_HOST = re.compile(
    r"""(?:(?:www|old|new|np|m|amp|i|sh|ssl|embed|[a-z]{2})\.)?reddit\.com
    | (?:www\.)?redditmedia\.com
    | (?:www\.|old\.)?(?:rxddit|vxreddit)\.com
    | (?:redlib|libreddit)\.(?:[a-z0-9-]+\.)*[a-z0-9-]+""",
    re.VERBOSE,
)
_MIRRORED = re.compile(r"(?:.*\.)?(?:rxddit|vxreddit)\.com|(?:redlib|libreddit)\..*")
_PLACE = r"(?P<place>(?:r|user|u)/[A-Za-z0-9_-]{2,32})"
_ENDING = r"(?:/*\.(?:json|rss|compact|embed))?/*"
_COMMENTS = re.compile(
    rf"""/+(?:{_PLACE}/+)?comments/+(?P<id>{_ID})
    (?:/+(?P<slug>[^/.]*)(?:/+(?P<comment>{_ID}))?)?{_ENDING}""",
    re.VERBOSE | re.IGNORECASE,
)
_BY_ID = re.compile(rf"/+(?:tb|gallery|poll)/+(?P<id>{_ID})/*", re.IGNORECASE)
_SHARED = re.compile(rf"/+{_PLACE}/+s/+(?P<code>[A-Za-z0-9]{{4,20}})/*")
_VIDEO = re.compile(r"/+(?:video/+)?(?P<code>[0-9a-z]{8,20})/*")
_FULLNAME = re.compile(rf"t3_(?P<id>{_ID})")
_NO_SLUGS = frozenset({"_", "comment"})
"""What stands in a slug's place before a comment's id."""
_USER = re.compile(r"(?:/?u(?:ser)?/)?(?P<name>[A-Za-z0-9_-]{2,32})")


def match(url: str) -> PostRef | None:
    """The submission or comment that the address names, or None.

    Share links ("/s/CODE") and videos ("v.redd.it/CODE") are aliases. A picture
    ("i.redd.it/NAME.jpg") leads to no post, and names none.
    """
    parts = addresses.split(url)
    if parts is None:
        return None
    host, path = addresses.host_of(parts), unquote(parts.path)
    if host == "redd.it":
        found = re.fullmatch(rf"/+({_ID})/*", path, re.IGNORECASE)
        return _ref(found[1]) if found else None
    if host == "v.redd.it":
        found = _VIDEO.fullmatch(path)
        return _alias(f"https://v.redd.it/{found['code']}") if found else None
    if _HOST.fullmatch(host) is None:
        return None
    return _on_site(host, path)


def _on_site(host: str, path: str) -> PostRef | None:
    if found := _COMMENTS.fullmatch(path):
        return _ref(found["id"], found["comment"], found["place"], found["slug"])
    if found := _BY_ID.fullmatch(path):
        return _ref(found["id"])
    if _MIRRORED.fullmatch(host):
        host = "www.reddit.com"
    if found := _SHARED.fullmatch(path):
        return _alias(f"https://www.reddit.com/{found['place']}/s/{found['code']}")
    if path.lower().startswith("/video/") and (found := _VIDEO.fullmatch(path)):
        return _alias(f"https://www.reddit.com/video/{found['code']}")
    return None


def ref_of_id(post_id: str) -> PostRef | None:
    """The post with an id as references have it ("ID", "ID/COMMENT"), or a fullname ("t3_ID")."""
    fullname = _FULLNAME.fullmatch(post_id)
    submission, under, comment = (fullname["id"] if fullname else post_id).partition("/")
    return _ref(submission, comment if under else None)


def fullname(ref: PostRef) -> str:
    """The platform's own name of the post: "t3_ID", or "t1_ID" for a comment."""
    submission, _, comment = ref.id.partition("/")
    return f"t1_{comment}" if comment else f"t3_{submission}"


def submission_of(ref: PostRef) -> PostRef:
    """The submission that a comment is under; a submission itself as it is."""
    submission, _, comment = ref.id.partition("/")
    if not comment:
        return ref
    return match((ref.url or "").rpartition("/")[0]) or _ref(submission) or ref


def user_of(value: object) -> str | None:
    """The account in "/u/NAME" or "NAME", or None: "[deleted]" is no account."""
    found = _USER.fullmatch(value.strip()) if isinstance(value, str) else None
    return found["name"] if found else None


def _ref(
    submission: str, comment: str | None = None, place: str | None = None, slug: str | None = None
) -> PostRef | None:
    """The post, at the address that archives know it by as far as its parts are known."""
    ids = [one.lower() for one in (submission, comment) if one is not None]
    if not all(re.fullmatch(_ID, one) and int(one, _BASE) <= _MAX_ID for one in ids):
        return None
    if place is not None and place[:2].lower() == "u/":
        place = f"user/{place[2:]}"
    if slug in _NO_SLUGS:
        slug = None
    path = "/".join(filter(None, (place, "comments", ids[0])))
    tail = f"/{slug or '_'}/{ids[1]}" if comment else f"/{slug}/" if slug else ""
    return PostRef(platform=PLATFORM, id="/".join(ids), url=f"https://www.reddit.com/{path}{tail}")


def _alias(url: str) -> PostRef:
    return PostRef(platform=PLATFORM, id=f"~{url.removeprefix('https://')}", url=url)
