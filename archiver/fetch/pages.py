"""Articles from the network."""

from __future__ import annotations

from urllib.parse import urlsplit

from archiver.errors import FetchError, InputError
from archiver.fetch.transport import Transport
from archiver.model import Exchange, FetchRequest

ROUTE = "article"
_FIRST_ERROR = 400
_ACCEPT = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8,*/*;q=0.5"


def page(url: str, session: Transport) -> tuple[Exchange, ...]:
    """The exchanges that fetched an article, redirects first; the last one holds it whole.

    Raises InputError for what is no http(s) address, and FetchError where no answer came, an
    error came, or less than the whole.
    """
    exchanges = ask(url, session)
    answer = exchanges[-1]
    if answer.status == 0:
        raise FetchError(
            f"{url} can't be fetched: {answer.error or 'no answer'}",
            "check the address and the connection, or pass the page as a file",
        )
    if answer.status >= _FIRST_ERROR:
        raise FetchError(
            f"{url} answers with status {answer.status}",
            "open it in a browser, save the page, and pass the file",
        )
    if answer.truncated == "length":
        raise FetchError(
            f"{url} is no article: it has more than {len(answer.payload) // 1_000_000} MB",
            "give the address of one article, or save it and give the file",
        )
    if answer.truncated is not None or answer.error is not None:
        why = answer.error or f"cut by {answer.truncated}"
        raise FetchError(f"{url} came only in part: {why}", "try again, or pass the page as a file")
    if not answer.payload.strip():
        raise FetchError(
            f"{url} answers with an empty page",
            "open it in a browser, save the page, and pass the file",
        )
    return exchanges


def ask(url: str, session: Transport) -> tuple[Exchange, ...]:
    """The exchanges that it took to ask for a page, whatever came of it.

    Raises InputError for what is no http(s) address.
    """
    _check(url)
    return session.answer(FetchRequest(url=url, route=ROUTE, headers=(("Accept", _ACCEPT),)))


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise InputError(f"{url!r} is no http or https address", "pass a URL, or a file's path")
