"""Requests and error answers of XRPC, the HTTP form of the AT Protocol's methods."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from archiver.answers import readings, values
from archiver.answers.readings import Reading
from archiver.errors import ParseError
from archiver.model import Availability, Exchange, FetchRequest

NO_REPOSITORY: Mapping[str, Availability] = {
    "RepoNotFound": Availability.ACCOUNT_GONE,
    "RepoTakendown": Availability.ACCOUNT_GONE,
    "RepoSuspended": Availability.ACCOUNT_GONE,
    "RepoDeactivated": Availability.ACCOUNT_GONE,
}
"""Error codes of the server that keeps an account's data (lexicon com.atproto.sync)."""
NO_RECORD: Mapping[str, Availability] = {"RecordNotFound": Availability.NOT_FOUND}
NO_ACCOUNT: Mapping[str, Availability] = {
    "AccountTakedown": Availability.ACCOUNT_GONE,
    "AccountSuspended": Availability.ACCOUNT_GONE,
    "AccountDeactivated": Availability.ACCOUNT_GONE,
}
"""Error codes of the AppView."""

_OK = 200


def query(server: str, method: str, **parameters: str) -> FetchRequest:
    """The request that asks a method of a server."""
    return FetchRequest(url=f"{server}/xrpc/{method}?{urlencode(parameters)}")


def failure(
    exchange: Exchange, route: str, meanings: Mapping[str, Availability] | None = None
) -> Reading | None:
    """The reading of an answer with another status than 200 or cut off, or None.

    Only an error code in JSON says something of the post, whatever the status: servers say
    400 for what is gone, and a bare 404 may come from anything that answers at that host.
    """
    silent = readings.silence(exchange, route)
    if silent is None:
        return None
    code, said = error_of(exchange)
    known = (meanings or {}).get(code or "")
    finding = known or silent.finding
    if known is None and finding is Availability.NOT_FOUND:
        finding = Availability.ERROR
    if code is None:
        return Reading(finding=finding, line=silent.line)
    line = f"{route}: {exchange.status} {code}" + (f" (“{said}”)" if said and not known else "")
    return Reading(finding=finding, line=line)


def error_of(exchange: Exchange) -> tuple[str | None, str]:
    """The code and the message of an error in JSON; None and nothing where there is none."""
    if exchange.error or exchange.truncated or not values.looks_like_json(exchange.payload):
        return None, ""
    try:
        data = values.json_of(exchange)
    except ParseError:
        return None, ""
    code = values.string_at(data, "error") if isinstance(data, dict) else None
    if code is None:
        return None, ""
    said = values.string_at(data, "message") or ""
    return values.one_line(code, 60), values.one_line(said, 120)


def object_of(exchange: Exchange) -> values.JsonObject:
    """The object in an answer. Raises ParseError for what can't be read or is none."""
    data = values.json_of(exchange)
    if not isinstance(data, dict):
        raise values.unknown_shape(exchange, "no object where one was promised")
    return data
