"""The pictures of an article: which of a page's images they are, and where each can be had.

An image has many addresses in the wild: one for old browsers, several sizes in ``srcset``, the
real one in a ``data-`` attribute while ``src`` holds a grey dot (lazy loading), a copy in
``noscript``. All are kept, the largest first, as a saved page has only one of them beside it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from bs4 import Tag

from archiver.articles.page import Page
from archiver.model import ArticleImage
from archiver.text.html import attribute, emoji_of, text_of

TAGS = frozenset({"img", "amp-img"})
"""Elements that show a picture."""
MAX_IMAGES = 60
"""Pictures that are read from one page, in its order."""

_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-src-set")
_LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-img-path", "data-image",
    "data-full-src", "data-hi-res-src", "data-url",
)  # fmt: skip
_CANDIDATE = re.compile(r"\s*([^\s,]\S*?)(?:\s+(\d+(?:\.\d+)?)([wx])(?:\s+\d+h)?)?\s*(?:,\s|,?$)")
"""One image candidate of a srcset (HTML Standard, 4.8.4.2.1): an address may hold commas."""
_ORNAMENT = re.compile(
    r"(?:^|[\s_-])(?:logos?|icons?|avatars?|gravatar|sprites?|spacers?|badges?|buttons?|emoji|"
    r"headshots?|bylines?|author|shar(?:e|ing)|tracking|tracker|beacon|captcha|statcounter)"
    r"(?=$|[\s_\d-])",
    re.IGNORECASE,
)
"""Classes of images, and of what holds them, that are no pictures of the article."""
_WASTE = re.compile(
    r"(?:^|[_.-])(?:logos?|icons?|favicons?|avatars?|gravatar|sprites?|spacers?|pixel|blank|"
    r"placeholders?|headshots?|1x1|transparent|spinner)(?=$|[_.\d-])",
    re.IGNORECASE,
)
"""The same in names of files."""
_TRACKERS = re.compile(
    r"(?:^|[./])(?:scorecardresearch|doubleclick|google-analytics|googletagmanager|quantserve|"
    r"effectivemeasure|chartbeat|adnxs|taboola|outbrain|facebook\.com/tr\b|comscore|parsely)",
    re.IGNORECASE,
)
_SMALL = 64
"""Pixels a side up to which an image is an ornament."""
_THIN = 3
_LEAST_DATA = 1_500
"""Characters of a data: address up to which it stands for a picture that is yet to come."""
_DATA = re.compile(r"data:image/[a-z0-9.+-]+[^,]*,", re.IGNORECASE)
_CAPTIONED = re.compile(r"(?:^|[\s_-])captions?(?:$|[\s_-])|caption-text", re.IGNORECASE)
_LONGEST_CAPTION = 600
_SOURCES = 12
"""Sources of one picture element that are looked at."""
_CLIMB = 5
"""Elements up from an image within which its caption stands."""
_ANNOUNCED = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image")
_ELSEWHERE = frozenset({"nav", "aside", "footer", "a"})


def article_images(page: Page, body: Tag, shown: Iterable[Tag]) -> tuple[ArticleImage, ...]:
    """The pictures that belong to the article, in its order, each once.

    ``shown`` are the images of its running text. Before them come the figures that stand above
    it; after them the picture that the page announces to other sites. Icons, logos, portraits of
    authors and counters are left out.
    """
    base = _base(page)
    found: dict[str, ArticleImage] = {}
    for tag in (*_above(page, body), *shown):
        image = _image(tag, base)
        if image is not None and len(found) < MAX_IMAGES:
            found.setdefault(_identity(image.url), image)
    announced = _announced(page, base)
    if announced is not None:
        found.setdefault(_identity(announced.url), announced)
    return tuple(found.values())


def name_of_data(address: str) -> str | None:
    """The name of the picture in a data: address (RFC 2397): its digest (RFC 6920).

    None where it is none, or so short that it only keeps a place. The bytes stand in the page:
    see ``data_in``.
    """
    payload = _decoded(address) if len(address) > _LEAST_DATA else None
    return None if payload is None else _named(payload)


def data_in(markup: bytes) -> Mapping[str, bytes]:
    """The pictures in a page's data: addresses, by ``name_of_data``."""
    text = markup.decode("latin-1")
    found: dict[str, bytes] = {}
    for match in re.finditer(r"data:image/[^\s\"'<>()]+", text, re.IGNORECASE):
        payload = _decoded(match[0]) if len(match[0]) > _LEAST_DATA else None
        if payload is not None:
            found[_named(payload)] = payload
    return found


def _named(payload: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(payload).digest()).decode("ascii")
    return f"ni:///sha-256;{digest.rstrip('=')}"


def _decoded(address: str) -> bytes | None:
    head = _DATA.match(address)
    if head is None:
        return None
    data = unquote_to_bytes(address[head.end() :])
    if not head[0].lower().endswith(";base64,"):
        return data
    try:
        return base64.b64decode(b"".join(data.split()), validate=True)
    except binascii.Error:
        return None


def _base(page: Page) -> str | None:
    """Where relative addresses begin, if the page says so itself."""
    tag = page.first("base")
    href = attribute(tag, "href") if tag is not None else ""
    return href if href.lower().startswith(("http://", "https://")) else None


def _identity(url: str) -> str:
    """An address without what only asks for another size of the same picture."""
    return url.partition("?")[0] if not url.startswith("ni:") else url


