"""The page of a video: the data of its player, or what an older page says of itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archiver.answers import markup, readings, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import Availability, Exchange, FetchRequest, PostRef
from archiver.platforms.youtube import names, scripts, videos
from archiver.platforms.youtube.videos import Channel, Video

ROUTE = "watch"
PARSER = "youtube.watch/1"
CONSENT_HOSTS = frozenset({"consent.youtube.com", "consent.google.com"})
_CUT = "the page's own summary cuts the description"

_REASONS = (
    (
        Availability.BLOCKED_FOR_US,
        ("not a bot", "try again later", "captcha", "rate-limited", "unusual traffic"),
    ),
    (
        Availability.ACCOUNT_GONE,
        ("has been terminated", "closed their youtube account", "account has been closed"),
    ),
    (Availability.PROTECTED, ("private", "members-only", "members only", "join this channel")),
    (
        Availability.WITHHELD,
        (
            *("your country", "your age", "age-restricted", "inappropriate", "copyright"),
            *("guidelines", "terms of service", "violating", "requires payment", "blocked it"),
        ),
    ),
    (
        Availability.NOT_FOUND,
        (
            *("removed by the uploader", "isn't available anymore", "does not exist"),
            *("no longer available", "video is unavailable"),
        ),
    ),
)
"""The page's words for why it plays nothing, in English, the surest kind first."""


def request(ref: PostRef) -> FetchRequest | None:
    """The request for a video's page, in English, so that its reasons can be read."""
    if not names.is_video(ref.id):
        return None
    return FetchRequest(
        url=f"https://www.youtube.com/watch?v={ref.id}",
        route=ROUTE,
        headers=(("Accept-Language", "en"),),
    )


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the page says of the video. Raises ParseError for a page of another one."""
    silent = readings.silence(exchange, ROUTE) or consent(exchange, ROUTE)
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    player = None if root is None else scripts.assigned(root, "ytInitialPlayerResponse")
    if root is not None and player is not None:
        return _played(player, exchange, ref)
    video = None if root is None else _described(root, ref)
    if video is not None:
        return _found(video, exchange, ref)
    return readings.wall(exchange, ROUTE) or Reading(
        finding=Availability.ERROR, line=f"{ROUTE}: 200, a page without the video's data"
    )


def consent(exchange: Exchange, route: str) -> Reading | None:
    """The reading of a page that asks for consent to cookies first, or None."""
    try:
        host = urlsplit(exchange.target_uri).hostname
    except ValueError:
        host = None
    if host not in CONSENT_HOSTS:
        return None
    line = f"{route}: {exchange.status}, led to a page that asks for consent"
    return Reading(finding=Availability.BLOCKED_FOR_US, line=line)


def _played(player: JsonObject, exchange: Exchange, ref: PostRef) -> Reading:
    details = values.object_at(player, "videoDetails")
    stated = details.get("videoId")
    if stated is not None and stated != ref.id:
        raise values.unknown_shape(exchange, f"another video than {ref.id}")
    video = _of_player(player) if stated == ref.id and details.get("title") else None
    state = values.object_at(player, "playabilityStatus")
    status, why = values.string_at(state, "status") or "", _why(state)
    if status != "OK":
        finding = _finding(status, why, has_title=video is not None)
        line = f"{ROUTE}: 200, {status}: “{why}”"
    elif video is None:
        raise values.unknown_shape(exchange, "no title of a video")
    else:
        return _found(video, exchange, ref)
    if video is None:
        return Reading(finding=finding, line=line)
    post = videos.posting(video, ref, origin_of(exchange, PARSER))
    return Reading(finding=finding, line=line, postings=(post,), lacking=not post.times)


def _found(video: Video, exchange: Exchange, ref: PostRef) -> Reading:
    post = videos.posting(video, ref, origin_of(exchange, PARSER))
    extent = post.incomplete_reason or "text in full"
    return Reading(
        finding=Availability.AVAILABLE,
        line=f"{ROUTE}: 200, {extent}",
        postings=(post,),
        lacking=not post.times,
    )


def _finding(status: str, why: str, *, has_title: bool) -> Availability:
    lower = why.casefold().replace("’", "'")
    for kind, phrases in _REASONS:
        if any(phrase in lower for phrase in phrases):
            return kind
    if status == "ERROR" and lower == "video unavailable":
        return Availability.NOT_FOUND
    return Availability.AVAILABLE if has_title else Availability.ERROR


def _why(state: JsonObject) -> str:
    """The page's reasons, the general one and the particular one, on one line."""
    screen = values.object_at(values.object_at(state, "errorScreen"), "playerErrorMessageRenderer")
    said = [values.string_at(state, "reason") or "", text_of(screen.get("subreason"))]
    listed = state.get("messages")
    said += [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    return values.one_line(". ".join(dict.fromkeys(part.rstrip(". ") for part in said if part)))


def text_of(value: object) -> str:
    """The words of a text object of the site: ``simpleText``, or all its ``runs``."""
    if not isinstance(value, dict):
        return ""
    simple = values.string_at(value, "simpleText")
    runs = values.objects_at(value, "runs")
    return simple or "".join(values.string_at(run, "text") or "" for run in runs)


def _of_player(player: JsonObject) -> Video:
    """The video. Its details are in the author's language; the microformat may be translated."""
    details = values.object_at(player, "videoDetails")
    more = values.object_at(values.object_at(player, "microformat"), "playerMicroformatRenderer")
    handle, _ = names.channel_of(values.string_at(more, "ownerProfileUrl"))
    channel_id = values.string_at(details, "channelId") or ""
    description = details.get("shortDescription")
    return Video(
        title=values.string_at(details, "title") or "",
        description=values.sound(description) if isinstance(description, str) else None,
        channel=Channel(
            name=values.name_of(details.get("author")),
            handle=handle,
            channel_id=channel_id if names.is_channel(channel_id) else None,
        ),
        times=(
            *videos.claim_of(more.get("publishDate"), "publishDate"),
            *videos.claim_of(more.get("uploadDate"), "uploadDate"),
        ),
        image=videos.still_of(
            values.objects_at(values.object_at(details, "thumbnail"), "thumbnails")
        ),
    )


def _described(root: HtmlElement, ref: PostRef) -> Video | None:
    """The video as an older page describes itself: its title, and a cut description."""
    about = markup.open_graph(root)
    named = (names.match(url) for url in markup.canonical(root))
    title = about.get("og:title")
    if title is None or ref not in named:
        return None
    author = root.xpath("//*[@itemprop='author']//*[@itemprop='name']/@content")
    names_of_author = author if isinstance(author, list) else []
    return Video(
        title=title,
        description=about.get("og:description") or about.get("description") or "",
        cut=_CUT,
        channel=Channel(name=values.name_of(next(iter(names_of_author), None))),
    )
