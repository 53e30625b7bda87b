"""An article's embeds as a witness of the posts they carry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import regex

from archiver.hookspecs import Platform
from archiver.model import (
    Article,
    Availability,
    Embed,
    ImageObject,
    Precision,
    SocialMediaPosting,
    Witness,
)

PARSER = "embed/1"
_CUT = regex.compile(r"(?:…|\.\.\.)(?:\s*https?://\S+)?\Z")
_OLD_LIMIT = 140


def postings_of_embeds(
    article: Article, platforms: Sequence[Platform] = ()
) -> tuple[SocialMediaPosting, ...]:
    """What the article's own copies say of its posts, in its order.

    A copy without words, one that ends in an ellipsis, or one of a length at which its
    platform's copies may be cut, is not complete: nothing can be proved from it.
    """
    limits = {platform.name: platform.markers.may_be_cut for platform in platforms}
    return tuple(_posting(embed, limits.get(embed.ref.platform)) for embed in article.embeds)


def _posting(embed: Embed, limit: tuple[date, int] | None) -> SocialMediaPosting:
    text = embed.text or ""
    reason = None
    if limit and len(text) >= limit[1] and embed.created and embed.created.date() >= limit[0]:
        reason = "the article's copy is as long as copies are before they are cut"
    if not text.strip():
        reason = "the article embeds the post without its words"
    elif _CUT.search(text.rstrip()) and (text.startswith("RT @") or len(text) >= _OLD_LIMIT):
        reason = "the article's copy ends in an ellipsis and may be cut"
    precision = None
    if embed.created is not None:
        precision = Precision.SECOND if embed.created_exact else Precision.DAY
    return SocialMediaPosting(
        ref=embed.ref,
        witness=Witness.EMBED,
        parser=PARSER,
        text=text,
        complete=reason is None,
        incomplete_reason=reason,
        author_name=embed.author_name,
        handle=embed.handle or embed.ref.handle,
        created=embed.created,
        created_precision=precision,
        language=embed.language,
        images=tuple(ImageObject(content_url=url, caption=alt) for url, alt in embed.images),
        availability=Availability.AVAILABLE if text.strip() else Availability.ERROR,
        alternatives=embed.alternatives,
        repairs=embed.repairs,
    )
