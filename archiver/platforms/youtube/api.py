"""The two documented endpoints: the Data API, for users with a key, and oEmbed."""

from __future__ import annotations

from urllib.parse import urlencode

from archiver.answers import markup, readings, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import Availability, Exchange, FetchRequest, ImageObject, PostRef
from archiver.platforms.youtube import names, videos
from archiver.platforms.youtube.videos import Channel, Video

DATA_API = "data_api"
DATA_API_PARSER = "youtube.data_api/1"
OEMBED = "oembed"
OEMBED_PARSER = "youtube.oembed/1"
_REFUSALS = {
    401: "401, embedding is switched off or the video is private",
    403: "403, the video is private or this network is refused",
}


def request_data_api(ref: PostRef) -> FetchRequest | None:
    """The request for a video; the user's key goes with it in a header."""
    if not names.is_video(ref.id):
        return None
    query = urlencode({"part": "snippet,status", "id": ref.id}, safe=",")
    return FetchRequest(url=f"https://www.googleapis.com/youtube/v3/videos?{query}", route=DATA_API)


def request_oembed(ref: PostRef) -> FetchRequest | None:
    """The request for a video."""
    if not names.is_video(ref.id):
        return None
    query = urlencode({"url": f"https://www.youtube.com/watch?v={ref.id}", "format": "json"})
    return FetchRequest(url=f"https://www.youtube.com/oembed?{query}", route=OEMBED)


def read_data_api(exchange: Exchange, ref: PostRef) -> Reading:
    """What the Data API says of the video. Raises ParseError for JSON of an unknown shape.

    An empty list stands for deleted and for private videos.
    """
    silent = readings.silence(exchange, DATA_API) or readings.no_json(exchange, DATA_API)
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise values.unknown_shape(exchange, "no list of videos")
    if not data["items"]:
        return Reading(finding=Availability.NOT_FOUND, line=f"{DATA_API}: 200, an empty list")
    item = next((one for one in values.objects_at(data, "items") if one.get("id") == ref.id), None)
    if item is None:
        raise values.unknown_shape(exchange, f"another video than {ref.id}")
    snippet = values.object_at(item, "snippet")
    if not isinstance(snippet.get("title"), str):
        raise values.unknown_shape(exchange, "no title of a video")
    post = videos.posting(_of_snippet(snippet), ref, origin_of(exchange, DATA_API_PARSER))
    extent = post.incomplete_reason or "text in full"
    line = f"{DATA_API}: 200, {extent}"
    return Reading(finding=Availability.AVAILABLE, line=line, postings=(post,))


def read_oembed(exchange: Exchange, ref: PostRef) -> Reading:
    """What oEmbed says of the video. Raises ParseError for JSON of an unknown shape.

    It refuses videos whose author switched embedding off: a refusal is no sign of absence.
    """
    if exchange.status in _REFUSALS:
        line = f"{OEMBED}: {_REFUSALS[exchange.status]}"
        return Reading(finding=Availability.BLOCKED_FOR_US, line=line)
    silent = readings.silence(exchange, OEMBED) or readings.no_json(exchange, OEMBED)
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    if not isinstance(data, dict) or not isinstance(data.get("title"), str):
        raise values.unknown_shape(exchange, "no title of a video")
    if _framed(data) != ref.id:
        raise values.unknown_shape(exchange, f"another video than {ref.id}")
    url = values.string_at(data, "author_url")
    handle, channel_id = names.channel_of(url)
    name = values.name_of(data.get("author_name"))
    still = values.web_address(data.get("thumbnail_url"))
    video = Video(
        title=values.string_at(data, "title") or "",
        description=None,
        channel=Channel(name=name, handle=handle, channel_id=channel_id),
        image=None if still is None else ImageObject(content_url=still, thumbnail_of="video"),
    )
    post = videos.posting(video, ref, origin_of(exchange, OEMBED_PARSER))
    line = f"{OEMBED}: 200, {videos.TITLE_ALONE}"
    return Reading(finding=Availability.AVAILABLE, line=line, postings=(post,), lacking=True)


def _of_snippet(snippet: JsonObject) -> Video:
    channel_id = values.string_at(snippet, "channelId") or ""
    thumbnails = values.object_at(snippet, "thumbnails").values()
    description = snippet.get("description")
    return Video(
        title=values.string_at(snippet, "title") or "",
        description=values.sound(description) if isinstance(description, str) else None,
        channel=Channel(
            name=values.name_of(snippet.get("channelTitle")),
            channel_id=channel_id if names.is_channel(channel_id) else None,
        ),
        times=videos.claim_of(snippet.get("publishedAt"), "publishedAt"),
        language=values.language_of(snippet.get("defaultLanguage")),
        image=videos.still_of(one for one in thumbnails if isinstance(one, dict)),
    )


def _framed(data: JsonObject) -> str | None:
    """The id of the video in the answer's own frame."""
    html = data.get("html")
    root = markup.fragment(html) if isinstance(html, str) else None
    frames = () if root is None else root.iter("iframe")
    found = next(filter(None, (names.match(frame.get("src") or "") for frame in frames)), None)
    return None if found is None else found.id
