"""Pages that stand in for the page: they answer 200 and are not it."""

from __future__ import annotations

import html
import re

from archiver.model import Exchange

_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,300})</title", re.IGNORECASE)
_SEARCHED = 64 * 1024
_SITE = r"(?:\s*[|•·/–—-]\s*.{1,40})?"
_CHALLENGE = (
    r"just a moment\.\.\.|attention required! \| cloudflare|ddos-guard|access denied"
    r"|checking your browser.{0,60}|security check(?: required)?|are you (?:human|a robot)\??"
)
_LOGIN = (
    r"(?:.{1,20}\s*[|•·/–—-]\s*)?"
    rf"(?:log|sign) ?in(?:to)?(?: (?:to|on|with) .{{1,30}})?{_SITE}"
)
_NOT_FOUND = (
    rf"(?:error )?404(?: not found| error)?|(?:page|content) not found{_SITE}|not found{_SITE}"
    r"|(?:sorry, )?this (?:page|content) isn['’]t available.{0,40}"
    r"|[\w.]{1,30} / \?"
)
"""Among them a site's name and a question mark for what it doesn't have."""
_NATURES = (
    ("a challenge page", re.compile(_CHALLENGE, re.IGNORECASE)),
    ("a login page", re.compile(_LOGIN, re.IGNORECASE)),
    ("a not-found page", re.compile(_NOT_FOUND, re.IGNORECASE)),
)


def nature(exchange: Exchange) -> str | None:
    """What stands in for the page, by the whole title of an HTML page; None for the page itself.

    Only titles that can't be those of a post are known.
    """
    found = _TITLE.search(exchange.payload[:_SEARCHED])
    if found is None:
        return None
    title = " ".join(html.unescape(found[1].decode("utf-8", "replace")).split())
    return next((name for name, pattern in _NATURES if pattern.fullmatch(title)), None)
