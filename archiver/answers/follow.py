"""Where an alias leads: a short link, or any address without the stable id in it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from urllib.parse import SplitResult

from archiver.answers import addresses, markup, readings
from archiver.answers.readings import Reading
from archiver.model import Availability, Exchange, FetchRequest, PostRef

ROUTE = "alias"
_RETURNS = (
    *("next", "continue", "redirect_url", "session_redirect", "sessionRedirect"),
    *("dest", "redirect_uri", "url", "u"),
)
"""Query parameters in which a login page keeps the address that was asked for."""
_ASKING_HOSTS = frozenset({"consent", "login", "accounts"})
_MOVES = frozenset({301, 302, 303, 307, 308})


def resolve(
    ref: PostRef, match: Callable[[str], PostRef | None], hosts: tuple[str, ...] = ()
) -> Generator[FetchRequest, Exchange, tuple[PostRef | None, Reading]]:
    """The post that the alias stands for, by where its address leads; and the evidence.

    Where the way ends on one of ``hosts``, the platform's own, or below them, more counts: the
    address that a login or consent page would return to, and the page's own canonical address.
    On any other host anybody could write those. The post is None where nothing names one by
    its id.
    """
    if ref.url is None:
        return None, Reading(finding=Availability.ERROR, line=f"{ROUTE}: no address to follow")
    exchange = yield FetchRequest(url=ref.url, route=ROUTE)
    for address in _led_to(exchange, hosts):
        found = match(address)
        if found is not None and not found.alias:
            line = f"{ROUTE}: {ref.url} leads to {found.url or found.key}"
            return found, Reading(finding=None, line=line)
    return None, _nowhere(exchange)


def _nowhere(exchange: Exchange) -> Reading:
    silent = readings.silence(exchange, ROUTE) or readings.wall(exchange, ROUTE)
    line = f"{ROUTE}: {exchange.status}, leads to {exchange.target_uri}, which names no post"
    return silent or Reading(finding=Availability.ERROR, line=line)


def _led_to(exchange: Exchange, hosts: tuple[str, ...]) -> Iterator[str]:
    if exchange.status == 0 and exchange.target_uri == exchange.request.url:
        return
    yield exchange.target_uri
    location = exchange.header("location")
    if exchange.status in _MOVES and location:
        yield location
    parts = addresses.split(exchange.target_uri)
    if parts is None or not addresses.is_host(addresses.host_of(parts), *hosts):
        return
    if _asks_first(parts, exchange.target_uri):
        query = addresses.query_of(parts)
        yield from (query[name] for name in _RETURNS if name in query)
    if exchange.status == 200:
        root = markup.tree_of(exchange)
        if root is not None:
            yield from markup.canonical(root)


def _asks_first(parts: SplitResult, url: str) -> bool:
    """True for a page that asks for a login, or for consent to cookies."""
    return readings.is_login(url) or addresses.host_of(parts).partition(".")[0] in _ASKING_HOSTS
