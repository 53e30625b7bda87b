"""Title, date, authors, language and address, as a page states them about itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bs4 import Tag

from archiver.articles.page import Page
from archiver.text.datelines import parse_dateline
from archiver.text.html import attribute, text_of, unescape

_ARTICLE_TYPES = ("article", "newsarticle", "posting", "report", "review", "webpage")
_MAX_NODES = 20_000
_LONGEST_BYLINE = 100
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title")
_DATES = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.date",
    "dcterms.created", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
    "publish-date", "publication_date", "og:published_time", "cxenseparse:recs:publishtime",
    "article.published", "originalpublicationdate", "release_date", "datecreated",
)  # fmt: skip
_CHANGES = (
    "article:modified_time", "datemodified", "og:updated_time", "last-modified", "dc.date.modified",
    "dcterms.modified", "lastmod", "article.updated",
)  # fmt: skip
_AUTHORS = (
    "author",
    "article:author_name",
    "byl",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the page says; empty where it says nothing."""

    title: str | None = None
    published: date | datetime | None = None
    modified: date | datetime | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    url: str | None = None


def read_metadata(page: Page) -> Metadata:
    """What JSON-LD says, else the meta tags, else the page's own markup.

    ``published`` is a day, or a time where the page gives one with its zone. Where the page
    states no date at all, it is the day in its address; no day of its text is taken for it, as
    a wrong one would make posts younger than the article.
    """
    metas = _metas(page)
    about = next(_articles(page), {})
    named = str(about.get("headline") or "") or _first(metas, _TITLES) or _heading(page)
    stamps = (about.get("datePublished"), *(metas.get(name) for name in _DATES), *_times(page))
    published = next((day for stamp in stamps if (day := read_date(stamp)) is not None), None)
    changes = (about.get("dateModified"), *(metas.get(name) for name in _CHANGES))
    modified = next((day for stamp in changes if (day := read_date(stamp)) is not None), None)
    authors = (
        tuple(_people(about.get("author")))
        or _split_names(_first(metas, _AUTHORS))
        or _byline(page)
    )
    language = (
        _html_language(page)
        or (metas.get("og:locale") or "").replace("_", "-")
        or str(about.get("inLanguage") or "")
    )
    address = _address(page, metas)
    if not named:
        named, authors = _guessed_title(page, authors)
    return Metadata(
        title=_line(named) or None,
        published=published or _day_of_address(address),
        modified=modified,
        authors=authors,
        language=language or None,
        url=address,
    )


def read_date(stamp: object) -> date | datetime | None:
    """The day, or the time where its zone is given; None for what is no date."""
    if not isinstance(stamp, str) or not stamp.strip():
        return None
    stamp = stamp.strip()
    try:
        time = datetime.fromisoformat(stamp)
    except ValueError:
        return _as_day(stamp[:10]) or parse_dateline(stamp)
    has_time = len(stamp) > len("2018-09-06")
    return time if has_time and time.tzinfo is not None else time.date()


def headline_of(page: Page, body: Tag, title: str | None) -> str | None:
    """The headline as the page shows it: its first ``h1`` outside the navigation, else ``title``.

    None where one stands inside ``body`` already.
    """
    shown = [
        tag
        for tag in page.elements
        if tag.name == "h1" and tag.find_parent(["nav", "footer", "aside"]) is None
    ]
    texts = [(tag, text) for tag in shown if (text := text_of(tag))]
    if any(page.holds(body, page.number(tag)) for tag, _ in texts):
        return None
    if title is not None:
        matching = next((text for _, text in texts if text[:24] in title or title in text), None)
        return matching or title
    return texts[0][1] if texts else None


def _metas(page: Page) -> dict[str, str]:
    metas: dict[str, str] = {}
    for tag in page.elements:
        if tag.name != "meta":
            continue
        content = attribute(tag, "content")
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = attribute(tag, key).lower()
            if name and content:
                metas.setdefault(name, content)
    return metas


def _articles(page: Page) -> Iterator[dict[str, Any]]:
    """Records of the page's JSON-LD that are about an article, those that say "Article" first."""
    records = [
        record
        for tag in page.elements
        if tag.name == "script" and "ld+json" in attribute(tag, "type").lower()
        for record in _records(str(tag.string or ""))
    ]
    for kind in _ARTICLE_TYPES:
        for record in records:
            types = record.get("@type")
            names = types if isinstance(types, list) else [types]
            if any(isinstance(name, str) and kind in name.lower() for name in names):
                yield record