def _above(page: Page, body: Tag) -> Iterator[Tag]:
    """Images of figures in the same article as the running text, before it."""
    whole = next((o for o in body.parents if o.name in {"article", "main"}), None)
    if whole is None:
        return
    first = page.number(whole)
    for tag in page.elements[first : page.number(body)]:
        if tag.name not in TAGS:
            continue
        outer = []
        for one in tag.parents:
            if one is whole:
                break
            outer.append(one.name)
        if ("figure" in outer or "picture" in outer) and _ELSEWHERE.isdisjoint(outer):
            yield tag


def _image(tag: Tag, base: str | None) -> ArticleImage | None:
    if emoji_of(tag) or _is_ornament(tag):
        return None
    addresses = list(dict.fromkeys(_sound(_addresses(tag), base)))
    if not addresses:
        return None
    return ArticleImage(
        url=addresses[0],
        alt=attribute(tag, "alt") or None,
        caption=_caption(tag),
        others=tuple(addresses[1:]),
    )


def _sound(addresses: Iterable[str], base: str | None) -> Iterator[str]:
    for address in addresses:
        if address.startswith("data:"):
            named = name_of_data(address)
            if named is not None:
                yield named
        elif not _is_waste(address):
            yield _joined(base, address)


def _joined(base: str | None, address: str) -> str:
    if base is None:
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _is_waste(address: str) -> bool:
    """Whether an address is that of an ornament or a counter, by its file's name or its host."""
    if _TRACKERS.search(address):
        return True
    try:
        path = urlsplit(address).path
    except ValueError:
        return True
    name = path.rstrip("/").rsplit("/", 1)[-1]
    return not name or _WASTE.search(name.rpartition(".")[0] or name) is not None


def _addresses(tag: Tag) -> Iterator[str]:
    """Every address of the image, those of the largest copies first."""
    candidates: list[tuple[float, int, str]] = []
    sets = [attribute(tag, name) for name in ("srcset", *_LAZY_SETS)]
    # The parser takes the image to stand inside the last source.
    parents = list(islice(tag.parents, _CLIMB + _SOURCES))
    picture = next((outer for outer in parents if outer.name == "picture"), None)
    if picture is not None:
        for source in picture.find_all("source", limit=_SOURCES):
            sets += [attribute(source, name) for name in ("srcset", *_LAZY_SETS)]
    for one in sets:
        for address, size in _candidates(one):
            candidates.append((-size, len(candidates), address))
    yield from (address for _, _, address in sorted(candidates))
    yield from filter(None, (attribute(tag, name) for name in (*_LAZY, "src")))
    after = tag.find_next_sibling()
    if isinstance(after, Tag) and after.name == "noscript":
        for copy in after.find_all("img", limit=1):
            yield from filter(None, (attribute(copy, "src"),))


def _candidates(srcset: str) -> Iterator[tuple[str, float]]:
    """Address and size of every candidate; a size is in pixels of width, or 1000 a density."""
    at = 0
    while at < len(srcset) and (match := _CANDIDATE.match(srcset, at)):
        if match.end() == at:
            break
        at = match.end()
        size = float(match[2]) if match[2] else 1.0
        yield match[1], size if match[3] == "w" else size * 1000


def _is_ornament(tag: Tag) -> bool:
    sides = [_pixels(attribute(tag, name)) for name in ("width", "height")]
    known = [side for side in sides if side is not None]
    if any(side < _THIN for side in known) or (known and max(known) <= _SMALL):
        return True
    said = f"{attribute(tag, 'class')} {attribute(tag, 'id')} {attribute(tag, 'data-role')}"
    outer = tag.parent
    if isinstance(outer, Tag):
        said = f"{said} {attribute(outer, 'class')}"
    return _ORNAMENT.search(said) is not None


def _pixels(stated: str) -> float | None:
    match = re.fullmatch(r"(\d{1,6}(?:\.\d{1,4})?)(?:px)?", stated)
    return float(match[1]) if match else None


def _caption(tag: Tag) -> str | None:
    outer = tag.parent
    for _ in range(_CLIMB):
        if outer is None or outer.name in {"article", "main", "body"}:
            return None
        if outer.name == "figure" or _CAPTIONED.search(attribute(outer, "class")):
            shown = outer.find("figcaption") or outer.find(_is_caption)
            said = " ".join(text_of(shown).split()) if isinstance(shown, Tag) else ""
            if said:
                return said[:_LONGEST_CAPTION]
        outer = outer.parent
    return None


def _is_caption(tag: Tag) -> bool:
    return tag.name in {"p", "div", "span", "dd"} and bool(
        _CAPTIONED.search(attribute(tag, "class"))
    )


def _announced(page: Page, base: str | None) -> ArticleImage | None:
    said: dict[str, str] = {}
    for tag in page.elements:
        if tag.name == "meta":
            name = (attribute(tag, "property") or attribute(tag, "name")).lower()
            if attribute(tag, "content"):
                said.setdefault(name, attribute(tag, "content"))
    address = next((said[name] for name in _ANNOUNCED if name in said), "")
    usable = list(_sound([address], base)) if address else []
    if not usable:
        return None
    return ArticleImage(
        url=usable[0],
        alt=said.get("og:image:alt") or said.get("twitter:image:alt"),
        shown=False,
    )
