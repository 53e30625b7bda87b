"""API 2 with a token of the user's own (docs.x.com, "Get Post by ID")."""

from __future__ import annotations

from urllib.parse import urlencode

from archiver.answers import readings, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import Availability, Exchange, FetchRequest, PostRef
from archiver.platforms.x import v2

ROUTE = "api"
CREDENTIAL = "x"
PARSER = "x.api/1"
_QUERY = urlencode(
    {
        "tweet.fields": "attachments,author_id,created_at,edit_history_tweet_ids,entities,lang,"
        "note_tweet,referenced_tweets",
        "expansions": "author_id,attachments.media_keys,referenced_tweets.id,"
        "referenced_tweets.id.author_id",
        "media.fields": "alt_text,height,preview_image_url,type,url,width",
        "user.fields": "name,username",
    }
)
_PROBLEMS = (
    ("resource-not-found", Availability.NOT_FOUND),
    ("not-authorized-for-resource", Availability.PROTECTED),
)


def request(ref: PostRef) -> FetchRequest:
    """The request for a post."""
    return FetchRequest(
        url=f"https://api.x.com/2/tweets/{ref.id}?{_QUERY}",
        route=ROUTE,
        headers=(("Accept", "application/json"),),
        credential=CREDENTIAL,
    )


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the answer says of the post. Raises ParseError for JSON of an unknown shape."""
    silent = readings.silence(exchange, ROUTE) or readings.no_json(exchange, ROUTE)
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    if not isinstance(data, dict):
        raise values.unknown_shape(exchange, "a list where a post was expected")
    found = v2.postings(data, ref, origin_of(exchange, PARSER))
    if not found:
        return _problem(exchange, data)
    extent = found[0].incomplete_reason or "text in full"
    return Reading(
        finding=Availability.AVAILABLE,
        line=f"{ROUTE}: 200, {extent}",
        postings=found,
        asked=found[0].ref == ref,
    )


def _problem(exchange: Exchange, data: JsonObject) -> Reading:
    """The reading of an answer without the post: it names a problem by its type's address."""
    for problem in values.objects_at(data, "errors"):
        kind = values.string_at(problem, "type") or ""
        said = values.one_line(values.string_at(problem, "detail") or kind)
        for ending, finding in _PROBLEMS:
            if kind.endswith(ending):
                return Reading(finding=finding, line=f"{ROUTE}: 200, “{said}”")
    raise values.unknown_shape(exchange, "neither the post nor a problem with it")