def _records(text: str) -> Iterator[dict[str, Any]]:
    text = text.strip().removeprefix("<!--").removesuffix("-->").removesuffix(";").strip()
    try:
        root = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    stack, left = [root], _MAX_NODES
    while stack and left:
        left -= 1
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            inner = (
                value[key] for key in ("mainEntity", "@graph", "mainEntityOfPage") if key in value
            )
            stack.extend(inner)


def _people(author: Any) -> Iterator[str]:
    for one in author if isinstance(author, list) else [author]:
        name = one.get("name") if isinstance(one, dict) else one
        for person in name if isinstance(name, list) else [name]:
            if isinstance(person, str) and person.strip() and "://" not in person:
                yield _line(person)


_LARGEST_BYLINE = 40
"""The most elements inside one that names the authors: more is a whole article."""


def _byline(page: Page) -> tuple[str, ...]:
    """The authors as the page prints them: rel or itemprop "author", or a class "byline"."""
    for names in ({"author"}, {"byline", "byline__name", "author-name"}):
        for number, tag in enumerate(page.elements):
            if page.last[number] - number > _LARGEST_BYLINE:
                continue
            said = " ".join(
                attribute(tag, key) for key in ("rel", "itemprop", "class") if key in tag.attrs
            )
            if said and not names.isdisjoint(said.lower().split()):
                shown = " ".join(text_of(tag).split())
                names_only = shown.split(" | ")[-1].strip(" —–-·,")
                if _is_names(names_only) and (authors := _split_names(names_only)):
                    return authors
    return ()


def _is_names(shown: str) -> bool:
    return len(shown) <= _LONGEST_BYLINE and not any(map(str.isdigit, shown))


def _split_names(names: str) -> tuple[str, ...]:
    if not names or "://" in names:
        return ()
    plain = re.sub(r"^by\b[:\s]*", "", names.strip(), flags=re.IGNORECASE).replace(" and ", ", ")
    return tuple(name for part in plain.split(",") if (name := _line(part)))


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str:
    return next((metas[name] for name in names if name in metas), "")


def _heading(page: Page) -> str:
    for name in ("h1", "title"):
        tag = page.first(name)
        shown = text_of(tag) if tag is not None else ""
        if shown:
            return shown
    return ""


def _times(page: Page) -> Iterator[str]:
    """Dates of ``time`` elements; those that say that they are of publication first."""
    times = [tag for tag in page.elements if tag.name == "time" and attribute(tag, "datetime")]
    said = [tag for tag in times if "pubdate" in tag.attrs or _is_published(tag)]
    yield from (attribute(tag, "datetime") for tag in said)
    if len({attribute(tag, "datetime")[:10] for tag in times}) == 1:
        yield attribute(times[0], "datetime")


def _is_published(tag: Tag) -> bool:
    return "publish" in f"{attribute(tag, 'itemprop')} {attribute(tag, 'class')}".lower()


def _guessed_title(page: Page, authors: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(page.source)
    guessed = (found.author or "").split("; ") if not authors else []
    return found.title or "", authors or tuple(filter(None, map(_line, guessed)))


_DAY_OF_ADDRESS = re.compile(r"/((?:19|20)\d\d)([/-])(\d\d)\2(\d\d)(?=[/?#]|$)")


def _day_of_address(address: str | None) -> date | None:
    found = _DAY_OF_ADDRESS.search(address or "")
    return None if found is None else _as_day("-".join(found.group(1, 3, 4)))


def _as_day(stamp: str) -> date | None:
    try:
        return date.fromisoformat(stamp)
    except ValueError:
        return None


def _html_language(page: Page) -> str:
    root = page.first("html")
    return "" if root is None else attribute(root, "lang") or attribute(root, "xml:lang")


def _address(page: Page, metas: dict[str, str]) -> str | None:
    canonical = next(
        (
            attribute(tag, "href")
            for tag in page.elements
            if tag.name == "link" and "canonical" in attribute(tag, "rel").lower().split()
        ),
        "",
    )
    choices = (canonical, metas.get("og:url", ""))
    return next((url for url in choices if url.startswith(("http://", "https://"))), None)


def _line(text: str) -> str:
    return " ".join(unescape(text).split())
