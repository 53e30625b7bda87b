"""The embed code of Facebook, as articles carry it, and what text extractors leave of it."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from archiver.answers import addresses, markup, metapages, values
from archiver.hookspecs import BodyPlace, EmbedCopy, EmbedMarkers, FlattenedForm
from archiver.platforms.facebook import names

_FALLBACK = "fb-xfbml-parse-ignore"
_CLASSES = ("fb-post", "fb-video")
_ON = re.compile(r"\W*(?:(?:on|am|sur|en|em|su|op|le|el|il)\s+)?", re.IGNORECASE)
_NAME = r"(?P<name>[^\n]{1,120}?)"
_DATE = r"(?P<date>[^\n]{4,40}?[0-9]{4})(?=[\s.]|$)"
_ATTRIBUTIONS = (
    ("Posted by", "on", "monday tuesday wednesday thursday friday saturday sunday"),
    ("Gepostet von", "am", "montag dienstag mittwoch donnerstag freitag samstag sonntag"),
    ("Publiée par", "sur", "lundi mardi mercredi jeudi vendredi samedi dimanche"),
    ("Publicado por", "en", "lunes martes miércoles jueves viernes sábado domingo"),
    (
        "Publicado por",
        "em",
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    ),
    ("Pubblicato da", "su", "lunedì martedì mercoledì giovedì venerdì sabato domenica"),
    ("Geplaatst door", "op", "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"),
)
"""Before the name, before the day, and the days of the week, in seven languages."""
_FORMS = tuple(
    FlattenedForm(
        pattern=re.compile(
            rf"{before} {_NAME} {on}\s(?:(?i:{days.replace(' ', '|')}),?\s)?{_DATE}"
        ),
        body=BodyPlace.BEFORE,
        anchors=(before,),
    )
    for before, on, days in _ATTRIBUTIONS
)
_WIDGETS = (
    *("like", "like_box", "likebox", "page", "share_button", "comments", "comment_embed"),
    *("follow", "send", "save", "group", "activity", "feedback", "facepile", "subscribe"),
)

MARKERS = EmbedMarkers(
    hints=("facebook.com", "facebook.net", "fb.com", "fb.watch", "fb.me/", "fb-post", "fb-video"),
    quote_classes=_CLASSES,
    elements=("amp-facebook",),
    id_attributes=("data-href",),
    flattened=_FORMS,
    widget_classes=(
        *("fb-like", "fb-like-box", "fb-page", "fb-comments", "fb-comments-count"),
        *("fb-comment-embed", "fb-share-button", "fb-send", "fb-save", "fb-follow", "fb-group"),
        *("fb-facepile", "fb-activity", "fb-quote", "fb-customerchat", "fb-login-button"),
    ),
    widget_paths=tuple(
        f"{host}/{path}"
        for host in ("www.facebook.com", "facebook.com", "m.facebook.com")
        for path in (
            *(f"plugins/{name}.php" for name in _WIDGETS),
            *("sharer", "share.php", "dialog/"),
        )
    ),
)


def copy_of(source: str) -> EmbedCopy | None:
    """What the embed code has of its post; None for markup of another kind.

    The words are often cut, with an ellipsis; the date is a day, in the embedder's language.
    """
    root = markup.fragment(source)
    if root is None:
        return None
    for block in root.iter("blockquote"):
        if _is_of_post(block):
            return _of_block(block)
    empty = [
        *(item for name in _CLASSES for item in markup.by_class(root, "div", name)),
        *root.iter("iframe", "amp-facebook"),
    ]
    return EmbedCopy() if any(_shows_post(item) for item in empty) else None


def _shows_post(element: HtmlElement) -> bool:
    values_of = (element.get(name) for name in ("src", "data-src", "data-href"))
    return any(names.match(value) is not None for value in values_of if value)


def _is_of_post(block: HtmlElement) -> bool:
    """True for the fallback block of a post, not for that of a page plugin."""
    marked = markup.has_class(block, _FALLBACK) or markup.inside(block, "fb-")
    return marked and names.match(block.get("cite") or "") is not None


def _of_block(block: HtmlElement) -> EmbedCopy:
    paragraphs = [item for item in block.iter("p") if isinstance(item, HtmlElement)]
    text = "\n\n".join(filter(None, (metapages.lines(markup.words(p)) for p in paragraphs)))
    links = [link for link in block.iter("a") if next(link.iterancestors("p"), None) is None]
    author = next((link for link in links if _is_profile(link)), None)
    after = links[links.index(author) + 1 :] if author is not None else []
    dated = next((link for link in after if names.match(link.get("href") or "")), None)
    if dated is not None:
        date_line = metapages.lines(markup.words(dated))
    else:
        date_line = (
            "" if author is None else metapages.lines(_ON.sub("", author.tail or "", count=1))
        )
    return EmbedCopy(
        text=text or None,
        author_name=None if author is None else values.name_of(markup.words(author)),
        handle=None if author is None else names.handle_of_profile(author.get("href")),
        date_line=date_line or None,
        cut=text.endswith(("…", "...")),
    )


def _is_profile(link: HtmlElement) -> bool:
    """True for a link to a page or a person on the site, which is no post."""
    parts = addresses.split(link.get("href") or "")
    if parts is None or names.match(link.get("href") or "") is not None:
        return False
    return addresses.is_host(addresses.host_of(parts), "facebook.com", "fb.com")
